using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>Where attention may look: true is yes. Masks combine with <c>&amp;</c>.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, §3.2.3. Lesson 4.2. PyTorch's key_padding_mask says the opposite:
/// there true is no.</remarks>
public static class Mask
{
    /// <summary>The causal mask: each place sees itself and those before it.</summary>
    /// <param name="length">Places that ask, T.</param>
    /// <param name="before">Places before the first of them, which all may see.</param>
    /// <param name="device">Where; null: the CPU.</param>
    /// <returns>bool, shape [length, before + length]: a row for each query.</returns>
    public static Tensor Causal(long length, long before = 0, Device? device = null) =>
        ones(length, before + length, ScalarType.Bool, device).tril(before);

    /// <summary>The padding mask: nobody looks at padding.</summary>
    /// <param name="tokens">int64, shape [B, T].</param>
    /// <param name="pad">The token that fills rows up.</param>
    /// <returns>bool, shape [B, 1, 1, T]: the same for all heads and queries.</returns>
    public static Tensor Padding(Tensor tokens, long pad = 0) => tokens.ne(pad).unsqueeze(1).unsqueeze(1);
}
