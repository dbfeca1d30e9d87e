using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>How fast noise covers data: ᾱ_t, the share of the data's variance that is left after t of T
/// steps.</summary>
/// <remarks>Ho, Jain and Abbeel 2020, arXiv:2006.11239, §2; T steps are numbered 1 … T, and ᾱ_0 = 1. Lessons 5.2
/// and 5.3.</remarks>
/// <param name="alphaBar">ᾱ_0 … ᾱ_T: from 1, falling, above 0.</param>
public sealed class NoiseSchedule(double[] alphaBar)
{
    private readonly Tensor table = Table(alphaBar, abar => abar);
    private readonly Tensor dataRoots = Table(alphaBar, Math.Sqrt);
    private readonly Tensor noiseRoots = Table(alphaBar, abar => Math.Sqrt(1 - abar));

    /// <summary>T.</summary>
    public int Steps => alphaBar.Length - 1;

    /// <summary>ᾱ_0 … ᾱ_T.</summary>
    public IReadOnlyList<double> AlphaBar => alphaBar;

    /// <summary>The variance of the noise that is added grows along a straight line.</summary>
    /// <param name="steps">T.</param>
    /// <param name="first">β_1 if T = 1000 (§4); of fewer steps each adds more, for as much noise in all.</param>
    /// <param name="last">β_T if T = 1000.</param>
    public static NoiseSchedule Linear(int steps = 1000, double first = 1e-4, double last = 0.02)
    {
        var alphaBar = new double[steps + 1];
        alphaBar[0] = 1;
        for (var t = 1; t <= steps; t++)
        {
            var beta = (first + (last - first) * (t - 1) / Math.Max(1, steps - 1)) * 1000 / steps;
            alphaBar[t] = alphaBar[t - 1] * (1 - Math.Min(beta, 0.999));
        }
        return new(alphaBar);
    }

    /// <summary>ᾱ_t follows a squared cosine: slow at both ends.</summary>
    /// <remarks>Nichol and Dhariwal 2021, arXiv:2102.09672, eq. 17, with β_t at most 0.999.</remarks>
    public static NoiseSchedule Cosine(int steps = 1000)
    {
        const double s = 0.008;
        double Wave(int t) => Math.Pow(Math.Cos((t / (double)steps + s) / (1 + s) * Math.PI / 2), 2);
        var alphaBar = new double[steps + 1];
        alphaBar[0] = 1;
        for (var t = 1; t <= steps; t++)
            alphaBar[t] = alphaBar[t - 1] * Math.Max(Wave(t) / Wave(t - 1), 0.001);
        return new(alphaBar);
    }

    /// <summary>ᾱ_t of each row's t, to multiply with rows of data. Where √(1 − ᾱ_t) is wanted, take
    /// <see cref="Roots"/>.</summary>
    /// <param name="t">int64, shape [B].</param>
    /// <param name="like">Data, shape [B, …].</param>
    /// <returns>Shape [B, 1, …], of the data's type.</returns>
    public Tensor At(Tensor t, Tensor like) => Rows(table, t, like);

    /// <summary>√ᾱ_t and √(1 − ᾱ_t) of each row's t. Both are computed with 16 digits: 1 less a float32 near 1 would
    /// keep three.</summary>
    /// <returns>Factors of data and noise, each as <see cref="At"/> gives it.</returns>
    /// <inheritdoc cref="At"/>
    public (Tensor Data, Tensor Noise) Roots(Tensor t, Tensor like) =>
        (Rows(dataRoots, t, like), Rows(noiseRoots, t, like));

    private static Tensor Rows(Tensor table, Tensor t, Tensor like) =>
        table.to(t.device)[t].to(like.dtype).reshape([t.shape[0], .. Enumerable.Repeat(1L, (int)like.dim() - 1)]);

    private static Tensor Table(double[] alphaBar, Func<double, double> of) =>
        tensor(Array.ConvertAll(alphaBar, abar => of(abar))).DetachFromDisposeScope();
}
