using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>Tokens to vectors, with their places in them where the kind of positions adds any.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, §3.4 and §3.5. Lesson 4.2.</remarks>
public sealed class TokenEmbedding(long tokens, TransformerConfig c) : Net<Tensor, Tensor>(nameof(TokenEmbedding))
{
    private readonly Embedding embedding = Embedding(tokens, c.Channels);
    private readonly Embedding? positions =
        c.Positions == Position.Learned ? Embedding(c.MaxLength, c.Channels) : null;
    private readonly Dropout dropout = Dropout(c.Dropout);

    /// <summary>The vectors of tokens.</summary>
    /// <param name="x">int64, shape [B, T].</param>
    /// <returns>Shape [B, T, C].</returns>
    public override Tensor forward(Tensor x)
    {
        var h = embedding.call(x);                                                // [B, T, C]
        if (positions is not null) h = h + positions.call(arange(x.shape[1], device: x.device));
        if (c.Positions == Position.Sinusoidal) h = h + SinusoidalEmbedding.Table(x.shape[1], c.Channels, x.device);
        return dropout.call(h);
    }
}

/// <summary>Two linear layers at each place by itself.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, eq. 2. Lesson 4.2.</remarks>
public sealed class FeedForward(TransformerConfig c) : Net<Tensor, Tensor>(nameof(FeedForward))
{
    private readonly Sequential net = Sequential(
        Linear(c.Channels, c.Hidden), ReLU(), Linear(c.Hidden, c.Channels));

    /// <summary>Each place thinks.</summary>
    /// <param name="x">Shape [B, T, C].</param>
    public override Tensor forward(Tensor x) => net.call(x);
}

/// <summary>One layer of the encoder: look around, then think.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, §3.1. Deviation: each part normalises what it reads, not what it
/// writes (pre-norm; Xiong et al. 2020, arXiv:2002.04745). Lesson 4.2.</remarks>
public sealed class EncoderLayer(TransformerConfig c) : Net<Tensor, Tensor?, Tensor>(nameof(EncoderLayer))
{
    private readonly LayerNorm norm1 = LayerNorm(c.Channels), norm2 = LayerNorm(c.Channels);
    private readonly MultiHeadAttention selfAttention =
        new(c.Channels, c.Heads, rotary: c.Positions == Position.Rotary);
    private readonly FeedForward feedForward = new(c);
    private readonly Dropout dropout = Dropout(c.Dropout);

    /// <summary>Looks around, then thinks.</summary>
    /// <param name="x">Shape [B, S, C].</param>
    /// <param name="mask">What is no padding, [B, 1, 1, S].</param>
    public override Tensor forward(Tensor x, Tensor? mask)
    {
        x = x + dropout.call(selfAttention.call(norm1.call(x), mask));
        return x + dropout.call(feedForward.call(norm2.call(x)));
    }

    /// <summary>The attention's weights, shape [B, H, S, S].</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor Weights(Tensor x, Tensor? mask) => selfAttention.Weights(norm1.call(x), mask: mask);
}

/// <summary>One layer of the decoder: look back at what is written, look over to the source, then think.</summary>
/// <remarks>As <see cref="EncoderLayer"/>, with the source in between. Lesson 4.2. Deviation: rotary positions turn
/// the queries and keys of the look to the source too, as if target place i belonged to source place i, which words
/// and their sounds nearly do; RoFormer (arXiv:2104.09864) turns those of self-attention only.</remarks>
public sealed class DecoderLayer(TransformerConfig c) : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(DecoderLayer))
{
    private readonly LayerNorm norm1 = LayerNorm(c.Channels), norm2 = LayerNorm(c.Channels),
        norm3 = LayerNorm(c.Channels);
    private readonly MultiHeadAttention selfAttention =
        new(c.Channels, c.Heads, c.Causal, c.Positions == Position.Rotary);
    private readonly MultiHeadAttention crossAttention =
        new(c.Channels, c.Heads, rotary: c.Positions == Position.Rotary);
    private readonly FeedForward feedForward = new(c);
    private readonly Dropout dropout = Dropout(c.Dropout);

    /// <summary>Looks back, looks over, then thinks.</summary>
    /// <param name="x">Shape [B, T, C].</param>
    /// <param name="memory">The encoder's output, shape [B, S, C].</param>
    /// <param name="mask">What of the memory is no padding, [B, 1, 1, S].</param>
    public override Tensor forward(Tensor x, Tensor memory, Tensor? mask)
    {
        x = x + dropout.call(selfAttention.call(norm1.call(x)));
        x = x + dropout.call(crossAttention.call(norm2.call(x), memory, mask, null));
        return x + dropout.call(feedForward.call(norm3.call(x)));
    }

    /// <summary>The weights of both attentions, shapes [B, H, T, T] and [B, H, T, S].</summary>
    /// <inheritdoc cref="forward"/>
    public (Tensor Self, Tensor Cross) Weights(Tensor x, Tensor memory, Tensor? mask)
    {
        var seen = norm1.call(x);
        var later = x + selfAttention.call(seen);
        return (selfAttention.Weights(seen), crossAttention.Weights(norm2.call(later), memory, mask));
    }
}
