using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Multimodal;

/// <summary>Shape of a <see cref="CaptionDecoder"/>.</summary>
/// <param name="Tokens">Size of the vocabulary.</param>
/// <param name="Width">Channels of a token, and of each patch that it looks at; a multiple of the heads.</param>
/// <param name="Depth">Layers.</param>
/// <param name="Heads">Of each attention.</param>
/// <param name="MaxLength">Tokens of the longest sentence, the start included.</param>
public sealed record CaptionDecoderConfig(
    int Tokens, int Width = 128, int Depth = 2, int Heads = 4, int MaxLength = 64)
{
    internal TransformerConfig Layer =>
        new(Tokens, Tokens, Width, Heads, Depth, 4 * Width, Dropout: 0, Position.Learned, MaxLength);
}

/// <summary>Writes of what it sees, token by token: each looks back at the sentence and over to the patches. It
/// captions, and it answers questions: the question is the beginning of its sentence.</summary>
/// <remarks>Li et al. 2022, arXiv:2201.12086 (BLIP), §3.1. Lesson 4.4. Deviations: the layers are those of lesson 4.2
/// (pre-norm, rectified units); a question is the sentence's beginning, where BLIP has an encoder of its own for it.
/// Tokens are those of <see cref="SymbolTokenizer"/>.</remarks>
public sealed class CaptionDecoder(CaptionDecoderConfig c) : Net<Tensor, Tensor, Tensor>(nameof(CaptionDecoder))
{
    private readonly TokenEmbedding embedding = new(c.Tokens, c.Layer);
    private readonly ModuleList<DecoderLayer> layers =
        new([.. Enumerable.Range(0, c.Depth).Select(_ => new DecoderLayer(c.Layer))]);
    private readonly LayerNorm norm = LayerNorm(c.Width);
    private readonly Linear output = Linear(c.Width, c.Tokens);

    /// <summary>Its shape.</summary>
    public CaptionDecoderConfig Config => c;

    /// <summary>What each token of a sentence may be, given the picture and the tokens before it.</summary>
    /// <param name="memory">The patches, of <see cref="VisionTransformer"/>, shape [B, S, W].</param>
    /// <param name="tokens">int64, shape [B, T].</param>
    /// <returns>Logits, shape [B, T, K].</returns>
    public override Tensor forward(Tensor memory, Tensor tokens) => Logits(memory, tokens[.., ..^1]);

    /// <summary>Logits of the first token and of the one after each token written so far.</summary>
    /// <param name="memory">The patches, shape [B, S, W].</param>
    /// <param name="written">int64, shape [B, T]; T = 0 at the start.</param>
    /// <returns>Shape [B, T + 1, K].</returns>
    public Tensor Logits(Tensor memory, Tensor written) => Project(States(memory, written));

    /// <summary>−log p(sentence | picture), the mean over its tokens, in nats per token.</summary>
    /// <param name="memory">The patches, shape [B, S, W].</param>
    /// <param name="tokens">int64, shape [B, T]; padding counts nothing.</param>
    /// <param name="from">For each row its first token that counts, int64, shape [B]: those before it are a question.
    /// Null: all count.</param>
    public Tensor Loss(Tensor memory, Tensor tokens, Tensor? from = null) =>
        LossOf(call(memory, tokens), tokens, from);

    /// <summary>The same from logits.</summary>
    internal static Tensor LossOf(Tensor logits, Tensor tokens, Tensor? from = null)
    {
        var counts = tokens.ne(SymbolTokenizer.Pad);
        if (from is not null) counts &= arange(tokens.shape[1], device: tokens.device).ge(from.unsqueeze(1));
        return NextToken.Loss(logits, tokens.masked_fill(counts.logical_not(), NextToken.Ignored));
    }

    /// <summary>The vector at the start and at each token, from which the next is foretold: the last one has read all
    /// of the sentence.</summary>
    /// <param name="memory">The patches, shape [B, S, W].</param>
    /// <param name="written">int64, shape [B, T].</param>
    /// <returns>Shape [B, T + 1, W].</returns>
    public Tensor States(Tensor memory, Tensor written)
    {
        memory.Require(nameof(CaptionDecoder), -1, -1, c.Width);
        written.Require(nameof(CaptionDecoder), -1, -1);
        if (written.shape[1] >= c.MaxLength)
            throw new ArgumentException($"CaptionDecoder knows {c.MaxLength} places with the start, not "
                + $"{written.shape[1] + 1}.");
        var h = embedding.call(Shift(written));                                   // [B, T + 1, W]
        foreach (var layer in layers) h = layer.call(h, memory, null);
        return norm.call(h);
    }

    /// <summary>Logits from such vectors.</summary>
    internal Tensor Project(Tensor states) => output.call(states);

    /// <summary>The decoder before a picture, ready to be asked for one token after another.</summary>
    /// <param name="memory">The patches, shape [B, S, W].</param>
    public INextToken Given(Tensor memory) => new Reader(this, memory);

    /// <summary>Where each token looked when it was written: the last layer's weights, the mean of its
    /// heads.</summary>
    /// <param name="memory">The patches, shape [B, S, W].</param>
    /// <param name="tokens">int64, shape [B, T].</param>
    /// <returns>Each row sums to 1, shape [B, T, S]. No gradient.</returns>
    public Tensor Maps(Tensor memory, Tensor tokens) => Scope.Eval(this, () =>
    {
        var h = embedding.call(Shift(tokens[.., ..^1]));
        foreach (var layer in layers.Take(c.Depth - 1)) h = layer.call(h, memory, null);
        return layers[^1].Weights(h, memory, null).Cross.mean([1]);
    });

    private static Tensor Shift(Tensor written) => functional.pad(written, [1, 0], value: SymbolTokenizer.Start);

    private sealed record Reader(CaptionDecoder Of, Tensor Memory) : INextToken
    {
        public Module Model => Of;

        public Tensor Next(Tensor written) => Of.Logits(Memory, written)[.., ^1];

        public INextToken Repeat(int times) => this with { Memory = Memory.repeat_interleave(times, 0) };
    }
}
