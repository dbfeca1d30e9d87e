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
        new("faces net, balanced accuracy on 800 unseen faces", ">= 0.97"),
        new("portraits net, balanced accuracy on 1,000 unseen portraits", ">= 0.97"),
        new("Fréchet distance of two Gaussians against the formula", "<= 1e-6"),
        new("live net, accuracy on the 2,000", ">= 0.88"),
        new("rank correlation with the noise, the weakest of five metrics", ">= 0.8"),
        new("time of FID, 2,000 pictures against 2,000, over that of the features", "<= 1.5"),
    ];

    /// <summary>Code: the unbiased MMD² with KID's kernel.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, double>> Kid = new(
        "1.3.a",
        [
            "One matrix of kernels for each of the three means: `x` with `x`, `y` with `y`, `x` with `y`. How many "
            + "products are in it?",
            "k of all pairs at once is (a.matmul(b.T) / F + 1).pow(3). In the first two matrices the diagonal is "
            + "each point with itself: leave it out.",
            "Within a heap of n: (sum − sum of the diagonal) / (n (n − 1)). Across: the plain mean. Then add, add, "
            + "and take twice the last away.",
        ],
        FaultInKid,
        why: "A point is most alike to itself. With the diagonal both inner means come out too high, the more so the "
            + "smaller the heap: that is the bias which FID has and KID lacks.",
        next: "measure real against real with 20 pictures a heap, with and without the diagonal.");

    /// <summary>Reasoning to a number: the best judge's accuracy when half of the fakes are perfect.</summary>
    public static readonly Exercise<double?> BestJudge = new(
        "1.3.b",
        [
            "Take four pictures: two real, one perfect, one mush. What should the judge say of each?",
            "Among those that look perfect, real ones are twice as many as made ones. So say \"real\" to them.",
            "Then both real ones and the mush are judged rightly, and the perfect one is not.",
        ],
        FaultInBestJudge,
        why: "Whatever can't be told apart is called by the commoner name; there the judge errs on the rarer one.",
        next: "five of ten kinds are missing and all pictures are real. What can the best judge reach there?");

    /// <summary>Open: pictures of high precision and low recall.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor>> Precise = new(
        "1.3.c",
        [
            "Precision asks whether each of *your* pictures looks real; recall, whether each *real* one has a "
            + "neighbour among yours.",
            "Real pictures are precise. Now leave things out: return fewer kinds than there are.",
            "One kind is enough, and one that no other looks like: `pixels[labels == k]`.",
        ],
        FaultInPrecise,
        why: "A heap of one kind is perfect in what it shows and empty of the rest. Only recall sees that.",
        next: "find the opposite: low precision and high recall. Half of the heap may be anything.");

    /// <summary>Building: precision and recall by balls around points.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, int, (double Precision, double Recall)>> Balls = new(
        "1.3.d",
        [
            "Precision and recall are one function with the heaps swapped: the share of `points` that lie in a ball "
            + "around any of the `centres`.",
            "cdist(centres, centres) holds the distances between centres; sorted along a row, place 0 is the centre "
            + "itself and place k its k-th nearest other.",
            "radii = cdist(c, c).sort(1).Values[.., k]; a point is inside if any of cdist(points, c) <= radii, which "
            + "is `.le(radii).any(1)`.",
        ],
        FaultInBalls,
        why: "Precision asks made points about balls of real ones, recall asks real points about balls of made ones.",
        next: "give `real` one far outlier and watch precision: its ball is huge (Naeem et al. 2020).");

    private static string? FaultInKid(Func<Tensor, Tensor, double> kid)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(720_000);
        foreach (var (n, m, width) in new[] { (4L, 4L, 1L), (5L, 9L, 3L), (30L, 12L, 8L) })
        {
            var x = randn(n, width, float64, generator: generator);
            var y = 1.5 * randn(m, width, float64, generator: generator) + 0.5;
            var (right, given) = (Mmd(x, y, width, 0), kid(x, y));
            bool Is(double value) => Math.Abs(given - value) <= 1e-6 * Math.Max(1, Math.Abs(value));
            if (Is(right)) continue;
            var where = $"Expected {right:0.####}, got {given:0.####} for {n} and {m} points of {width} "
                + $"feature{(width == 1 ? "" : "s")}: ";
            return where + (Is(Mmd(x, y, width, 1)) ? "a point is not its own pair. Leave the diagonal out."
                : Is(Mmd(x, y, 1, 0)) || Is(Mmd(x, y, 1, 1)) ? "divide the inner product by F, the features."
                : Is(-right) ? "the sign is turned round."
                : Is(Math.Sqrt(Math.Abs(right))) ? "that is the root; MMD² is asked for."
                : "take it apart: is the mean over different points of one heap what you expect?");
        }
        return null;
    }

    // Pair by pair; `self` 1: with a point as its own pair.
    private static double Mmd(Tensor x, Tensor y, double width, int self)
    {
        double[][] Rows(Tensor t) => [.. t.Doubles().Chunk((int)t.shape[1])];
        double K(double[] a, double[] b) => Math.Pow(a.Zip(b, (p, q) => p * q).Sum() / width + 1, 3);
        double Within(double[][] a) => a.SelectMany((p, i) =>
            a.Where((_, j) => self == 1 || i != j).Select(q => K(p, q))).Average();
        var (made, real) = (Rows(y), Rows(x));
        return Within(real) + Within(made) - 2 * real.SelectMany(p => made.Select(q => K(p, q))).Average();
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

    private static string? FaultInBalls(Func<Tensor, Tensor, int, (double Precision, double Recall)> measure)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(730_000);
        foreach (var (n, m, k) in new[] { (12L, 12L, 1), (40L, 40L, 3), (60L, 25L, 5) })
        {
            var real = randn(n, 4, float64, generator: generator);
            var made = 0.6 * randn(m, 4, float64, generator: generator) + 0.8;
            var ((precision, recall), right) = (measure(real, made, k), (P: In(made, real, k), R: In(real, made, k)));
            bool Are(double p, double r) => Math.Abs(precision - p) < 1e-6 && Math.Abs(recall - r) < 1e-6;
            if (Are(right.P, right.R)) continue;
            var where = $"With {n} real and {m} made points and k = {k}: precision {right.P:0.###} and recall "
                + $"{right.R:0.###} expected, got {precision:0.###} and {recall:0.###}. ";
            return where + (Are(right.R, right.P) ? "They are swapped: precision is the share of the *made* points."
                : Are(In(made, real, k - 1), In(real, made, k - 1))
                    ? "Your radius ends one neighbour early: a point is not its own neighbour."
                : Are(In(made, real, k + 1), In(real, made, k + 1)) ? "Your radius reaches one neighbour too far."
                : Math.Abs(precision - right.P) < 1e-6 ? "Precision is right."
                : Math.Abs(recall - right.R) < 1e-6 ? "Recall is right."
                : "Every ball has a radius of its own, and a point needs to lie in one of them only.");
        }
        return null;
    }

    // Point by point: the share that lies in a ball around any centre.
    private static double In(Tensor points, Tensor centres, int k)
    {
        double[][] Rows(Tensor t) => [.. t.Doubles().Chunk((int)t.shape[1])];
        double Apart(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (p, q) => (p - q) * (p - q)).Sum());
        var middles = Rows(centres);
        var radii = middles.Select(a => middles.Select(b => Apart(a, b)).Order().ElementAt(k)).ToArray();
        return Rows(points).Average(p =>
            middles.Zip(radii).Any(ball => Apart(p, ball.First) <= ball.Second) ? 1.0 : 0);
    }
}
