using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>K Gaussian densities on ℝᴰ side by side: what LDA, QDA and the Gaussian mixture are made of.</summary>
/// <remarks>Bishop 2006, Pattern Recognition and Machine Learning, §2.3. Lessons 1.1 and 1.2.</remarks>
public static class Gaussian
{
    /// <summary>log N(x; μₖ, Σₖ) in nats, for every point and every Gaussian (Bishop, eq. 2.43).</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="means">μ, float64, shape [K, D].</param>
    /// <param name="covariances">
    /// Σ, symmetric and positive definite, float64: shape [K, D, D], or [D, D] when all K share one.
    /// </param>
    /// <returns>float64, shape [N, K].</returns>
    public static Tensor LogDensity(Tensor x, Tensor means, Tensor covariances)
    {
        using var _ = NewDisposeScope();
        var centred = x.to(float64) - means.unsqueeze(1);                         // [K, N, D]
        // With Σ = L Lᵀ and z = L⁻¹(x − μ):  (x − μ)ᵀ Σ⁻¹ (x − μ) = ‖z‖²  and  ½ log|Σ| = Σᵢ log Lᵢᵢ.
        var cholesky = Cholesky(means, covariances);                              // [K, D, D]
        var z = linalg.solve_triangular(cholesky, centred.mT, upper: false);      // [K, D, N]
        var halfLogDet = cholesky.diagonal(dim1: 1, dim2: 2).log().sum(dim: 1);   // [K]
        var constant = halfLogDet + 0.5 * x.shape[1] * Math.Log(2 * Math.PI);
        return (-0.5 * z.square().sum(dim: 1).T - constant).MoveToOuterDisposeScope(); // [N, K]
    }

    /// <summary>One point x = μ + L ε with Σ = L Lᵀ and ε ~ N(0, I), of the Gaussian that each entry names.</summary>
    /// <param name="which">Indices of Gaussians, int64, shape [N].</param>
    /// <param name="means">μ, float64, shape [K, D].</param>
    /// <param name="covariances">Σ, float64, shape [K, D, D] or [D, D].</param>
    /// <param name="generator">Where ε comes from.</param>
    /// <returns>float64, shape [N, D].</returns>
    public static Tensor Sample(Tensor which, Tensor means, Tensor covariances, Generator generator)
    {
        using var _ = NewDisposeScope();
        var cholesky = Cholesky(means, covariances);                              // [K, D, D]
        var x = randn(which.shape[0], means.shape[1], float64, CPU, generator: generator).to(means.device);
        for (var k = 0; k < means.shape[0]; k++)
        {
            var mine = which.eq(k).nonzero().squeeze(1);                          // rows of Gaussian k
            x.index_copy_(0, mine, means[k] + x.index_select(0, mine).matmul(cholesky[k].T));
        }
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Weighted means and covariances: the Gaussians of highest likelihood when point n counts wₙₖ for Gaussian k.
    /// With one-hot weights these are the moments of labelled classes, with soft ones the M-step of EM
    /// (Bishop, eqs. 9.24 and 9.25).
    /// </summary>
    /// <param name="x">Points, float64, shape [N, D].</param>
    /// <param name="weights">Non-negative, float64, shape [N, K]; a column of zeros yields zeros.</param>
    /// <returns>Means [K, D] and covariances [K, D, D] (divided by the weight, not by weight − 1).</returns>
    public static (Tensor Means, Tensor Covariances) Moments(Tensor x, Tensor weights)
    {
        using var _ = NewDisposeScope();
        var share = (weights / weights.sum(dim: 0).clamp_min(1e-100)).T;          // each row sums to 1   [K, N]
        var means = share.matmul(x);                                              // [K, D]
        var covariances = stack([.. means.unbind().Zip(share.unbind(), (m, s) => Covariance(x, m, s))]);  // [K, D, D]
        return (means.MoveToOuterDisposeScope(), covariances.MoveToOuterDisposeScope());
    }

    private static Tensor Covariance(Tensor x, Tensor mean, Tensor share)
    {
        using var _ = NewDisposeScope();
        var rows = share.nonzero().squeeze(1);                                    // of classes: only the class's own
        var centred = x[rows] - mean;
        return (centred * share[rows].unsqueeze(1)).T.matmul(centred).MoveToOuterDisposeScope();
    }

    private static Tensor Cholesky(Tensor means, Tensor covariances) =>
        linalg.cholesky(covariances).expand(means.shape[0], -1, -1);              // [K, D, D]
}
