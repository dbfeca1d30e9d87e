using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>A model of p(x): it says how likely a point is, and draws new ones. Lesson 1.2.</summary>
public interface IDensity
{
    /// <summary>log p(x) in nats: of a density, so it depends on the units of x and may be positive.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <returns>float64, shape [N].</returns>
    Tensor LogDensity(Tensor x);

    /// <summary>Draws points independently.</summary>
    /// <param name="count">How many, N.</param>
    /// <param name="seed">Seeds a generator of its own: the same seed gives the same points.</param>
    /// <returns>float64, shape [N, D].</returns>
    Tensor Sample(int count, long seed = 0);
}
