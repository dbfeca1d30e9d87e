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
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    /// <returns>Shape [K, D]. A centre that loses all its points stays where it is.</returns>
    public static Tensor Fit(Tensor x, int count, Generator generator, int steps = 20)
    {
        Metrics.Points.Finite(x, nameof(x));
        using var _ = NewDisposeScope();
        var points = x.to(float64);
        return Scope.Fold(Start(points, count, generator), Enumerable.Range(0, steps), (centres, _) =>
        {
            var nearest = Assign(points, centres);                                // [N]
            var sums = zeros_like(centres).index_add(0, nearest, points, 1);      // [K, D]
            var sizes = nearest.bincount(null, count).unsqueeze(1);               // [K, 1]
            return where(sizes > 0, sums / sizes, centres);
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
        var chosen = new List<Tensor> { randint(x.shape[0], 1, int64, CPU, generator: generator).to(x.device) };
        var square = full(x.shape[0], double.PositiveInfinity, float64, x.device); // to the nearest of them
        while (chosen.Count < count)
        {
            using var scope = NewDisposeScope();
            square.copy_(minimum(square, cdist(x, x[chosen[^1]]).squeeze(1).square()));
            var drawn = (square + 1e-300).cpu().multinomial(1, generator: generator);        // where the generator is
            chosen.Add(drawn.to(x.device).MoveToOuterDisposeScope());
        }
        return x[cat(chosen)];
    }
}
