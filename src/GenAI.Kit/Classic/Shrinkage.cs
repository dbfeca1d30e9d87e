using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>Keeps a covariance invertible when labels are few.</summary>
/// <remarks>
/// The posterior mean under an inverse-Wishart prior has this form (Bishop 2006, exercise 2.45; Friedman 1989,
/// "Regularized Discriminant Analysis", blends in the same way). Lesson 1.1.
/// </remarks>
internal static class Shrinkage
{
    /// <summary>(n Σ + s S) / (n + s): the estimate from n points and s more of spread S.</summary>
    /// <param name="estimate">Σ, covariances or variances, first axis K.</param>
    /// <param name="counts">n, the points behind each of the K, shape [K].</param>
    /// <param name="strength">s ≥ 0, in points.</param>
    /// <param name="spread">S, of the shape of one Σ.</param>
    public static Tensor Apply(Tensor estimate, Tensor counts, double strength, Tensor spread)
    {
        var n = counts.reshape([-1, .. Enumerable.Repeat(1L, (int)estimate.dim() - 1)]);
        return (n * estimate + strength * spread) / (n + strength);
    }

    /// <summary>
    /// The variance of each axis within the classes; where there is none, as with one label per class, that of all
    /// data. A change of an axis's unit changes it alike, so features may have any units.
    /// </summary>
    /// <param name="x">Points, float64, shape [N, D].</param>
    /// <param name="own">The mean of each point's class, shape [N, D].</param>
    /// <returns>Positive, shape [D].</returns>
    public static Tensor Variances(Tensor x, Tensor own)
    {
        var within = (x - own).square().mean([0]);                                // [D]
        return where(within > 0, within, x.var(dim: 0, unbiased: false).clamp_min(1e-12));
    }
}
