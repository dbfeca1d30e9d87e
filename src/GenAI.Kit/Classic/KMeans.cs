using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>k-means clustering, which starts a Gaussian mixture (and later a codebook). Lesson 1.2.</summary>
/// <remarks>Lloyd 1982; the start is k-means++ of Arthur and Vassilvitskii 2007.</remarks>
public static class KMeans
{
    /// <summary>Centres that each point is close to one of: k-means++ start, then Lloyd's steps.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="count">K centres, at most N.</param>
    /// <param name="generator">Of the start.</param>
    /// <param name="steps">Of Lloyd's.</param>
    /// <returns>Shape [K, D]. A centre that loses all its points stays where it is.</returns>
    public static Tensor Fit(Tensor x, int count, Generator generator, int steps = 20)
    {
        using var _ = NewDisposeScope();
        var points = x.to(float64);
        return Scope.Fold(Start(points, count, generator), Enumerable.Range(0, steps), (centres, _) =>
        {
            var nearest = nn.functional.one_hot(Assign(points, centres), count).to(float64);   // [N, K]
            var sizes = nearest.sum(dim: 0).unsqueeze(1);                         // [K, 1]
            return where(sizes > 0, nearest.T.matmul(points) / sizes, centres);
        }).MoveToOuterDisposeScope();
    }

    /// <summary>The number of the nearest centre for each point: int64, shape [N].</summary>
    public static Tensor Assign(Tensor x, Tensor centres)
    {
        using var distances = cdist(x.to(float64), centres);
        return distances.argmin(1);
    }

    // A point becomes the next centre with a probability proportional to its squared distance from those before.
    private static Tensor Start(Tensor x, int count, Generator generator)
    {
        var first = x[randint(x.shape[0], 1, int64, generator: generator)];       // [1, D]
        return Scope.Fold(first, Enumerable.Range(1, count - 1), (centres, _) =>
        {
            var square = cdist(x, centres).amin([1]).square() + 1e-300;           // [N]
            return cat([centres, x[square.multinomial(1, generator: generator)]]);
        });
    }
}
