using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GenAI.Kit.Data;

/// <summary>Pencil drawings made from pictures: thin dark lines, and borders between colours.</summary>
/// <remarks>Lesson 3.3. In the manner of Isola et al. 2016, arXiv:1611.07004, appendix on edges; the recipe is ours.
/// </remarks>
public static class Sketch
{
    private const double Weakest = 0.13, Width = 0.12;               // of borders that are drawn, in colour per pixel

    /// <summary>Draws pictures. Each drawing has a hand of its own: how faint a border it still follows, and where
    /// the pencil leaves the paper.</summary>
    /// <param name="pictures">In [0, 1], shape [N, 3, S, S].</param>
    /// <param name="seed">Of the hands: the same seed draws the same.</param>
    /// <returns>Pencil on paper: 1 is paper, 0 is a line; float32, shape [N, 1, S, S]. No gradient.</returns>
    public static Tensor Of(Tensor pictures, long seed = 0)
    {
        pictures.Require(nameof(Sketch), -1, 3, -1, -1);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        Tensor Dice(params long[] shape) => rand(shape, device: CPU, generator: generator).to(pictures.device);
        var (n, device) = (pictures.shape[0], pictures.device);
        var (hands, blots) = (0.8 + 0.5 * Dice(n, 1, 1, 1), Dice(n, 1, 8, 8));
        return scope.MoveToOuter(Scope.Map(arange(n, device: device), 500, rows => Drawn(       // a few at a time
            pictures.index_select(0, rows), hands.index_select(0, rows), blots.index_select(0, rows))));
    }

    private static Tensor Drawn(Tensor x, Tensor hands, Tensor blots)
    {
        var strokes = maximum(Borders(x), Lines(x));                              // [B, 1, S, S]
        var smooth = interpolate(
            blots, size: [x.shape[2], x.shape[3]], mode: InterpolationMode.Bilinear, align_corners: true);
        var pressure = ((smooth - 0.12) / 0.15).clamp(0, 1);                      // 0 where the pencil is lifted
        return 1 - ((strokes / hands - Weakest) / Width).clamp(0, 1) * pressure;
    }

    /// <summary>How fast colours change from pixel to pixel, in the channel where they change most.</summary>
    private static Tensor Borders(Tensor x)
    {
        var right = (x - x.roll(-1, 3)).abs().amax([1], true);
        var below = (x - x.roll(-1, 2)).abs().amax([1], true);
        right[.., .., .., -1] = 0;                                                // the picture's end is no border
        below[.., .., -1] = 0;
        return (right.square() + below.square()).sqrt();                          // [N, 1, S, S]
    }

    /// <summary>How much darker a pixel is than what lies on both sides of it: closing minus picture.</summary>
    private static Tensor Lines(Tensor x)
    {
        var grey = x.mean([1], true);
        var closed = -max_pool2d(-max_pool2d(grey, 3, 1, 1), 3, 1, 1);
        return closed - grey;
    }
}
