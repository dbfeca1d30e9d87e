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

    /// <summary>Code: the peak signal-to-noise ratio.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, double>> Psnr = new(
        "2.1.a",
        "The mean squared error over all pixels, then −10 times its logarithm to the base 10.",
        FaultInPsnr);

    /// <summary>Reasoning to a number: what principal components lose.</summary>
    public static readonly Exercise<double?> Lost = new(
        "2.1.b",
        "“The error is the sum of the eigenvalues left out”: which are left out if you keep two?",
        FaultInLost);

    /// <summary>Open: a filter that removes noise without learning.</summary>
    public static readonly Exercise<Func<Tensor, Tensor>> Clean = new(
        "2.1.c",
        "Noise differs from pixel to pixel, pictures mostly don't: average neighbours. "
        + "`nn.functional.avg_pool2d(x, 3, 1, 1)` takes the mean of 3×3. And no clean pixel is below 0 or above 1.",
        FaultInClean);

    private static string? FaultInPsnr(Func<Tensor, Tensor, double> psnr)
    {
        using var scope = NewDisposeScope();
        foreach (var error in new[] { 0.1, 0.5, 0.01 })
        {
            var x = rand(3, 1, 4, 4);
            var (right, given) = (-20 * Math.Log10(error), psnr(x, x + error));   // the error's root mean square
            bool Is(double value) => Math.Abs(given - value) <= 0.01;
            if (Is(right)) continue;
            var where = $"Expected {right:0.00} dB, got {given:0.00} for pictures that are {error} off everywhere";
            return Is(2 * right) ? $"{where}: −20 goes with the root of the squared error."
                : Is(right * Math.Log(10)) ? $"{where}: take the logarithm to the base 10."
                : Is(-right) ? $"{where}: the sign; smaller errors give more decibels."
                : $"{where}.";
        }
        return null;
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
}
