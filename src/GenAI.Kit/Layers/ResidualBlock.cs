using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>Two convolutions and a shortcut; what the picture depends on, such as the step in the noise, is added in
/// between.</summary>
/// <remarks>He et al. 2015, arXiv:1512.03385, as in Ho, Jain and Abbeel 2020, arXiv:2006.11239, appendix B. The
/// second convolution starts at 0: a block begins as its shortcut. Lesson 5.2.</remarks>
/// <param name="from">Channels in, a multiple of 8.</param>
/// <param name="to">Channels out, the same.</param>
/// <param name="width">Numbers of the condition.</param>
public sealed class ResidualBlock(int from, int to, int width) : Net<Tensor, Tensor, Tensor>(nameof(ResidualBlock))
{
    private readonly Sequential first = Sequential(Init.GroupNorm(from), SiLU(), Conv2d(from, to, 3, padding: 1));
    private readonly Linear toShift = Linear(width, to);
    private readonly Sequential second =
        Sequential(Init.GroupNorm(to), SiLU(), Init.Zero(Conv2d(to, to, 3, padding: 1)));
    private readonly Conv2d shortcut = Conv2d(from, to, 1);

    /// <summary>Adds to the shortcut what two convolutions find.</summary>
    /// <param name="x">Shape [B, from, S, S].</param>
    /// <param name="condition">Shape [B, width].</param>
    /// <returns>Shape [B, to, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor condition)
    {
        var h = first.call(x) + toShift.call(condition).unsqueeze(2).unsqueeze(3);
        return shortcut.call(x) + second.call(h);
    }
}
