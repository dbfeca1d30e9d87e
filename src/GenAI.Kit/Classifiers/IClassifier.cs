using static TorchSharp.torch;

namespace GenAI.Kit.Classifiers;

/// <summary>A discriminative view of data: p(y | x), the probability of each class at a point. Lesson 1.1.</summary>
public interface IClassifier
{
    /// <summary>p(y = k | x) for every class k: rows sum to 1.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <returns>Probabilities, float64, shape [N, K].</returns>
    Tensor Posterior(Tensor x);
}

/// <summary>What any classifier can answer once it has a posterior.</summary>
public static class Classifier
{
    /// <summary>The most probable class of each point: int64, shape [N].</summary>
    public static Tensor Predict(this IClassifier model, Tensor x)
    {
        using var posterior = model.Posterior(x);
        return posterior.argmax(dim: 1);
    }

    /// <summary>The share of points, in [0, 1], whose most probable class is the given one.</summary>
    /// <exception cref="ArgumentException">A number of x is not finite: it has no most probable class.</exception>
    public static double Accuracy(this IClassifier model, Tensor x, Tensor y)
    {
        Metrics.Points.Finite(x, nameof(x));
        using var _ = NewDisposeScope();
        return model.Predict(x).eq(y).to(float64).mean().item<double>();
    }
}
