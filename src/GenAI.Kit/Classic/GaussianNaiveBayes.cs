using GenAI.Kit.Classifiers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GenAI.Kit.Classic;

/// <summary>
/// Gaussian naive Bayes: within a class the features are independent, p(x, y) = πᵧ ∏ᵈ N(xᵈ; μᵧᵈ, σ²ᵧᵈ).
/// Two numbers for each feature and class, learned apart: that is why it learns from few labels.
/// </summary>
/// <remarks>
/// Ng and Jordan 2001, "On Discriminative vs. Generative Classifiers". Lesson 1.1.
/// Deviation: the variances are shrunk, so that one label per class is enough.
/// </remarks>
/// <param name="Priors">πₖ, the share of each class, float64, shape [K].</param>
/// <param name="Means">μ, float64, shape [K, D].</param>
/// <param name="Variances">σ², float64, shape [K, D].</param>
public sealed record GaussianNaiveBayes(Tensor Priors, Tensor Means, Tensor Variances) : IGenerativeClassifier
{
    /// <summary>Maximum likelihood with shrunk variances.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="y">Classes 0 … K−1, int64, shape [N].</param>
    /// <param name="shrinkage">
    /// σ² is estimated as if this many more points of the class had been seen, spread along each axis as within
    /// classes. That fades as labels grow; 0 is plain maximum likelihood, which needs two labels in each class.
    /// </param>
    /// <param name="shared">
    /// True: one variance per feature, the mean over all classes. Then the posterior has logistic regression's form
    /// exactly, and the two differ only in how they are fitted: the pair that the paper compares.
    /// </param>
    public static GaussianNaiveBayes Fit(Tensor x, Tensor y, double shrinkage = 1, bool shared = false)
    {
        using var _ = NewDisposeScope();
        var (points, oneHot) = Labels.Check(x, y);                                // [N, D], [N, K]
        var mine = oneHot.T.unbind().Select(column => points[column > 0]).ToArray();   // each class's   [Nᵧ, D]
        var priors = oneHot.mean([0]);                                            // the share of each class   [K]
        var means = stack(mine.Select(rows => rows.mean([0])));                   // [K, D]
        var variances = stack(mine.Select(rows => rows.var(0, unbiased: false)));   // divide by Nᵧ   [K, D]
        if (shrinkage > 0)
        {
            var spread = Shrinkage.Variances(points, means[y]);                   // within classes   [D]
            variances = Shrinkage.Apply(variances, oneHot.sum(dim: 0), shrinkage, spread);
        }
        if (shared) variances = priors.matmul(variances).repeat(mine.Length, 1);  // their mean, for every class
        return new(
            priors.MoveToOuterDisposeScope(), means.MoveToOuterDisposeScope(), variances.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public Tensor LogJoint(Tensor x)
    {
        using var _ = NewDisposeScope();
        var squares = (x.to(float64).unsqueeze(1) - Means).square() / Variances;  // [N, K, D]
        var logDensities = -0.5 * (squares + (2 * Math.PI * Variances).log());    // log N(xᵈ; μᵈ, σ²ᵈ)   [N, K, D]
        return (Priors.log() + logDensities.sum(dim: 2)).MoveToOuterDisposeScope();   // ∏ of densities   [N, K]
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
        var noise = randn(count, Means.shape[1], float64, CPU, generator: generator).to(Means.device);
        var x = Means[y] + Variances[y].sqrt() * noise;                           // x ~ p(x | y)
        return (x.MoveToOuterDisposeScope(), y.MoveToOuterDisposeScope());
    }
}
