using System.Runtime.InteropServices;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Metrics;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 1.3.</summary>
public static class Lesson13
{
    private const double LeastPrecision = 0.8, MostRecall = 0.25;
    private const int LeastPictures = 80;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("clothes net, accuracy on the 10,000 (shipped table)", ">= 0.93",
            Published: "a PyTorch net of 68,026 weights: 0.9276 after 8 epochs"),
        new("of the 2,000 shipped pictures, right here less right in the table", "<= 2"),
        new("faces net, balanced accuracy on 800 unseen faces", ">= 0.97"),
        new("portraits net, balanced accuracy on 1,000 unseen portraits", ">= 0.97"),
        new("Fréchet distance of two Gaussians against the formula", "<= 1e-6"),
        new("live net, accuracy on the 2,000", ">= 0.88"),
        new("rank correlation with the noise, the weakest of five metrics", ">= 0.8"),
        new("FID of 2,000 pictures against 2,000", "<= 5", "seconds"),
    ];

    /// <summary>Code: the Fréchet distance d² of two heaps of numbers.</summary>
    public static readonly Exercise<Func<double[], double[], double>> Frechet = new(
        "1.3.a",
        "Two terms: the squared difference of the means, and the squared difference of the standard *deviations*. A "
        + "deviation is the root of a variance.",
        FaultInFrechet);

    /// <summary>Reasoning to a number: the best judge's accuracy when half of the fakes are perfect.</summary>
    public static readonly Exercise<double?> BestJudge = new(
        "1.3.b",
        "Take four pictures: two real, one perfect, one mush. What should the judge say of each? Among those that "
        + "look perfect, real ones are twice as many as made ones.",
        FaultInBestJudge);

    /// <summary>Open: pictures of high precision and low recall.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor>> Precise = new(
        "1.3.c",
        "Precision asks whether each of *your* pictures looks real; recall, whether each *real* one has a neighbour "
        + "among yours. Real pictures are precise. Now leave things out.",
        FaultInPrecise);

    private static string? FaultInFrechet(Func<double[], double[], double> frechet)
    {
        (double Mean, double Deviation)[][] pairs =
            [[(0, 1), (0, 1)], [(0, 1), (3, 1)], [(0, 1), (0, 3)], [(-2, 0.5), (1, 2)], [(10, 4), (9, 1)]];
        foreach (var pair in pairs)
        {
            var (x, y) = (Spread(pair[0]), Spread(pair[1]));
            var (shift, stretch) = (pair[0].Mean - pair[1].Mean, pair[0].Deviation - pair[1].Deviation);
            var (right, given) = (shift * shift + stretch * stretch, frechet(x, y));
            var variances = Math.Pow(pair[0].Deviation, 2) - Math.Pow(pair[1].Deviation, 2);
            bool Is(double value) => Math.Abs(given - value) <= 0.01 * Math.Max(1, value);
            if (Is(right)) continue;
            var where = $"for N({pair[0].Mean}, {pair[0].Deviation}²) and N({pair[1].Mean}, {pair[1].Deviation}²)";
            if (Is(shift * shift))
                return $"Expected {right:0.##}, got {given:0.##} {where}: the spreads count too, not only the means.";
            if (Is(shift * shift + variances * variances))
                return $"Expected {right:0.##}, got {given:0.##} {where}: that compares variances; take deviations.";
            if (Is(Math.Sqrt(right)))
                return $"Expected {right:0.##}, got {given:0.##} {where}: that is d; the question asks for d².";
            return $"Expected {right:0.##}, got {given:0.##} {where}.";
        }
        return null;
    }

    // 2,001 numbers with exactly this mean and, divided by N, this deviation.
    private static double[] Spread((double Mean, double Deviation) of)
    {
        var even = Enumerable.Range(-1000, 2001).Select(i => (double)i).ToArray();
        var deviation = Math.Sqrt(even.Average(v => v * v));
        return [.. even.Select(v => of.Mean + of.Deviation * v / deviation)];
    }

    private static string? FaultInBestJudge(double? accuracy) => accuracy!.Value switch
    {
        var a when Math.Abs(a - 0.75) < 0.005 => null,
        var a when Math.Abs(a - 0.5) < 0.005 =>
            "A coin is right half of the time, but this judge recognizes the mush. Count again.",
        var a when Math.Abs(a - 75) < 0.5 => "Give a share: 1 is always right.",
        var a when a > 0.99 => "He can't be always right: the perfect half looks exactly like real pictures.",
        var a => $"Not {a:0.###}. Of what is he certainly right, and where must he guess?",
    };

    private static string? FaultInPrecise(Func<Tensor, Tensor, Tensor> make)
    {
        using var scope = NewDisposeScope();
        var (_, test) = Datasets.Fashion();
        using var generator = Seed.Generator(77);
        var order = randperm(test.Count, generator: generator);
        var made = make(test.Pixels[order[..1000]], test.Labels[order[..1000]]);
        if (made.dim() != 4 || !made.shape[1..].SequenceEqual([1, 28, 28]))
            return $"Pictures have the shape [N, 1, 28, 28], yours [{string.Join(", ", made.shape)}].";
        var count = (int)Math.Min(1000, made.shape[0]);
        if (count < LeastPictures) return $"At least {LeastPictures} pictures are needed, you returned {count}.";
        if (Different(made[..count]) < LeastPictures) return $"At least {LeastPictures} of them should be different.";
        var ruler = SmallCnn.Pretrained();
        var real = test.Pixels[order[1000..(1000 + count)]];
        var (precision, recall) =
            PrecisionRecall.Between(ruler.Features(real), ruler.Features(made[..count].to(float32)));
        return precision < LeastPrecision
            ? $"Precision is {precision:0.00}, below {LeastPrecision}: too few of your pictures look real."
            : recall <= MostRecall ? null
            : $"Precision is {precision:0.00}, good. But recall {recall:0.00} is above {MostRecall}: leave out more.";
    }

    private static int Different(Tensor pictures) => pictures.to(float32).contiguous().data<float>().ToArray()
        .Chunk(28 * 28).Select(pixels => Convert.ToHexString(MemoryMarshal.AsBytes<float>(pixels)))
        .Distinct().Count();
}
