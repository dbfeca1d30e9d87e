using GenAI.Kit.Classifiers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GenAI.Kit.Classic;

/// <summary>
/// Quadratic discriminant analysis: every class is a Gaussian with its own covariance, p(x, y) = πᵧ N(x; μᵧ, Σᵧ).
/// The boundary between two classes is a quadratic curve.
/// </summary>
/// <remarks>
/// Hastie, Tibshirani and Friedman 2009, The Elements of Statistical Learning, §4.3. Lesson 1.1.
/// Deviation: the covariances are shrunk, so that one label per class is enough.
/// </remarks>
/// <param name="Priors">πₖ, the share of each class, float64, shape [K].</param>
/// <param name="Means">μₖ, float64, shape [K, D].</param>
/// <param name="Covariances">Σₖ, float64, shape [K, D, D].</param>
public sealed record Qda(Tensor Priors, Tensor Means, Tensor Covariances) : IGenerativeClassifier
{
    /// <summary>Maximum likelihood with shrunk covariances.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="y">Classes 0 … K−1, int64, shape [N].</param>
    /// <param name="shrinkage">
    /// Σₖ is estimated as if this many more points of class k had been seen, spread along each axis as within
    /// classes. That fades as labels grow; 0 is plain maximum likelihood, which needs more than D labels in each
    /// class.
    /// </param>
    public static Qda Fit(Tensor x, Tensor y, double shrinkage = 1)
    {
        using var _ = NewDisposeScope();
        var (points, oneHot) = Labels.Check(x, y);
        var (means, covariances) = Gaussian.Moments(points, oneHot);
        var counts = oneHot.sum(dim: 0);                                          // [K]
        var spread = Shrinkage.Variances(points, means[y]).diag();                // [D, D]
        var shrunk = Shrinkage.Apply(covariances, counts, shrinkage, spread);     // [K, D, D]
        return new(
            (counts / counts.sum()).MoveToOuterDisposeScope(),
            means.MoveToOuterDisposeScope(),
            shrunk.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor LogJoint(Tensor x)
    {
        using var _ = NewDisposeScope();
        return (Priors.log() + Gaussian.LogDensity(x, Means, Covariances)).MoveToOuterDisposeScope();   // [N, K]
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
        var x = Gaussian.Sample(y, Means, Covariances, generator);                // x ~ p(x | y)
        return (x.MoveToOuterDisposeScope(), y.MoveToOuterDisposeScope());
    }
}
