using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Multimodal;

/// <summary>Shape of a <see cref="VisionTransformer"/>.</summary>
/// <param name="Side">Of the pictures.</param>
/// <param name="Channels">Of the same.</param>
/// <param name="Patch">Side of a patch, a divisor of the side: one patch is one token.</param>
/// <param name="Width">Channels of a token, a multiple of 4 and of the heads.</param>
/// <param name="Depth">Layers.</param>
/// <param name="Heads">Of each attention.</param>
/// <param name="Stem">False: one linear layer maps the pixels of a patch, whose side is any divisor of the picture's.
/// True: a stack of small convolutions does, all but the first halving the side; the side of a patch is then 2, 4,
/// 8, …</param>
public sealed record VisionTransformerConfig(int Side = 64, int Channels = 3, int Patch = 8, int Width = 128,
    int Depth = 4, int Heads = 4, bool Stem = false)
{
    /// <summary>How many tokens a picture becomes.</summary>
    public int Tokens => Side / Patch * (Side / Patch);

    internal TransformerConfig Layer => new(0, 0, Width, Heads, Depth, 4 * Width, Dropout: 0, Position.None);
}

/// <summary>ViT: a picture is cut into patches, each becomes a token, and a transformer's encoder lets them look at
/// each other.</summary>
/// <remarks>Dosovitskiy et al. 2020, arXiv:2010.11929, §3.1. Lesson 4.4. Deviations: no class token, a picture as one
/// vector is the mean of its tokens; positions are sinusoidal, of row and column, not learned; rectified units in
/// place of GELU, since the encoder's layers are those of lesson 4.2. The stem of convolutions is that of Xiao et al.
/// 2021, arXiv:2106.14881, §3, with one convolution more, before the first halving: small things are one pixel
/// wide.</remarks>
public sealed class VisionTransformer(VisionTransformerConfig c) : Net<Tensor, Tensor>(nameof(VisionTransformer))
{
    private readonly Module<Tensor, Tensor> patchEmbedding =
        c.Stem ? Stem(c) : Conv2d(c.Channels, c.Width, c.Patch, stride: c.Patch);
    private readonly Tensor positions = PatchPositions.Of(c.Side / c.Patch, c.Width);
    private readonly ModuleList<EncoderLayer> layers =
        new([.. Enumerable.Range(0, c.Depth).Select(_ => new EncoderLayer(c.Layer))]);
    private readonly LayerNorm norm = LayerNorm(c.Width);

    /// <summary>Its shape.</summary>
    public VisionTransformerConfig Config => c;

    /// <summary>A vector for each patch that knows of the others.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <returns>Row by row from the upper left, shape [B, T, W].</returns>
    public override Tensor forward(Tensor x)
    {
        x.Require(nameof(VisionTransformer), -1, c.Channels, c.Side, c.Side);
        var h = patchEmbedding.call(2 * x - 1).flatten(2).transpose(1, 2) + positions;      // [B, T, W]
        foreach (var layer in layers) h = layer.call(h, null);
        return norm.call(h);
    }

    // A 3×3 convolution at full size, others that halve the side and double the maps, then a linear layer.
    private static Sequential Stem(VisionTransformerConfig c)
    {
        var halvings = int.Log2(c.Patch);
        if (halvings < 1 || 1 << halvings != c.Patch)
            throw new ArgumentException($"A stem makes patches of 2, 4, 8, …, not of {c.Patch}.");
        int Maps(int n) => Math.Max(1, c.Width >> (halvings - n));
        Module<Tensor, Tensor>[] Bent(int from, int to, int stride) =>
            [Conv2d(from, to, 3, stride: stride, padding: 1), BatchNorm2d(to), ReLU()];
        return Sequential([.. Bent(c.Channels, Maps(0), 1),
            .. Enumerable.Range(0, halvings).SelectMany(n => Bent(Maps(n), Maps(n + 1), 2)),
            Conv2d(c.Width, c.Width, 1)]);
    }
}
