using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>How a model learns where a token stands: attention by itself sees a set, without order.</summary>
/// <remarks>Lesson 4.2 compares them.</remarks>
public enum Position
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Fixed waves are added to the embeddings.</summary>
    Sinusoidal,

    /// <summary>A learned vector for each place is added to the embeddings.</summary>
    Learned,

    /// <summary>Queries and keys are turned by an angle that grows with the place.</summary>
    Rotary,
}

/// <summary>The two kinds of positions that need no weights.</summary>
public static class Waves
{
    private const double Longest = 10_000;

    /// <summary>Sines and cosines of wavelengths from 2π to 10,000·2π.</summary>
    /// <remarks>Vaswani et al. 2017, arXiv:1706.03762, §3.5. Deviation: all sines first, then all cosines.</remarks>
    /// <param name="length">Places.</param>
    /// <param name="channels">An even number.</param>
    /// <returns>Shape [length, channels], to be added to embeddings.</returns>
    public static Tensor Table(long length, long channels)
    {
        var angle = Angles(length, channels);
        return cat([angle.sin(), angle.cos()], -1);
    }

    /// <summary>Turns each pair of channels by the place's angle. The product of two turned vectors then depends only
    /// on how far apart their places are.</summary>
    /// <remarks>RoFormer: Su et al. 2021, arXiv:2104.09864, eq. 34. Deviation: channel i pairs with i + d/2, not with
    /// its neighbour, which is faster and renames channels only.</remarks>
    /// <param name="x">Queries or keys, shape [..., T, d], d even.</param>
    /// <returns>The same shape, and the same lengths of vectors.</returns>
    public static Tensor Rotate(Tensor x)
    {
        var angle = Angles(x.shape[^2], x.shape[^1]);                             // [T, d/2]
        var (cos, sin) = (angle.cos(), angle.sin());
        var halves = x.chunk(2, -1);                                              // two of [..., T, d/2]
        return cat([halves[0] * cos - halves[1] * sin, halves[0] * sin + halves[1] * cos], -1);
    }

    private static Tensor Angles(long length, long channels)
    {
        var speed = pow(Longest, arange(channels / 2).to(float32) * (-2.0 / channels));         // radians per place
        return arange(length).to(float32).unsqueeze(1) * speed;                   // [length, channels/2]
    }
}
