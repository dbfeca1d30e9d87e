using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>Places as angles: queries and keys are turned, and the product of two turned vectors depends only on how
/// far apart their places are.</summary>
/// <remarks>RoFormer: Su et al. 2021, arXiv:2104.09864, eq. 34. Deviation: channel i pairs with i + d/2, not with its
/// neighbour, which is faster and renames channels only. Lesson 4.2.</remarks>
public static class RotaryEmbedding
{
    private const double Longest = 10_000;

    /// <summary>Turns each pair of channels by the place's angle.</summary>
    /// <param name="x">Queries or keys, shape [..., T, d], d even.</param>
    /// <param name="from">The place of the first.</param>
    /// <returns>The same shape, and the same lengths of vectors.</returns>
    public static Tensor Rotate(Tensor x, long from = 0)
    {
        var longest = tensor(Longest, device: x.device);
        var speed = pow(longest, arange(x.shape[^1] / 2, float32, x.device) * (-2.0 / x.shape[^1]));
        var angle = arange(from, from + x.shape[^2], float32, x.device).unsqueeze(1) * speed;    // [T, d/2], radians
        var (cos, sin) = (angle.cos().to(x.dtype), angle.sin().to(x.dtype));
        var halves = x.chunk(2, -1);                                              // two of [..., T, d/2]
        return cat([halves[0] * cos - halves[1] * sin, halves[0] * sin + halves[1] * cos], -1);
    }
}
