using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
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
/// <param name="ContextChannels">Channels of the vectors, of words for example, that every place may look at; null:
/// there are none. Not together with labels.</param>
public sealed record DitConfig(int Side = 8, int Channels = 4, int Patch = 2, int Width = 128, int Depth = 4,
                               int Heads = 4, int[]? Labels = null, int? ContextChannels = null);

/// <summary>A transformer block whose scales, shifts and gates come from step and condition. Gates begin at 0: the
/// block begins as the identity (adaLN-Zero).</summary>
/// <remarks>Peebles and Xie 2022, arXiv:2212.09748, figure 3. Cross-attention stands where PixArt-α has it (Chen et
/// al. 2023, arXiv:2310.00426, figure 4), and begins at 0 as well. Deviations from PixArt-α: it reads normalised
/// tokens, and every block makes its own scales, shifts and gates (no adaLN-single).</remarks>
/// <param name="width">Channels of a token.</param>
/// <param name="heads">Of each attention.</param>
/// <param name="crossAttends">Whether tokens look at a context.</param>
public sealed class DitBlock(int width, int heads, bool crossAttends = false)
    : Net<Tensor, Tensor, Tensor?, Tensor?, Tensor>(nameof(DitBlock))
{
    private readonly Linear modulation = Init.Zero(Linear(width, 6 * width));
    private readonly LayerNorm norm = LayerNorm(width, elementwise_affine: false);
    private readonly MultiHeadAttention attention = new(width, heads);
    private readonly LayerNorm? crossNorm = crossAttends ? LayerNorm(width) : null;
    private readonly MultiHeadAttention? crossAttention = crossAttends
        ? new MultiHeadAttention(width, heads).EndAtZero() : null;

    private readonly Sequential mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));

    /// <summary>Without a context.</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor call(Tensor x, Tensor condition) => call(x, condition, null, null);

    /// <summary>Tokens exchange, look at the context, then each thinks for itself.</summary>
    /// <param name="x">Tokens, shape [B, T, W].</param>
    /// <param name="condition">Of step and labels, shape [B, W].</param>
    /// <param name="context">Shape [B, L, W]; null: none.</param>
    /// <param name="mask">What of it is no padding, bool, shape [B, 1, 1, L].</param>
    public override Tensor forward(Tensor x, Tensor condition, Tensor? context, Tensor? mask)
    {
        var (first, second) = Modulate(condition);
        x = SelfAttend(x, first);
        if (context is not null) x = x + crossAttention!.call(crossNorm!.call(x), context, mask, null);
        return x + second.Gate * mlp.call((1 + second.Scale) * norm.call(x) + second.Shift);
    }

    /// <summary>How much each token takes from each vector of the context.</summary>
    /// <returns>Each row sums to 1, shape [B, H, T, L].</returns>
    /// <inheritdoc cref="forward"/>
    internal Tensor CrossWeights(Tensor x, Tensor condition, Tensor context, Tensor? mask) =>
        crossAttention!.Weights(crossNorm!.call(SelfAttend(x, Modulate(condition).First)), context, mask);

    private (Modulation First, Modulation Second) Modulate(Tensor condition)
    {
        var m = modulation.call(condition).unsqueeze(1).chunk(6, 2);                // 6 × [B, 1, W]
        return (new(m[0], m[1], m[2]), new(m[3], m[4], m[5]));
    }

    private Tensor SelfAttend(Tensor x, Modulation by) =>
        x + by.Gate * attention.call((1 + by.Scale) * norm.call(x) + by.Shift);

    private readonly record struct Modulation(Tensor Shift, Tensor Scale, Tensor Gate);
}

/// <summary>Diffusion transformer: a noisy picture is cut into patches, and a transformer says what is noise in each.
/// </summary>
/// <remarks>
/// Peebles and Xie 2022, arXiv:2212.09748. Lessons 5.3 and 5.4. Deviations: several attributes, or words, in place of
/// one class, the variance is not predicted, and weights that don't begin at 0 begin as TorchSharp makes them
/// (embeddings from N(0, 1), layers from Kaiming's uniform), where the paper has N(0, 0.02²) and Xavier's uniform. A
/// context goes through one layer of an encoder first, and its mean is added to the step.
/// </remarks>
public sealed class Dit(DitConfig c) : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(Dit))
{
    private readonly Conv2d patchEmbedding = Conv2d(c.Channels, c.Width, c.Patch, stride: c.Patch);
    private readonly Tensor positions = PatchPositions.Of(c.Side / c.Patch, c.Width);
    private readonly Sequential timeEmbedding =
        Sequential(Linear(c.Width, c.Width), SiLU(), Linear(c.Width, c.Width));
    private readonly LabelEmbedding? labelEmbedding = c.Labels is null ? null : c.ContextChannels is null
        ? new(c.Labels, c.Width)
        : throw new ArgumentException("A Dit is told by Labels or by ContextChannels, not by both.");

    private readonly Linear? contextProjection = c.ContextChannels is { } channels ? Linear(channels, c.Width) : null;
    private readonly EncoderLayer? contextLayer = c.ContextChannels is null ? null
        : new(new(0, 0, c.Width, c.Heads, 1, 4 * c.Width, Dropout: 0, Position.None));

    private readonly ModuleList<DitBlock> blocks =
        new([.. Enumerable.Range(0, c.Depth).Select(_ =>
            new DitBlock(c.Width, c.Heads, crossAttends: c.ContextChannels is not null))]);

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
    /// where nothing is asked. With <see cref="DitConfig.ContextChannels"/>, K: vectors, the last channel 1 where one
    /// stands and 0 at padding, shape [B, L, K + 1], as TextEncoder.Condition makes them. With neither: a vector
    /// each, shape [B, W]. Null: there is none.</param>
    /// <returns>Shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor t, Tensor? condition)
    {
        var (h, at, context, mask) = Embed(x, t, condition);
        foreach (var block in blocks) h = block.call(h, at, context, mask);
        var m = modulation.call(at).unsqueeze(1).chunk(2, 2);
        var (shift, scale) = (m[0], m[1]);
        h = output.call((1 + scale) * norm.call(h) + shift);                        // [B, T, C·P²]
        return functional.pixel_shuffle(
            h.transpose(1, 2).unflatten(2, c.Side / c.Patch, c.Side / c.Patch), c.Patch);
    }

    /// <summary>Which places look at which vector of the context: the weights of the cross-attention, the mean of
    /// blocks and heads.</summary>
    /// <remarks>Tang et al. 2022, arXiv:2210.04885 (DAAM), who sum them over the steps as well.</remarks>
    /// <param name="condition">Shape [B, L, K + 1].</param>
    /// <returns>For each place they sum to 1 over the vectors, shape [B, L, S / P, S / P]. No gradient.</returns>
    /// <exception cref="InvalidOperationException">The network has no cross-attention.</exception>
    /// <inheritdoc cref="forward"/>
    public Tensor CrossAttentionMaps(Tensor x, Tensor t, Tensor condition) => Scope.Eval(this, () =>
    {
        if (contextLayer is null)
            throw new InvalidOperationException("This Dit was made without ContextChannels: it looks at no context.");
        var (h, at, context, mask) = Embed(x, t, condition);
        var maps = new List<Tensor>();
        foreach (var block in blocks)
        {
            maps.Add(block.CrossWeights(h, at, context!, mask).mean([1]));          // [B, T, L]
            h = block.call(h, at, context, mask);
        }
        return stack([.. maps]).mean([0]).transpose(1, 2).unflatten(2, c.Side / c.Patch, c.Side / c.Patch);
    });

    // Patches, and what every block is told: step and labels as one vector, the context one by one.
    private (Tensor H, Tensor At, Tensor? Context, Tensor? Mask) Embed(Tensor x, Tensor t, Tensor? condition)
    {
        x.Require(nameof(Dit), -1, c.Channels, c.Side, c.Side);
        var at = timeEmbedding.call(SinusoidalEmbedding.Of(t, c.Width).to(x.dtype));   // [B, W]
        Tensor? context = null, mask = null;
        if (condition is not null && c.ContextChannels is { } channels)
        {
            condition.Require("Dit's condition", -1, -1, channels + 1);
            var there = condition[.., .., channels..];                              // [B, L, 1]
            mask = there.gt(0).transpose(1, 2).unsqueeze(1);                        // [B, 1, 1, L]
            if (mask.any(3).logical_not().any().item<bool>())
                throw new ArgumentException("Dit's condition has a row that is padding alone: the empty sentence has "
                    + "one vector, that of its end.");
            context = contextLayer!.call(contextProjection!.call(condition[.., .., ..channels]), mask);
            at = at + (context * there).sum(1) / there.sum(1);
        }
        else if (condition is not null) at = at + (labelEmbedding?.call(condition) ?? condition);
        var h = patchEmbedding.call(x).flatten(2).transpose(1, 2) + positions;      // [B, T, W]
        return (h, functional.silu(at), context, mask);
    }
}
