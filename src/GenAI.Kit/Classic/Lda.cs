using GenAI.Kit.Classifiers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GenAI.Kit.Classic;

/// <summary>
/// Linear discriminant analysis: the classes are Gaussians that share one covariance, p(x, y) = πᵧ N(x; μᵧ, Σ).
/// The quadratic terms cancel in Bayes' rule, so the boundary between two classes is a straight line.
/// </summary>
/// <remarks>
/// Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, §4.3. Lesson 1.1.
/// Deviation: the covariance is shrunk, so that one label per class is enough.
/// </remarks>
/// <param name="Priors">πₖ, the share of each class, float64, shape [K].</param>
/// <param name="Means">μₖ, float64, shape [K, D].</param>
/// <param name="Covariance">Σ, float64, shape [D, D].</param>
public sealed record Lda(Tensor Priors, Tensor Means, Tensor Covariance) : IGenerativeClassifier
{
    /// <summary>Maximum likelihood with a shrunk covariance.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="y">Classes 0 … K−1, int64, shape [N].</param>
    /// <param name="shrinkage">
    /// Σ is estimated as if this many more points had been seen, spread along each axis as within classes. That
    /// fades as labels grow; 0 is plain maximum likelihood, which needs at least D + K labels.
    /// </param>
    public static Lda Fit(Tensor x, Tensor y, double shrinkage = 1)
    {
        using var _ = NewDisposeScope();
        var (points, oneHot) = Labels.Check(x, y);
        var (means, covariances) = Gaussian.Moments(points, oneHot);
        var counts = oneHot.sum(dim: 0);                                          // [K]
        var priors = counts / counts.sum();
        var within = einsum("k,kde->de", priors, covariances).unsqueeze(0);       // pooled over classes   [1, D, D]
        var spread = Shrinkage.Variances(points, means[y]).diag();                // [D, D]
        var shrunk = Shrinkage.Apply(within, counts.sum(), shrinkage, spread);    // [1, D, D]
        return new(
            priors.MoveToOuterDisposeScope(),
            means.MoveToOuterDisposeScope(),
            shrunk.squeeze(0).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor LogJoint(Tensor x)
    {
        using var _ = NewDisposeScope();
        return (Priors.log() + Gaussian.LogDensity(x, Means, Covariance)).MoveToOuterDisposeScope();   // [N, K]
    }

    /// <inheritdoc/>
    public Tensor Posterior(Tensor x)
    {
        using var logJoint = LogJoint(x);
        return softmax(logJoint, dim: 1);                                         // Bayes' rule   [N, K]
    }

    /// <inheritdoc/>
    public (Tensor X, Tensor Y) Sample(int count, long seed = 0)
    {
        using var _ = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var y = Priors.cpu().multinomial(count, replacement: true, generator).to(Means.device);   // y ~ p(y)
        var x = Gaussian.Sample(y, Means, Covariance, generator);                 // x ~ p(x | y)
        return (x.MoveToOuterDisposeScope(), y.MoveToOuterDisposeScope());
    }
}
