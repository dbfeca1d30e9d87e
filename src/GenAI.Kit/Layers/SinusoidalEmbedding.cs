using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>A number, such as a place in a text or a step in the noise, as sines and cosines of wavelengths from 2π
/// to 10,000·2π: numbers that are near have vectors that are near.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, §3.5. Deviation: all sines first, then all cosines. Lessons 4.2,
/// 5.2 and 5.3.</remarks>
public static class SinusoidalEmbedding
{
    private const double Longest = 10_000;

    /// <summary>The vectors of numbers.</summary>
    /// <param name="positions">Any type, shape [B].</param>
    /// <param name="channels">An even number.</param>
    /// <returns>float32, shape [B, channels].</returns>
    public static Tensor Of(Tensor positions, long channels)
    {
        var frequency = exp(arange(channels / 2, float32, positions.device) * (-Math.Log(Longest) / (channels / 2)));
        var angle = positions.to(float32).unsqueeze(1) * frequency;               // [B, channels/2]
        return cat([angle.sin(), angle.cos()], 1);
    }

    /// <summary>Those of the places 0 … length − 1, to be added to embeddings.</summary>
    /// <param name="length">Places.</param>
    /// <param name="channels">An even number.</param>
    /// <param name="device">Where; null: the CPU.</param>
    /// <returns>Shape [length, channels].</returns>
    public static Tensor Table(long length, long channels, Device? device = null) =>
        Of(arange(length, device: device), channels);
}
