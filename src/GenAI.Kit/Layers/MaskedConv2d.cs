using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>A convolution that sees only what comes before a pixel in reading order: the rows above, and in its own
/// row the pixels to the left.</summary>
/// <remarks>Van den Oord, Kalchbrenner and Kavukcuoglu 2016, arXiv:1601.06759, §3.4. Lessons 2.2 and 2.3.</remarks>
/// <param name="from">Channels in.</param>
/// <param name="to">Channels out.</param>
/// <param name="side">Of the window, an odd number.</param>
/// <param name="seesItself">Mask B, for all layers but the first; the first, mask A, must not see the pixel that it
/// predicts.</param>
public sealed class MaskedConv2d(long from, long to, int side, bool seesItself)
    : Net<Tensor, Tensor>(nameof(MaskedConv2d))
{
    private readonly Conv2d window = Conv2d(from, to, side, padding: side / 2);
    private readonly Tensor mask = arange(side * side).lt(side * side / 2 + (seesItself ? 1 : 0))
        .to(float32).reshape(1, 1, side, side);                                   // 1 before the middle, else 0

    /// <summary>Sees what comes before each pixel.</summary>
    /// <param name="x">Shape [B, from, H, W].</param>
    /// <returns>Shape [B, to, H, W].</returns>
    public override Tensor forward(Tensor x) =>
        functional.conv2d(x, window.weight * mask, window.bias, padding: [mask.shape[2] / 2, mask.shape[3] / 2]);
}
