using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// Precision: the share of fakes that lie where real data lie (are they good?). Recall: the share of real points that
/// lie where fakes lie (is everything there?). Both in [0, 1], higher is better. "Where data lie" is the union of
/// balls around them, each as wide as the distance to its k-th nearest neighbour.
/// </summary>
/// <remarks>
/// Kynkäänniemi et al. 2019, arXiv:1904.06991, eqs. 1 and 2. Lesson 1.3. Figures of other networks can't be compared.
/// </remarks>
/// <param name="Precision">Of the fakes.</param>
/// <param name="Recall">Of the real points.</param>
public readonly record struct PrecisionRecall(double Precision, double Recall)
{
    /// <summary>Of two sets of features.</summary>
    /// <param name="real">Shape [N, F].</param>
    /// <param name="fake">Shape [M, F], the paper takes M = N.</param>
    /// <param name="k">Which neighbour's distance is the radius; the paper's is 3.</param>
    /// <exception cref="ArgumentException">Too few points, or a number that is not finite.</exception>
    public static PrecisionRecall Between(Tensor real, Tensor fake, int k = 3)
    {
        using var _ = NewDisposeScope();
        var (x, y) = Points.Check(real, fake);
        if (k < 1 || Math.Min(x.shape[0], y.shape[0]) <= k)
            throw new ArgumentException($"{k} neighbours need more points in each set, and k is at least 1.");
        return new(Covered(y, x, k), Covered(x, y, k));
    }

    // The share of points that fall into a ball around any centre.
    private static double Covered(Tensor points, Tensor centres, int k)
    {
        var count = centres.shape[0];
        var radii = Points.Map(centres, count, block =>                           // the nearest is the centre itself
            Points.Squares(block, centres).topk(k + 1, largest: false).values[.., k]);
        var covered = Points.Map(points, count, block => Points.Squares(block, centres).le(radii).any(1));
        return covered.to(float64).mean().item<double>();
    }
}
