using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>How many of a toy's known modes the samples reach, and the share of samples near any of them.</summary>
/// <remarks>
/// Srivastava et al. 2017, arXiv:1705.07761 (VEEGAN), §4.1: a sample is good within three standard deviations of its
/// nearest mode, and a mode is found if one good sample is nearest to it. Lesson 3.1.
/// </remarks>
/// <param name="Found">Modes found, of all.</param>
/// <param name="GoodShare">Good samples, in [0, 1].</param>
/// <param name="Counts">Good samples at each mode.</param>
public sealed record Modes(int Found, double GoodShare, IReadOnlyList<long> Counts)
{
    /// <summary>Counts.</summary>
    /// <param name="samples">Shape [N, D].</param>
    /// <param name="modes">Their centres, shape [K, D].</param>
    /// <param name="deviation">The standard deviation of each.</param>
    /// <exception cref="ArgumentException">A number is not finite, or the deviation not above 0.</exception>
    public static Modes Count(Tensor samples, Tensor modes, double deviation)
    {
        if (!(deviation > 0)) throw new ArgumentException($"A deviation is above 0, not {deviation}.");
        using var _ = NewDisposeScope();
        var (x, centres) = Points.Check(samples, modes, "samples", "modes");
        var nearest = Points.Map(x, centres.shape[0], block =>
        {
            var squares = Points.Squares(block, centres);                         // [b, K]
            var good = squares.amin([1]).le(9 * deviation * deviation);
            return squares.argmin(1).masked_fill(good.logical_not(), centres.shape[0]);               // K: near none
        });
        var counts = nearest.bincount(null, centres.shape[0] + 1).Longs()[..^1];
        return new(counts.Count(c => c > 0), (double)counts.Sum() / x.shape[0], counts);
    }
}
