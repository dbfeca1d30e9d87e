using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>A convolution along time that sees this place and earlier ones, and none that follow.</summary>
/// <remarks>Van den Oord et al. 2016, arXiv:1609.03499, §2.1. Lesson 4.1.</remarks>
/// <param name="from">Channels in.</param>
/// <param name="to">Channels out.</param>
/// <param name="dilation">From one place of the window to the next.</param>
/// <param name="window">Places that are seen.</param>
public sealed class CausalConv1d(long from, long to, int dilation = 1, int window = 2)
    : Net<Tensor, Tensor>(nameof(CausalConv1d))
{
    private readonly Conv1d conv = Conv1d(from, to, window, dilation: dilation);

    /// <summary>Sees this place and earlier ones.</summary>
    /// <param name="x">Shape [B, from, T].</param>
    /// <returns>Shape [B, to, T].</returns>
    public override Tensor forward(Tensor x) =>
        conv.call(functional.pad(x, [(window - 1) * dilation, 0]));               // zeros on the left only
}
