using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// Maximum mean discrepancy with the Gaussian kernel k(x, y) = exp(−‖x − y‖² / 2h²): how much more alike points are
/// within the sets than across. MMD² = E k(x, x′) + E k(y, y′) − 2 E k(x, y), no unit, between 0 and 2; 0 only for
/// equal distributions.
/// </summary>
/// <remarks>
/// Gretton et al. 2012, "A Kernel Two-Sample Test", eq. 3. The estimate is unbiased: it can fall below 0.
/// </remarks>
public static class Mmd
{
    /// <summary>MMD² of two sets of points.</summary>
    /// <param name="real">Shape [N, D].</param>
    /// <param name="fake">Shape [M, D].</param>
    /// <param name="bandwidth">h, the distance at which differences are looked for; see <see cref="Median"/>.</param>
    /// <exception cref="ArgumentException">Fewer than 2 points in a set, a number that is not finite, or a bandwidth
    /// that is not above 0.</exception>
    public static double Between(Tensor real, Tensor fake, double bandwidth)
    {
        if (!(bandwidth > 0)) throw new ArgumentException($"A bandwidth is above 0, not {bandwidth}.");
        using var _ = NewDisposeScope();
        var (x, y) = Points.CheckMany(real, fake, 2);                             // no point is its own pair
        return Unbiased(x, y, (a, b) => (Points.Squares(a, b) / (-2 * bandwidth * bandwidth)).exp());
    }

    /// <summary>The median distance between two points, a customary bandwidth; of at most the first 1,000.</summary>
    /// <exception cref="ArgumentException">Fewer than 2 points, or a number that is not finite.</exception>
    public static double Median(Tensor x)
    {
        if (x.dim() < 2 || x.shape[0] < 2)
            throw new ArgumentException($"A distance needs two points, but x is [{string.Join(", ", x.shape)}].");
        Points.Finite(x, "x");
        using var _ = NewDisposeScope();
        var points = x.flatten(1).to(float64)[..(int)Math.Min(1_000, x.shape[0])];
        var above = Points.Squares(points, points)[ones(points.shape[0], points.shape[0], @bool, x.device).triu(1)];
        return Math.Sqrt(above.median().item<double>());
    }

    /// <summary>Eq. 3 for any kernel from [A, D] and [B, D] to [A, B]: no point is paired with itself.</summary>
    internal static double Unbiased(Tensor x, Tensor y, Func<Tensor, Tensor, Tensor> kernel)
    {
        double Within(Tensor a) => (Sum(a, block => kernel(block, a).sum(dim: 1))
            - Sum(a, block => kernel(block, block).diagonal())) / (a.shape[0] * (a.shape[0] - 1.0));
        var across = Sum(x, block => kernel(block, y).sum(dim: 1)) / ((double)x.shape[0] * y.shape[0]);
        return Within(x) + Within(y) - 2 * across;

        double Sum(Tensor a, Func<Tensor, Tensor> ofBlock)
        {
            using var _ = NewDisposeScope();
            return Points.Map(a, Math.Max(x.shape[0], y.shape[0]), ofBlock).sum().item<double>();
        }
    }
}
