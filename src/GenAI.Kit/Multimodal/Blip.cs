using GenAI.Kit.Sequences;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Multimodal;

/// <summary>Shape of a <see cref="Blip"/>.</summary>
/// <param name="Contrast">Of the two towers.</param>
/// <param name="Decoder">Of the part that tells; as wide as the tower that looks.</param>
public sealed record BlipConfig(ContrastiveModelConfig Contrast, CaptionDecoderConfig Decoder);

/// <summary>What <see cref="Blip"/> says of pictures and sentences after one look.</summary>
/// <param name="Contrast">Of picture i with sentence j, logits, shape [B, B].</param>
/// <param name="Match">Whether each sentence fits its picture, a logit, shape [B].</param>
/// <param name="Tell">What each token may be, given the picture and the tokens before it: logits, shape
/// [B, T, K].</param>
public readonly record struct BlipAnswers(Tensor Contrast, Tensor Match, Tensor Tell);

/// <summary>Sees once and does three things with it: finds the sentence that belongs to a picture, tells whether a
/// sentence fits, and writes one.</summary>
/// <remarks>Li et al. 2022, arXiv:2201.12086. Lesson 4.4. Deviations: no momentum encoder, no filtering of captions;
/// the parts that read and write share no weights; the paper's matching part looks both ways and has two classes,
/// ours is the decoder itself, which answers with one logit at the sentence's end; hard negatives are sought for
/// pictures only; contrast is SigLIP's unless asked otherwise.</remarks>
public sealed class Blip(BlipConfig c) : Net<Tensor, Tensor, BlipAnswers>(nameof(Blip))
{
    private readonly ContrastiveModel contrast = new(c.Contrast);
    private readonly CaptionDecoder decoder = new(c.Decoder);
    private readonly Linear match = Linear(c.Decoder.Width, 1);

    /// <summary>Its shape.</summary>
    public BlipConfig Config => c;

    /// <summary>The two towers.</summary>
    public ContrastiveModel Contrast => contrast;

    /// <summary>What tells.</summary>
    public CaptionDecoder Decoder => decoder;

    /// <summary>One look, three answers.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="tokens">A sentence for each, int64, shape [B, T].</param>
    public override BlipAnswers forward(Tensor x, Tensor tokens) => Answers(EncodePatches(x), tokens);

    /// <summary>The patches of pictures as vectors, differentiable.</summary>
    /// <param name="x">In [0, 1], shape [B, C, S, S].</param>
    /// <returns>Shape [B, T, W].</returns>
    public Tensor EncodePatches(Tensor x)
    {
        var v = c.Contrast.Vision;
        return contrast.Vision.call(x.Require(nameof(Blip), -1, v.Channels, v.Side, v.Side));
    }

    /// <summary>The three losses added, in nats: contrast (per picture), match (per sentence, right and wrong ones as
    /// often) and tell (per sentence, its tokens summed up).</summary>
    /// <remarks>§3.2. The wrong sentence of a picture is one of the batch, drawn the oftener the more it seems to
    /// fit.</remarks>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S], at least two.</param>
    /// <param name="tokens">A sentence for each, int64, shape [B, T]: so full that it fits no other picture of the
    /// batch, or nearly none. Equal ones don't count as wrong for each other.</param>
    /// <exception cref="ArgumentException">One picture alone, or only equal sentences: nothing is wrong for
    /// them.</exception>
    public Tensor Loss(Tensor x, Tensor tokens)
    {
        var memory = EncodePatches(x);
        var answers = Answers(memory, tokens);
        var wrong = Match(memory, tokens.index_select(0, HardNegatives(answers.Contrast, tokens)));
        var fits = functional.softplus(-answers.Match).mean() + functional.softplus(wrong).mean();   // −log σ(±)
        var length = tokens.ne(SymbolTokenizer.Pad).sum() / (double)tokens.shape[0];             // mean, in tokens
        return contrast.LossOf(answers.Contrast) + fits / 2 + length * CaptionDecoder.LossOf(answers.Tell, tokens);
    }

    /// <summary>Does the sentence fit the picture?</summary>
    /// <param name="memory">Of <see cref="EncodePatches"/>, shape [B, S, W].</param>
    /// <param name="tokens">A whole sentence each, with its end; int64, shape [B, T].</param>
    /// <returns>A logit, above 0: it fits; shape [B].</returns>
    public Tensor Match(Tensor memory, Tensor tokens) => Fits(decoder.States(memory, tokens), tokens);

    /// <summary>−log p(sentence | picture) alone, or of an answer after its question: see
    /// <see cref="CaptionDecoder.Loss"/>.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="tokens">int64, shape [B, T].</param>
    /// <param name="from">For each row its first token that counts, int64, shape [B]; null: all count.</param>
    public Tensor CaptionLoss(Tensor x, Tensor tokens, Tensor? from = null) =>
        decoder.Loss(EncodePatches(x), tokens, from);

    /// <summary>Writes the likeliest token, then the likeliest after that, and so on to the end.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="question">What each row begins with, without an end or padding: questions of one length at a
    /// time; int64, shape [B, T]. Null: nothing.</param>
    /// <param name="longest">Tokens at most, the end included.</param>
    /// <param name="cancellation">Asked before each token.</param>
    /// <returns>What was written, int64, shape [B, n]; padded behind the end.</returns>
    /// <exception cref="ArgumentException">A question holds an end or padding.</exception>
    public Tensor Greedy(
        Tensor x, Tensor? question = null, int longest = 48, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var start = question ?? zeros(x.shape[0], 0, int64, device: x.device);
        if (start.le(SymbolTokenizer.End).any().item<bool>())
            throw new ArgumentException("A question holds an end or padding: ask questions of one length at a time.");
        var room = Math.Min(longest, c.Decoder.MaxLength - (int)start.shape[1]);
        return scope.MoveToOuter(Scope.Eval(this, () => Decoding.Write(decoder.Given(EncodePatches(x)), start, room,
            logits => logits[.., (int)SymbolTokenizer.End..].argmax(1) + SymbolTokenizer.End,
            SymbolTokenizer.End, SymbolTokenizer.Pad, cancellation: cancellation)));
    }

    private BlipAnswers Answers(Tensor memory, Tensor tokens)
    {
        var states = decoder.States(memory, tokens);                              // [B, T + 1, W]
        return new(contrast.Logits(contrast.Pool(memory), contrast.EncodeText(tokens)), Fits(states, tokens),
            decoder.Project(states[.., ..^1]));
    }

    // Read where the sentence is over; the start counts as one.
    private Tensor Fits(Tensor states, Tensor tokens)
    {
        var end = tokens.ne(SymbolTokenizer.Pad).sum(1).view(-1, 1, 1).expand(-1, 1, states.shape[2]);
        return match.call(states.gather(1, end).squeeze(1)).squeeze(1);           // [B]
    }

    // For each picture the number of another one's sentence, another than its own.
    private static Tensor HardNegatives(Tensor logits, Tensor tokens)
    {
        using var _ = no_grad();
        var same = tokens.unsqueeze(0).eq(tokens.unsqueeze(1)).all(2);            // [B, B], its own among them
        if (same.all(1).any().item<bool>())
            throw new ArgumentException("Blip.Loss needs two pictures with different sentences at least.");
        return logits.detach().masked_fill(same, float.NegativeInfinity).softmax(1).multinomial(1).squeeze(1);
    }
}
