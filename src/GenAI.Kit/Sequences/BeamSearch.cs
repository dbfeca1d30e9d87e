using GenAI.Kit.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>What a beam search found, the likeliest first.</summary>
/// <param name="Texts">int64, shape [B, width, T], padded after the end.</param>
/// <param name="LogP">log p(text | source) in nats, shape [B, width].</param>
public sealed record Beams(Tensor Texts, Tensor LogP);

/// <summary>Keeps the likeliest few beginnings at every step, where greedy writing keeps one.</summary>
/// <remarks>Sutskever, Vinyals and Le 2014, arXiv:1409.3215, §3.2. Lesson 4.2. Deviation: an ended text stays among
/// the few until all have ended; lengths are not corrected for.</remarks>
public static class BeamSearch
{
    /// <param name="model">p(target | source).</param>
    /// <param name="source">int64, shape [B, S].</param>
    /// <param name="width">Beginnings that are kept; 1 is greedy writing.</param>
    /// <param name="longest">Tokens at most, the end included.</param>
    /// <param name="cancellation">Asked before each token.</param>
    public static Beams Of(Transformer model, Tensor source, int width, int longest,
        CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var rows = source.shape[0];
        var found = Scope.Eval<Beams>(model, () =>
        {
            var memory = model.Encode(source).repeat_interleave(width, 0);        // [B·W, S, C]
            var mask = Mask.Real(source).repeat_interleave(width, 0);
            var logP = full([rows, width], double.NegativeInfinity, float32);     // at first all texts are the same:
            logP[.., 0] = 0;                                                      // only one may go on
            var texts = zeros(rows, width, 0, int64);
            while (texts.shape[2] < longest && !Ended(texts).all().item<bool>())
            {
                cancellation.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                var logits = model.Decode(memory, mask, texts.flatten(0, 1))[.., ^1];            // [B·W, K]
                (texts, logP) = Best(texts, logP, NextLogP(texts, logits));
                step.MoveToOuter(texts, logP);
            }
            return new(texts, logP);
        });
        scope.MoveToOuter(found.Texts, found.LogP);
        return found;
    }

    /// <summary>log p of each next token, shape [B, W, K]: after the end only padding, for nothing.</summary>
    private static Tensor NextLogP(Tensor texts, Tensor logits)
    {
        var padding = full_like(logits[..1], double.NegativeInfinity);            // [1, K]
        var next = functional.log_softmax(logits, 1);
        next[.., ..(int)SymbolTokenizer.End] = double.NegativeInfinity;           // neither padding nor start
        padding[0, SymbolTokenizer.Pad] = 0;
        return where(Ended(texts).reshape(-1, 1), padding, next).reshape(texts.shape[0], texts.shape[1], -1);
    }

    /// <summary>The likeliest of all continuations of all beginnings.</summary>
    private static (Tensor Texts, Tensor LogP) Best(Tensor texts, Tensor logP, Tensor next)
    {
        var width = (int)texts.shape[1];
        var (best, at) = (logP.unsqueeze(2) + next).flatten(1).topk(width, 1);    // [B, W], of W·K
        var parent = at.div(next.shape[2], RoundingMode.floor).unsqueeze(2).expand(-1, -1, texts.shape[2]);
        var token = at.remainder(next.shape[2]).unsqueeze(2);
        return (cat([texts.gather(1, parent), token], 2), best);
    }

    private static Tensor Ended(Tensor texts) => texts.eq(SymbolTokenizer.End).any(2);           // [B, W]
}
