using GenAI.Kit.Diffusion;
using GenAI.Kit.Sequences;

namespace GenAI.Kit.Benchmarks;

/// <summary>Operations by formula: two for each multiplication with its addition in matrix products and
/// convolutions; norms, activations and the optimizer count nothing. A training step is three forward passes: the
/// gradients by input and by weight cost one each.</summary>
internal static class Flops
{
    /// <summary>A k×k convolution over a picture of side × side: 2·k²·from·to for each place.</summary>
    public static double Convolution(int k, int from, int to, int side) => 2.0 * k * k * from * to * side * side;

    /// <summary>Every place looks at all: q·kᵀ and weights·v, 2·places²·channels each.</summary>
    public static double Attention(double places, int channels) => 4 * places * places * channels;

    /// <summary>Forward, one text as long as the context. Causal attention needs half of all pairs.</summary>
    public static double Of(GptConfig c)
    {
        double t = c.Context, width = c.Channels;
        var block = 2 * 12 * width * width * t + Attention(t, c.Channels) / 2;     // 3 + 1 + 4 + 4 squares of weights
        return c.Layers * block + 2 * width * c.Tokens * t;
    }

    /// <summary>Forward, one picture.</summary>
    public static double Of(DitConfig c)
    {
        double patch = c.Channels * c.Patch * c.Patch, width = c.Width;
        var tokens = Math.Pow(c.Side / c.Patch, 2);
        var block = 2 * 12 * width * width * tokens + Attention(tokens, c.Width) + 2 * 6 * width * width;
        // blocks, then patches in and out, then step and last modulation
        return c.Depth * block + 2 * 2 * patch * width * tokens + 2 * 4 * width * width;
    }

    /// <summary>Forward, one picture of 16 × 16.</summary>
    public static double Of(UNetConfig c, int side = 16)
    {
        var (m, half, quarter) = (c.Maps, side / 2, side / 4);
        double Block(int from, int to, int s) => Convolution(3, from, to, s) + Convolution(3, to, to, s)
            + Convolution(1, from, to, s) + 2.0 * c.Time * to;
        double Look(int s) => Convolution(1, 2 * m, 8 * m, s) + Attention(s * s, 2 * m);
        return 2.0 * c.Time * c.Time * 3 / 2
            + Convolution(3, c.Channels, m, side) + Block(m, m, side)
            + Convolution(3, m, m, half) + Block(m, 2 * m, half) + Look(half)
            + Convolution(3, 2 * m, 2 * m, quarter) + Block(2 * m, 2 * m, quarter) + Look(quarter)
            + Block(4 * m, 2 * m, half) + Block(3 * m, m, side) + Convolution(3, m, c.Channels, side);
    }
}
