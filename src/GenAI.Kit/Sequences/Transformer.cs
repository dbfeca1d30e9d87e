using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>Shape of a <see cref="Transformer"/>.</summary>
/// <param name="SourceTokens">Size of the vocabulary of what is read.</param>
/// <param name="TargetTokens">Of what is written.</param>
/// <param name="Channels">Length of the vector at each place.</param>
/// <param name="Heads">Attentions side by side.</param>
/// <param name="Layers">Of the encoder, and as many of the decoder.</param>
/// <param name="Hidden">Units between the two linear layers.</param>
/// <param name="Dropout">Of embeddings and of what each part adds. Deviation: none on the attention's weights, which
/// the fused kernel never shows.</param>
/// <param name="Positions">How places are known.</param>
/// <param name="MaxLength">The longest sequence that learned positions know.</param>
/// <param name="Causal">No target sees what comes after it. Lesson 4.2 breaks it.</param>
public sealed record TransformerConfig(
    int SourceTokens, int TargetTokens, int Channels = 64, int Heads = 4, int Layers = 2, int Hidden = 256,
    double Dropout = 0.1, Position Positions = Position.Rotary, int MaxLength = 64,
    bool Causal = true);

/// <summary>What each head looks at, layer by layer.</summary>
/// <param name="Encoder">Source at source, shape [L, B, H, S, S].</param>
/// <param name="Decoder">Target at what is written before it, shape [L, B, H, T, T].</param>
/// <param name="Cross">Target at source, shape [L, B, H, T, S].</param>
public sealed record AttentionMaps(Tensor Encoder, Tensor Decoder, Tensor Cross);

/// <summary>Reads one sequence and writes another: p(target | source) as a product over the target's tokens.
/// </summary>
/// <remarks>
/// Vaswani et al. 2017, arXiv:1706.03762. Lesson 4.2. Deviations: pre-norm (arXiv:2002.04745), other positions to
/// choose from, input and output embeddings not tied. Tokens are those of <see cref="SymbolTokenizer"/>: each
/// sequence ends with 2, then 0 pads; the 1 that stands before a target is put there by the model.
/// </remarks>
public sealed class Transformer(TransformerConfig c) : Net<Tensor, Tensor, Tensor>(nameof(Transformer))
{
    private readonly TokenEmbedding sourceEmbedding = new(c.SourceTokens, c),
        targetEmbedding = new(c.TargetTokens, c);
    private readonly ModuleList<EncoderLayer> encoder =
        ModuleList([.. Enumerable.Range(0, c.Layers).Select(_ => new EncoderLayer(c))]);
    private readonly ModuleList<DecoderLayer> decoder =
        ModuleList([.. Enumerable.Range(0, c.Layers).Select(_ => new DecoderLayer(c))]);
    private readonly LayerNorm encoderNorm = LayerNorm(c.Channels), decoderNorm = LayerNorm(c.Channels);
    private readonly Linear output = Linear(c.Channels, c.TargetTokens);

    /// <summary>Its shape.</summary>
    public TransformerConfig Config => c;

    /// <summary>Reads the source, and says of each target token what it may be.</summary>
    /// <param name="source">int64, shape [B, S].</param>
    /// <param name="target">int64, shape [B, T].</param>
    /// <returns>Logits of each target token, given the source and the tokens before it: shape [B, T, K].</returns>
    public override Tensor forward(Tensor source, Tensor target) =>
        Decode(Encode(source), Mask.Padding(source), target[.., ..^1]);

    /// <summary>The source as vectors that know of each other, shape [B, S, C].</summary>
    /// <param name="source">int64, shape [B, S].</param>
    public Tensor Encode(Tensor source)
    {
        source.Require(nameof(Transformer), -1, -1);
        var (h, mask) = (sourceEmbedding.call(source), Mask.Padding(source));
        foreach (var layer in encoder) h = layer.call(h, mask);
        return encoderNorm.call(h);
    }

    /// <summary>Logits of the first token and of the one after each token written so far.</summary>
    /// <param name="memory">Of <see cref="Encode"/>, shape [B, S, C].</param>
    /// <param name="mask">Of <see cref="Mask.Padding"/>, shape [B, 1, 1, S].</param>
    /// <param name="written">int64, shape [B, T]; T = 0 at the start.</param>
    /// <returns>Shape [B, T + 1, K].</returns>
    public Tensor Decode(Tensor memory, Tensor mask, Tensor written)
    {
        memory.Require(nameof(Transformer), -1, -1, c.Channels);
        written.Require(nameof(Transformer), -1, -1);
        var h = targetEmbedding.call(Shift(written));                                     // [B, T + 1, C]
        foreach (var layer in decoder) h = layer.call(h, memory, mask);
        return output.call(decoderNorm.call(h));
    }

    /// <summary>−log p(target | source), the mean over the target's tokens, in nats per token.</summary>
    /// <param name="source">int64, shape [B, S].</param>
    /// <param name="target">int64, shape [B, T].</param>
    /// <param name="smoothing">So much of the right answer's probability is spread over all tokens, §5.4.</param>
    /// <param name="groups">The batch is sorted by length and cut into so many parts, each padded by itself: the same
    /// number, sooner.</param>
    public Tensor Loss(Tensor source, Tensor target, double smoothing = 0, int groups = 1)
    {
        var sums = source.ne(SymbolTokenizer.Pad).sum(dim: 1).argsort().chunk(groups).Select(rows =>
        {
            var (from, to) = (SymbolTokenizer.Trim(source[rows]), SymbolTokenizer.Trim(target[rows]));
            return functional.cross_entropy(call(from, to).flatten(0, 1), to.flatten(),
                ignore_index: SymbolTokenizer.Pad, reduction: Reduction.Sum, label_smoothing: smoothing);
        });
        return stack([.. sums]).sum() / target.ne(SymbolTokenizer.Pad).sum();
    }

    /// <summary>The model when it has read its source, without gradients and dropout, ready to be asked for one token
    /// after another.</summary>
    /// <param name="source">int64, shape [B, S].</param>
    public INextToken Given(Tensor source) =>
        new Reader(this, Scope.Eval(this, () => Encode(source)), Mask.Padding(source));

    /// <summary>Writes the likeliest token, then the likeliest after that, and so on to the end.</summary>
    /// <param name="source">int64, shape [B, S].</param>
    /// <param name="longest">Tokens at most, the end included.</param>
    /// <param name="cancellation">Asked before each token.</param>
    /// <returns>int64, shape [B, T], T at most <paramref name="longest"/>; padded after the end.</returns>
    public Tensor Greedy(Tensor source, int longest, CancellationToken cancellation = default) =>
        Scope.Eval(this, () => Decoding.Write(Given(source), zeros(source.shape[0], 0, int64, device: source.device),
            longest, logits => logits[.., (int)SymbolTokenizer.End..].argmax(1) + SymbolTokenizer.End,
            SymbolTokenizer.End, SymbolTokenizer.Pad, cancellation: cancellation));

    /// <summary>What each head looks at while the target is written, without dropout.</summary>
    /// <param name="source">int64, shape [B, S].</param>
    /// <param name="target">int64, shape [B, T].</param>
    public AttentionMaps Maps(Tensor source, Tensor target)
    {
        using var scope = NewDisposeScope();
        var maps = Scope.Eval<AttentionMaps>(this, () => Look(source, target));
        scope.MoveToOuter(maps.Encoder, maps.Decoder, maps.Cross);
        return maps;
    }

    private AttentionMaps Look(Tensor source, Tensor target)
    {
        var (h, mask) = (sourceEmbedding.call(source), Mask.Padding(source));
        var (encoderMaps, selfMaps, crossMaps) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        foreach (var layer in encoder)
        {
            encoderMaps.Add(layer.Weights(h, mask));
            h = layer.call(h, mask);
        }
        var (memory, g) = (encoderNorm.call(h), targetEmbedding.call(Shift(target[.., ..^1])));
        foreach (var layer in decoder)
        {
            var (self, cross) = layer.Weights(g, memory, mask);
            selfMaps.Add(self);
            crossMaps.Add(cross);
            g = layer.call(g, memory, mask);
        }
        return new(stack(encoderMaps), stack(selfMaps), stack(crossMaps));
    }

    private static Tensor Shift(Tensor written) =>
        functional.pad(written, [1, 0], value: SymbolTokenizer.Start);            // [B, T + 1]

    private sealed record Reader(Transformer Of, Tensor Memory, Tensor Padding) : INextToken
    {
        public Module Model => Of;

        public Tensor Next(Tensor written) => Of.Decode(Memory, Padding, written)[.., ^1];

        public INextToken Repeat(int times) =>
            this with { Memory = Memory.repeat_interleave(times, 0), Padding = Padding.repeat_interleave(times, 0) };
    }
}
