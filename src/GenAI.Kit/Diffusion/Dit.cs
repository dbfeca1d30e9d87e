using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Diffusion;

/// <summary>Shape of a <see cref="Dit"/>.</summary>
/// <param name="Side">Of the pictures or latents.</param>
/// <param name="Channels">Of the same.</param>
/// <param name="Patch">Side of a patch, a divisor of the side: one patch is one token.</param>
/// <param name="Width">Channels of a token, a multiple of 4 and of the heads.</param>
/// <param name="Depth">Blocks.</param>
/// <param name="Heads">Of each attention.</param>
/// <param name="Labels">How many values each attribute has that can be asked for; null: the condition is a vector
/// that is made outside.</param>
public sealed record DitConfig(int Side = 8, int Channels = 4, int Patch = 2, int Width = 128, int Depth = 4,
                               int Heads = 4, int[]? Labels = null);

/// <summary>A transformer block whose scales, shifts and gates come from step and condition. Gates begin at 0: the
/// block begins as the identity (adaLN-Zero).</summary>
public sealed class DitBlock(int width, int heads) : Net<Tensor, Tensor, Tensor>(nameof(DitBlock))
{
    private readonly Linear modulation = Init.Zero(Linear(width, 6 * width));
    private readonly LayerNorm norm = LayerNorm(width, elementwise_affine: false);
    private readonly MultiHeadAttention attention = new(width, heads);
    private readonly Sequential mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));

    /// <summary>Tokens exchange, then each thinks for itself.</summary>
    /// <param name="x">Tokens, shape [B, T, W].</param>
    /// <param name="condition">Of step and labels, shape [B, W].</param>
    public override Tensor forward(Tensor x, Tensor condition)
    {
        var m = modulation.call(condition).unsqueeze(1).chunk(6, 2);                // 6 × [B, 1, W]
        var (shift1, scale1, gate1, shift2, scale2, gate2) = (m[0], m[1], m[2], m[3], m[4], m[5]);
        x = x + gate1 * attention.call((1 + scale1) * norm.call(x) + shift1);
        return x + gate2 * mlp.call((1 + scale2) * norm.call(x) + shift2);
    }
}

/// <summary>Diffusion transformer: a noisy picture is cut into patches, and a transformer says what is noise in each.
/// </summary>
/// <remarks>
/// Peebles and Xie 2022, arXiv:2212.09748. Lesson 5.3. Deviations: several attributes in place of one class, the
/// variance is not predicted, and weights that don't begin at 0 begin as TorchSharp makes them (embeddings from
/// N(0, 1), layers from Kaiming's uniform), where the paper has N(0, 0.02²) and Xavier's uniform.
/// </remarks>
public sealed class Dit(DitConfig c) : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(Dit))
{
    private readonly Conv2d patchEmbedding = Conv2d(c.Channels, c.Width, c.Patch, stride: c.Patch);
    private readonly Tensor positions = PatchPositions.Of(c.Side / c.Patch, c.Width);
    private readonly Sequential timeEmbedding =
        Sequential(Linear(c.Width, c.Width), SiLU(), Linear(c.Width, c.Width));
    private readonly LabelEmbedding? labelEmbedding = c.Labels is null ? null : new(c.Labels, c.Width);
    private readonly ModuleList<DitBlock> blocks =
        new([.. Enumerable.Range(0, c.Depth).Select(_ => new DitBlock(c.Width, c.Heads))]);

    private readonly Linear modulation = Init.Zero(Linear(c.Width, 2 * c.Width));
    private readonly LayerNorm norm = LayerNorm(c.Width, elementwise_affine: false);
    private readonly Linear output = Init.Zero(Linear(c.Width, c.Channels * c.Patch * c.Patch));

    /// <summary>Its shape.</summary>
    public DitConfig Config => c;

    /// <summary>Without a condition.</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor call(Tensor x, Tensor t) => call(x, t, null);

    /// <summary>What the network says of noisy pictures.</summary>
    /// <param name="x">Noisy pictures or latents, shape [B, C, S, S].</param>
    /// <param name="t">Steps, int64, shape [B].</param>
    /// <param name="condition">With <see cref="DitConfig.Labels"/>: values of attributes, int64, shape [B, A], −1
    /// where nothing is asked; without: a vector each, shape [B, W]. Null: there is none.</param>
    /// <returns>Shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor t, Tensor? condition)
    {
        x.Require(nameof(Dit), -1, c.Channels, c.Side, c.Side);
        var at = timeEmbedding.call(SinusoidalEmbedding.Of(t, c.Width).to(x.dtype));   // [B, W]
        if (condition is not null) at = at + (labelEmbedding?.call(condition) ?? condition);
        at = functional.silu(at);
        var h = patchEmbedding.call(x).flatten(2).transpose(1, 2) + positions;      // [B, T, W]
        foreach (var block in blocks) h = block.call(h, at);
        var m = modulation.call(at).unsqueeze(1).chunk(2, 2);
        var (shift, scale) = (m[0], m[1]);
        h = output.call((1 + scale) * norm.call(h) + shift);                        // [B, T, C·P²]
        return functional.pixel_shuffle(
            h.transpose(1, 2).unflatten(2, c.Side / c.Patch, c.Side / c.Patch), c.Patch);
    }
}
