using static TorchSharp.torch;

namespace GenAI.Kit.Adversarial;

/// <summary>
/// Packing: the discriminator judges several examples at once, all real or all generated. A generator that makes the
/// same thing again and again is then found out by that.
/// </summary>
/// <remarks>Lin, Khetan, Fanti and Oh 2018, arXiv:1712.04086 (PacGAN). Lesson 3.1.</remarks>
public static class Packing
{
    /// <summary>Joins neighbours: [B, D] to [B / m, m · D].</summary>
    /// <param name="x">Points of one kind; B a multiple of m.</param>
    /// <param name="m">Examples in a pack.</param>
    /// <exception cref="ArgumentException">B is no multiple of m.</exception>
    public static Tensor Pack(Tensor x, int m) => x.shape[0] % m == 0
        ? x.reshape(x.shape[0] / m, -1)
        : throw new ArgumentException($"{x.shape[0]} examples can't be packed by {m}.");
}
