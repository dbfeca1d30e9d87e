using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// Fréchet distance (FID when the features are a network's): each set of features is summed up as one Gaussian, and
/// d² = ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁Σ₂)^½). At least 0, lower is better, in squared units of the features.
/// </summary>
/// <remarks>
/// Heusel et al. 2017, arXiv:1706.08500, eq. 6. Lesson 1.3. The estimate is biased upwards, the more the fewer the
/// points: compare only figures of equally many points and of the same network. Those from other networks
/// (Inception's, in most papers) can't be compared with these.
/// </remarks>
public static class FrechetDistance
{
    /// <summary>Between the Gaussians of two sets of features.</summary>
    /// <param name="real">Shape [N, F], with N above F for covariances of full rank.</param>
    /// <param name="fake">Shape [M, F].</param>
    /// <exception cref="ArgumentException">Fewer than 2 points in a set, or a number that is not finite.</exception>
    public static double Between(Tensor real, Tensor fake)
    {
        using var _ = NewDisposeScope();
        var (x, y) = Points.CheckMany(real, fake, 2);                             // a covariance needs two
        return BetweenGaussians(x.mean([0L]), x.T.cov(), y.mean([0L]), y.T.cov());
    }

    /// <summary>The distance of pictures from a set of real ones, measured by a network's features. Those of the real
    /// ones are computed once.</summary>
    /// <param name="real">Real pictures in [0, 1], shape [N, C, H, W].</param>
    /// <param name="ruler">Sees them as features.</param>
    /// <returns>From pictures [M, C, H, W] to their distance.</returns>
    public static Func<Tensor, double> To(Tensor real, IFeatureExtractor ruler)
    {
        var features = ruler.Features(real);
        return pictures =>
        {
            using var seen = ruler.Features(pictures);
            return Between(features, seen);
        };
    }

    /// <summary>Between two Gaussians, exactly.</summary>
    /// <param name="mu1">Shape [F].</param>
    /// <param name="sigma1">Shape [F, F], symmetric and without negative eigenvalues.</param>
    /// <param name="mu2">Shape [F].</param>
    /// <param name="sigma2">Shape [F, F].</param>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static double BetweenGaussians(Tensor mu1, Tensor sigma1, Tensor mu2, Tensor sigma2)
    {
        foreach (var (x, name) in new[] { (mu1, "mu1"), (sigma1, "sigma1"), (mu2, "mu2"), (sigma2, "sigma2") })
            Points.Finite(x, name);
        using var _ = NewDisposeScope();
        (mu1, sigma1, mu2, sigma2) = (mu1.to(float64), sigma1.to(float64), mu2.to(float64), sigma2.to(float64));
        // Σ₁Σ₂ is not symmetric, but Σ₁^½ Σ₂ Σ₁^½ is, and it has the same eigenvalues.
        var (values, vectors) = linalg.eigh(sigma1);
        var root = (vectors * values.clamp_min(0).sqrt()).matmul(vectors.T);      // Σ₁^½   [F, F]
        var traceOfRoot = linalg.eigvalsh(root.matmul(sigma2).matmul(root)).clamp_min(0).sqrt().sum();
        var squared = (mu1 - mu2).square().sum() + sigma1.trace() + sigma2.trace() - 2 * traceOfRoot;
        return Math.Max(0, squared.item<double>());
    }
}
