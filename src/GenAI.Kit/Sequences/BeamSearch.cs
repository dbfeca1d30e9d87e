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
    /// <summary>The likeliest texts that the search finds.</summary>
    /// <param name="model">Who is asked, such as a <see cref="Transformer"/> that has read its source.</param>
    /// <param name="start">What each row begins with, int64, shape [B, T]; a transformer's begin with nothing, T = 0.
    /// </param>
    /// <param name="width">Beginnings that are kept; 1 is greedy writing.</param>
    /// <param name="longest">Tokens at most, the end included.</param>
    /// <param name="never">Tokens that are not written: by default padding and start of a
    /// <see cref="SymbolTokenizer"/>.</param>
    /// <param name="end">The token that ends a text, behind which <paramref name="pad"/> follows.</param>
    /// <param name="pad">What fills rows up.</param>
    /// <param name="cancellation">Asked before each token.</param>
    public static Beams Of(INextToken model, Tensor start, int width, int longest, long[]? never = null,
        long end = SymbolTokenizer.End, long pad = SymbolTokenizer.Pad, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var rules = new Rules(never ?? [SymbolTokenizer.Pad, SymbolTokenizer.Start], end, pad);
        var (rows, beginnings) = (start.shape[0], start.repeat_interleave(width, 0));            // [B·W, T]
        var found = Scope.Eval<Beams>(model.Model, () =>
        {
            var asked = model.Repeat(width);
            var logP = full([rows, width], double.NegativeInfinity, float32, start.device);
            logP[.., 0].fill_(0);                       // at first all texts are the same: only one may go on
            var texts = zeros(rows, width, 0, int64, device: start.device);
            while (texts.shape[2] < longest && !rules.Ended(texts).all().item<bool>())
            {
                cancellation.ThrowIfCancellationRequested();
                using var step = NewDisposeScope();
                var logits = asked.Next(cat([beginnings, texts.flatten(0, 1)], 1));              // [B·W, K]
                (texts, logP) = Best(texts, logP, rules.NextLogP(texts, logits));
                step.MoveToOuter(texts, logP);
            }
            return new(texts, logP);
        });
        scope.MoveToOuter(found.Texts, found.LogP);
        return found;
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

    private sealed record Rules(long[] Never, long End, long Pad)
    {
        public Tensor Ended(Tensor texts) => texts.eq(End).any(2);                // [B, W]

        /// <summary>log p of each next token, shape [B, W, K]: after the end only padding, for nothing.</summary>
        public Tensor NextLogP(Tensor texts, Tensor logits)
        {
            var padding = full_like(logits[..1], double.NegativeInfinity);        // [1, K]
            padding[0, Pad].fill_(0);
            var next = functional.log_softmax(logits, 1);
            foreach (var token in Never) next[.., token].fill_(double.NegativeInfinity);
            return where(Ended(texts).reshape(-1, 1), padding, next).reshape(texts.shape[0], texts.shape[1], -1);
        }
    }
}
