using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Plotting;

/// <summary>The gallery's numbers: formulas, no generator, so that they are the same on every machine.</summary>
internal static class GalleryData
{
    /// <summary>180 points in three clouds that take turns, [180, 2].</summary>
    public static Tensor Points()
    {
        var points = new double[180, 2];
        for (var i = 0; i < 180; i++)
        {
            points[i, 0] = 4 + 3 * (i % 3) + Wave(i);
            points[i, 1] = 6 + 3 * (i % 3 == 1 ? -1 : 1) + 1.3 * Wave(i + 0.37) + i % 3;
        }
        return tensor(points);
    }

    public static Tensor Labels() => arange(180) % 3;

    public static double[] LogDensity() => [.. Enumerable.Range(0, 180).Select(i => -Math.Pow(Wave(i), 2))];

    /// <summary>Rings that grow from image to image, [N, C, 16, 16] in [0, 1].</summary>
    public static Tensor Images(int count, int channels)
    {
        var at = linspace(-1, 1, 16);
        var radius = (at.square().unsqueeze(0) + at.square().unsqueeze(1)).sqrt();             // [16, 16]
        var size = linspace(0.2, 1.1, count).reshape(count, 1, 1, 1);
        var tint = linspace(1, 0.4, channels).reshape(1, channels, 1, 1);
        return exp(-(radius - size).square() * 20) * tint;                                      // [N, C, 16, 16]
    }

    public static Tensor Mixture(Tensor x) => (Gaussian(x, -1.5, 0) + Gaussian(x, 1.5, 0.5)) / 2;

    public static Tensor Score(Tensor x)
    {
        var (a, b) = (Gaussian(x, -1.5, 0).unsqueeze(1), Gaussian(x, 1.5, 0.5).unsqueeze(1));
        var toA = (tensor(new[] { -1.5f, 0 }) - x) / 0.6;
        var toB = (tensor(new[] { 1.5f, 0.5f }) - x) / 0.6;
        return (a * toA + b * toB) / (a + b);
    }

    public static Tensor Classify(Tensor x)
    {
        var centres = tensor(new[,] { { 4f, 9f }, { 7f, 4f }, { 10f, 11f } });
        return nn.functional.softmax(-(x.unsqueeze(1) - centres).square().sum(-1) / 8, 1);      // [N, 3]
    }

    public static double[,] Bump(int rows, int columns)
    {
        var z = new double[rows, columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                z[i, j] = Math.Exp(-Math.Pow(i - rows * 0.4, 2) / 12 - Math.Pow(j - columns * 0.6, 2) / 20);
        return z;
    }

    public static double[] Normal(int count, double mean, double deviation, int salt = 0) =>
        [.. Enumerable.Range(0, count).Select(i => mean + deviation * Wave(i + salt * 0.11))];

    public static double[] Scaled(double[] values, double factor) => [.. values.Select(v => v * factor)];

    /// <summary>Numbers that look like draws from N(0, 1).</summary>
    public static double Wave(double i) =>
        Math.Sqrt(-2 * Math.Log(Part(i * 0.754877666 + 0.1) + 1e-3)) * Math.Cos(2 * Math.PI * Part(i * 0.569840296));

    private static Tensor Gaussian(Tensor x, double m1, double m2) =>
        exp(-(square(x[.., 0] - m1) + square(x[.., 1] - m2)) / 1.2) / (2 * Math.PI * 0.6);

    private static double Part(double v) => v - Math.Floor(v);
}
