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
/// <param name="Words">Channels of the vectors of words that every place may look at; null: there are none, and the
/// condition is one vector.</param>
public sealed record DitConfig(int Side = 8, int Channels = 4, int Patch = 2, int Width = 128, int Depth = 4,
                               int Heads = 4, int[]? Labels = null, int? Words = null);

/// <summary>A transformer block whose scales, shifts and gates come from step and condition. Gates begin at 0: the
/// block begins as the identity (adaLN-Zero).</summary>
/// <remarks>Peebles and Xie 2022, arXiv:2212.09748, figure 3. The look at words stands where PixArt-α has it (Chen
/// et al. 2023, arXiv:2310.00426, figure 4), and begins at 0 as well.</remarks>
/// <param name="width">Channels of a token.</param>
/// <param name="heads">Of each attention.</param>
/// <param name="reads">Whether tokens may look at words.</param>
public sealed class DitBlock(int width, int heads, bool reads = false)
    : Net<Tensor, Tensor, Tensor?, Tensor?, Tensor>(nameof(DitBlock))
{
    private readonly Linear modulation = Init.Zero(Linear(width, 6 * width));
    private readonly LayerNorm norm = LayerNorm(width, elementwise_affine: false);
    private readonly MultiHeadAttention attention = new(width, heads);
    private readonly LayerNorm? wordNorm = reads ? LayerNorm(width) : null;
    private readonly MultiHeadAttention? crossAttention = reads
        ? new MultiHeadAttention(width, heads).EndAtZero() : null;

    private readonly Sequential mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width));

    /// <summary>Without words.</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor call(Tensor x, Tensor condition) => call(x, condition, null, null);

    /// <summary>Tokens exchange, look at the words, then each thinks for itself.</summary>
    /// <param name="x">Tokens, shape [B, T, W].</param>
    /// <param name="condition">Of step and labels, shape [B, W].</param>
    /// <param name="words">Shape [B, L, W]; null: none.</param>
    /// <param name="mask">Where a word stands, bool, shape [B, 1, 1, L].</param>
    public override Tensor forward(Tensor x, Tensor condition, Tensor? words, Tensor? mask)
    {
        var m = Modulation(condition);
        x = Exchanged(x, m);
        if (words is not null) x = x + crossAttention!.call(wordNorm!.call(x), words, mask, null);
        return x + m[5] * mlp.call((1 + m[4]) * norm.call(x) + m[3]);
    }

    /// <summary>How much each token takes from each word.</summary>
    /// <returns>Each row sums to 1, shape [B, H, T, L].</returns>
    /// <inheritdoc cref="forward"/>
    internal Tensor Weights(Tensor x, Tensor condition, Tensor words, Tensor? mask) =>
        crossAttention!.Weights(wordNorm!.call(Exchanged(x, Modulation(condition))), words, mask);

    // Shift, scale and gate of the one half, then of the other, [B, 1, W] each.
    private Tensor[] Modulation(Tensor condition) => modulation.call(condition).unsqueeze(1).chunk(6, 2);

    private Tensor Exchanged(Tensor x, Tensor[] m) => x + m[2] * attention.call((1 + m[1]) * norm.call(x) + m[0]);
}

/// <summary>Diffusion transformer: a noisy picture is cut into patches, and a transformer says what is noise in each.
/// </summary>
/// <remarks>
/// Peebles and Xie 2022, arXiv:2212.09748. Lessons 5.3 and 5.4. Deviations: several attributes, or words, in place of
/// one class, the variance is not predicted, and weights that don't begin at 0 begin as TorchSharp makes them
/// (embeddings from N(0, 1), layers from Kaiming's uniform), where the paper has N(0, 0.02²) and Xavier's uniform.
/// </remarks>
public sealed class Dit(DitConfig c) : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(Dit))
{
    private readonly Conv2d patchEmbedding = Conv2d(c.Channels, c.Width, c.Patch, stride: c.Patch);
    private readonly Tensor positions = PatchPositions.Of(c.Side / c.Patch, c.Width);
    private readonly Sequential timeEmbedding =
        Sequential(Linear(c.Width, c.Width), SiLU(), Linear(c.Width, c.Width));
    private readonly LabelEmbedding? labelEmbedding = c.Labels is null ? null : new(c.Labels, c.Width);
    private readonly Linear? wordProjection = c.Words is { } channels ? Linear(channels, c.Width) : null;
    private readonly EncoderLayer? wordLayer = c.Words is null ? null
        : new(new(0, 0, c.Width, c.Heads, 1, 4 * c.Width, Dropout: 0, Position.None));

    private readonly ModuleList<DitBlock> blocks =
        new([.. Enumerable.Range(0, c.Depth).Select(_ => new DitBlock(c.Width, c.Heads, c.Words is not null))]);

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
    /// where nothing is asked. With <see cref="DitConfig.Words"/>: vectors of words, the last channel 1 where a word
    /// stands and 0 at padding, shape [B, L, words + 1], a word at least in each row. With neither: a vector each,
    /// shape [B, W]. Null: there is none.</param>
    /// <returns>Shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor t, Tensor? condition)
    {
        var (h, at, words, mask) = Read(x, t, condition);
        foreach (var block in blocks) h = block.call(h, at, words, mask);
        var m = modulation.call(at).unsqueeze(1).chunk(2, 2);
        var (shift, scale) = (m[0], m[1]);
        h = output.call((1 + scale) * norm.call(h) + shift);                        // [B, T, C·P²]
        return functional.pixel_shuffle(
            h.transpose(1, 2).unflatten(2, c.Side / c.Patch, c.Side / c.Patch), c.Patch);
    }

    /// <summary>Which places look at which word: the weights of the cross-attention, the mean of blocks and
    /// heads.</summary>
    /// <param name="condition">Vectors of words, shape [B, L, words + 1].</param>
    /// <returns>For each place they sum to 1 over the words, shape [B, L, S / P, S / P]. No gradient.</returns>
    /// <inheritdoc cref="forward"/>
    public Tensor WordMaps(Tensor x, Tensor t, Tensor condition) => Scope.Eval(this, () =>
    {
        var (h, at, words, mask) = Read(x, t, condition);
        var looks = new List<Tensor>();
        foreach (var block in blocks)
        {
            looks.Add(block.Weights(h, at, words!, mask).mean([1]));                // [B, T, L]
            h = block.call(h, at, words, mask);
        }
        return stack([.. looks]).mean([0]).transpose(1, 2).unflatten(2, c.Side / c.Patch, c.Side / c.Patch);
    });

    // Patches, and what every block is told: step and labels as one vector, words one by one.
    private (Tensor H, Tensor At, Tensor? Words, Tensor? Mask) Read(Tensor x, Tensor t, Tensor? condition)
    {
        x.Require(nameof(Dit), -1, c.Channels, c.Side, c.Side);
        var at = timeEmbedding.call(SinusoidalEmbedding.Of(t, c.Width).to(x.dtype));   // [B, W]
        Tensor? words = null, mask = null;
        if (condition is not null && c.Words is { } channels)
        {
            condition.Require(nameof(Dit), -1, -1, channels + 1);
            var there = condition[.., .., channels..];                              // [B, L, 1]
            mask = there.gt(0).transpose(1, 2).unsqueeze(1);                        // [B, 1, 1, L]
            words = wordLayer!.call(wordProjection!.call(condition[.., .., ..channels]), mask);
            at = at + (words * there).sum(1) / there.sum(1);
        }
        else if (condition is not null) at = at + (labelEmbedding?.call(condition) ?? condition);
        var h = patchEmbedding.call(x).flatten(2).transpose(1, 2) + positions;      // [B, T, W]
        return (h, functional.silu(at), words, mask);
    }
}
