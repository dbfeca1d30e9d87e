using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Multimodal;

/// <summary>Shape of a <see cref="TextEncoder"/>.</summary>
/// <param name="Tokens">Size of the vocabulary.</param>
/// <param name="Width">Channels of a token, a multiple of the heads.</param>
/// <param name="Depth">Layers.</param>
/// <param name="Heads">Of each attention.</param>
/// <param name="MaxLength">Tokens of the longest sentence.</param>
public sealed record TextEncoderConfig(int Tokens, int Width = 128, int Depth = 2, int Heads = 4, int MaxLength = 64)
{
    internal TransformerConfig Layer =>
        new(Tokens, Tokens, Width, Heads, Depth, 4 * Width, Dropout: 0, Position.Learned, MaxLength);
}

/// <summary>Reads a sentence: a vector for each token that knows of the others.</summary>
/// <remarks>The encoder of Vaswani et al. 2017, arXiv:1706.03762, as in lesson 4.2. Lessons 4.4 and 5.4. Token 0
/// pads.</remarks>
public sealed class TextEncoder(TextEncoderConfig c) : Net<Tensor, Tensor>(nameof(TextEncoder))
{
    private readonly TokenEmbedding embedding = new(c.Tokens, c.Layer);
    private readonly ModuleList<EncoderLayer> layers =
        new([.. Enumerable.Range(0, c.Depth).Select(_ => new EncoderLayer(c.Layer))]);
    private readonly LayerNorm norm = LayerNorm(c.Width);

    /// <summary>Its shape.</summary>
    public TextEncoderConfig Config => c;

    /// <summary>The sentences as vectors.</summary>
    /// <param name="tokens">int64, shape [B, L], padded with 0.</param>
    /// <returns>Shape [B, L, W]; what stands at padding means nothing.</returns>
    public override Tensor forward(Tensor tokens)
    {
        tokens.Require(nameof(TextEncoder), -1, -1);
        if (tokens.shape[1] > c.MaxLength)
            throw new ArgumentException($"TextEncoder knows {c.MaxLength} places, not {tokens.shape[1]}.");
        var (h, mask) = (embedding.call(tokens), Mask.Padding(tokens));
        foreach (var layer in layers) h = layer.call(h, mask);
        return norm.call(h);
    }

    /// <summary>The mean of the vectors of a sentence, its padding left out.</summary>
    /// <param name="tokens">int64, shape [B, L].</param>
    /// <returns>Shape [B, W].</returns>
    public Tensor Pooled(Tensor tokens)
    {
        var there = There(tokens);
        return (call(tokens) * there).sum(1) / there.sum(1).clamp_min(1);
    }

    /// <summary>What a painter is told: the vectors of the words, and in one channel more, the last, 1 where a word
    /// stands and 0 at padding. Lesson 5.4.</summary>
    /// <param name="tokens">int64, shape [B, L].</param>
    /// <returns>Shape [B, L, W + 1].</returns>
    public Tensor Condition(Tensor tokens)
    {
        var there = There(tokens);
        return cat([call(tokens) * there, there], 2);
    }

    private static Tensor There(Tensor tokens) =>                                 // [B, L, 1]
        tokens.ne(SymbolTokenizer.Pad).unsqueeze(2).to(float32);
}
