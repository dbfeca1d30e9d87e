using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>Where attention may look: true is yes. Masks combine with <c>&amp;</c>.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, §3.2.3. Lesson 4.2.</remarks>
public static class Mask
{
    /// <summary>Each place sees itself and those before it.</summary>
    /// <returns>bool, shape [length, length]: a row for each query.</returns>
    public static Tensor Causal(long length) => ones(length, length, ScalarType.Bool).tril();

    /// <summary>Nobody looks at padding.</summary>
    /// <param name="tokens">int64, shape [B, T]; 0 is padding.</param>
    /// <returns>bool, shape [B, 1, 1, T]: the same for all heads and queries.</returns>
    public static Tensor Real(Tensor tokens) => tokens.ne(0).unsqueeze(1).unsqueeze(1);
}
