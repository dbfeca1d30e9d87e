using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 2.1.</summary>
public static class Lesson21
{
    private const double Noise = 0.3, LeastGain = 4.5;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("largest ratio of errors, autoencoder over components, six widths", "< 1"),
        new("linear autoencoder's error over that of 16 components", "<= 1.01"),
        new("denoised, above the noisy picture", ">= 5", "dB"),
        new("gain of codes over pixels at 100 labels, mean of 20 draws", "> 0", "percentage points"),
    ];

    /// <summary>Code: a linear map after which codes have mean 0 and covariance I.</summary>
    public static readonly Exercise<Func<Tensor, Tensor>> Whiten = new(
        "2.1.a",
        hints:
        [
            "Along its principal directions data have no covariance, only variances.",
            "Subtract the mean, take `linalg.eigh` of the covariance, and turn the codes by the eigenvectors.",
            "`centred.matmul(directions)` has the eigenvalues as variances. What must each column be divided by?",
        ],
        FaultInWhiten,
        why: "Turned to the principal directions, the numbers no longer go together; divided by their deviations, "
            + "all spread alike.",
        next: "whiten the codes of `nets[16]`, draw from N(0, I), undo the map and decode: that is the one Gaussian "
            + "of \"Break it\".");

    /// <summary>Reasoning to a number: what principal components lose.</summary>
    public static readonly Exercise<double?> Lost = new(
        "2.1.b",
        hints:
        [
            "“The error is the sum of the eigenvalues left out.”",
            "Two are kept: those of the widest directions.",
            "Which three variances are left? Add them.",
        ],
        FaultInLost,
        why: "A point and its reconstruction differ along the left-out directions only, there by their variances.",
        next: "how many numbers must you keep to lose less than a tenth of all the variance?");

    /// <summary>Open: a filter that removes noise without learning.</summary>
    public static readonly Exercise<Func<Tensor, Tensor>> Clean = new(
        "2.1.c",
        hints:
        [
            "Noise differs from pixel to pixel, pictures mostly don't.",
            "Average neighbours: `nn.functional.avg_pool2d(x, 3, 1, 1)` takes the mean of 3×3.",
            "And no clean pixel is below 0 or above 1: `clamp`.",
        ],
        FaultInClean,
        why: "The mean of nine pixels has a third of the noise's deviation, and edges pay for it.",
        next: "weigh the middle more than its neighbours, and see how near you get to the network.");

    /// <summary>Build: principal components by powers of the covariance.</summary>
    public static readonly Exercise<Func<Tensor, int, Tensor>> Components = new(
        "2.1.d",
        hints:
        [
            "Two loops: the outer one over directions, the inner one over multiplications.",
            "Inner: `v = covariance.matmul(v)`, then `v = v / v.norm()`, some hundred times. Centre the data before.",
            "Outer, at its end: vᵀCv is the variance along v, and `variance * v.matmul(v.T)` its part of C.",
        ],
        FaultInComponents,
        why: "Each multiplication stretches v most along the widest direction, so that all others fade.",
        next: "count the turns that two nearly equal variances need: the ratio of the two decides.");

    private static string? FaultInWhiten(Func<Tensor, Tensor> whiten)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(5);
        var mix = tensor(new[] { 3f, 0, 0, 2, 0.5f, 0, 0.2f, -0.3f, 0.1f }).reshape(3, 3);
        var z = randn([800, 3], generator: generator).matmul(mix) + tensor(new[] { 4f, -1, 0 });
        var given = whiten(z.clone()).to(float32);
        if (!given.shape.SequenceEqual(z.shape))
            return $"Return the shape that you got, [800, 3], not [{string.Join(", ", given.shape)}].";
        var shifted = cat([z, ones(800, 1)], 1).to(float64);
        var fit = shifted.matmul(linalg.pinv(shifted).matmul(given.to(float64)));
        if ((fit - given).abs().max().item<double>() > 0.01)
            return "Your numbers are no linear map of the codes and a shift: from them nobody could go back.";
        var mean = given.mean([0L]).abs().max().item<float>();
        if (mean > 0.02) return $"One of the numbers has the mean {mean:0.##}, not 0: subtract it.";
        var covariance = given.T.matmul(given) / 800;
        var spread = covariance.diag();
        var together = (covariance - spread.diag()).abs().max().item<float>();
        return together > 0.03
            ? $"Two of your numbers still go together: their covariance is {together:0.##}, not 0. Turn the codes to "
                + "their principal directions first."
            : (spread - 1).abs().max().item<float>() > 0.03
                ? $"Your variances lie between {spread.min().item<float>():0.###} and "
                    + $"{spread.max().item<float>():0.###}, not at 1: divide by deviations."
            : null;
    }

    private static string? FaultInLost(double? distance) => distance!.Value switch
    {
        var d when Math.Abs(d - 3.5) < 0.01 => null,
        var d when Math.Abs(d - 13) < 0.01 => "That is what is kept.",
        var d when Math.Abs(d - 0.7) < 0.01 => "That is per dimension; asked is the squared distance, summed.",
        var d when Math.Abs(d - Math.Sqrt(3.5)) < 0.01 => "That is a root; asked is the squared distance.",
        var d => $"Not {d:0.##}. Which variances does the reconstruction lack?",
    };

    private static string? FaultInClean(Func<Tensor, Tensor> clean)
    {
        using var scope = NewDisposeScope();
        var pictures = Datasets.Fashion().Test.Pixels[..200];
        using var generator = Seed.Generator(21);
        var noisy = pictures + Noise * randn(pictures.shape, generator: generator);
        var cleaned = clean(noisy.clone());
        if (!cleaned.shape.SequenceEqual(pictures.shape))
            return $"Return the shape that you got, [{string.Join(", ", pictures.shape)}], "
                + $"not [{string.Join(", ", cleaned.shape)}].";
        double Decibels(Tensor x) => -10 * Math.Log10((x - pictures).square().mean().to(float64).item<double>());
        var gain = Decibels(cleaned) - Decibels(noisy);
        return gain >= LeastGain ? null
            : gain < 0 ? $"Yours are {-gain:0.0} dB worse than the noisy pictures."
            : $"{gain:0.0} dB better, {LeastGain} are asked for.";
    }

    private static string? FaultInComponents(Func<Tensor, int, Tensor> components)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(6);
        var (turned, _) = linalg.qr(randn([6, 6], float64, generator: generator));
        var spreads = tensor(new[] { 4, 2.5, 1.5, 0.8, 0.4, 0.1 });
        var x = (randn([500, 6], float64, generator: generator) * spreads).matmul(turned.T) + 12 * turned[.., 5];
        var centred = x - x.mean([0L]);
        var right = linalg.eigh(centred.T.matmul(centred) / 500).Item2.flip(1)[.., ..3];    // the widest three
        var given = components(x.clone(), 3).to(float64);
        if (!given.shape.SequenceEqual([6, 3]))
            return $"Three directions of six numbers are [6, 3], not [{string.Join(", ", given.shape)}].";
        var lengths = given.square().sum(dim: 0).sqrt().data<double>().ToArray();
        if (lengths.Any(length => Math.Abs(length - 1) > 1e-3))
            return $"Each direction should have the length 1; yours have {string.Join(", ",
                lengths.Select(length => $"{length:0.##}"))}.";
        var along = right.T.matmul(given).abs();                                   // |cosines|   [3, 3]
        var off = Enumerable.Range(0, 3).FirstOrDefault(n => along[n, n].item<double>() < 0.999, -1);
        return off < 0 ? null
            : (given[.., off] * turned[.., 5]).sum().abs().item<double>() > 0.9
                ? $"Direction {off + 1} leads to where the mean is: subtract the mean first."
            : off > 0 && along[0, off].item<double>() > 0.999
                ? $"Direction {off + 1} is the first again: take what is found from the covariance."
            : $"Direction {off + 1} and the right one have the cosine {along[off, off].item<double>():0.00}, not 1.";
    }
}
