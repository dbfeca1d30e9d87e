using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>Every place of a picture looks at every other, and adds what it finds.</summary>
/// <remarks>Ho, Jain and Abbeel 2020, arXiv:2006.11239, appendix B, after Wang et al. 2017, arXiv:1711.07971. The way
/// out starts at 0. Lesson 5.2.</remarks>
/// <param name="maps">Channels, a multiple of 8 and of the heads.</param>
/// <param name="heads">Attentions side by side.</param>
public sealed class SelfAttention2d(int maps, int heads = 1) : Net<Tensor, Tensor>(nameof(SelfAttention2d))
{
    private readonly GroupNorm norm = Init.GroupNorm(maps);
    private readonly MultiHeadAttention attention = new MultiHeadAttention(maps, heads).EndAtZero();

    /// <summary>Adds to each place what it finds at others.</summary>
    /// <param name="x">Shape [B, maps, H, W].</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor x)
    {
        var places = norm.call(x).flatten(2).transpose(1, 2);                     // [B, H·W, maps]
        return x + attention.call(places).transpose(1, 2).reshape(x.shape);
    }
}
