using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>What all models of the next token share: rows to learn from, and the loss.</summary>
/// <remarks>A text is a row x₀ … x_T; the model reads x₀ … x_t and says what x_{t+1} may be, at all places at once.
/// Lessons 4.1 and 4.3.</remarks>
public static class NextToken
{
    /// <summary>In place of a next token where a row is already over: the loss leaves it out.</summary>
    public const long Ignored = -100;

    /// <summary>Short texts as rows of one length. Token 0 begins and ends each: "ann" is read as 0ann and to be
    /// continued by ann0.</summary>
    /// <param name="texts">They don't contain token 0's character.</param>
    /// <param name="tokenizer">Of their characters.</param>
    /// <returns>What is read and what comes next, int64, both [N, length of the longest + 1]; behind the end 0 and
    /// <see cref="Ignored"/>.</returns>
    public static (Tensor X, Tensor Y) Rows(IReadOnlyList<string> texts, CharTokenizer tokenizer)
    {
        using var _ = NewDisposeScope();
        var width = texts.Max(text => text.Length) + 1;
        var x = zeros(texts.Count, width, int64);
        var y = full([texts.Count, width], Ignored, int64);
        for (var n = 0; n < texts.Count; n++)
        {
            using var scope = NewDisposeScope();
            var length = texts[n].Length;
            y[n, length] = 0;                                                     // then the text is over
            if (length == 0) continue;
            var tokens = tokenizer.Encode(texts[n]);
            x[n, 1..(length + 1)] = tokens;                                       // behind the start
            y[n, ..length] = tokens;
        }
        return (x.MoveToOuterDisposeScope(), y.MoveToOuterDisposeScope());
    }

    /// <summary>The texts of rows of tokens, each up to its first 0.</summary>
    /// <param name="rows">Without the 0 that begins them, int64, shape [N, T].</param>
    public static string[] Texts(Tensor rows, CharTokenizer tokenizer) =>
        [.. rows.Longs().Chunk((int)rows.shape[1])
            .Select(row => tokenizer.Decode(row.TakeWhile(token => token != 0)))];

    /// <summary>−log p(next token), the mean over all that there are, in nats per token.</summary>
    /// <param name="logits">Shape [B, T, V].</param>
    /// <param name="next">int64, shape [B, T]; <see cref="Ignored"/> where nothing comes.</param>
    public static Tensor Loss(Tensor logits, Tensor next) =>
        nn.functional.cross_entropy(logits.flatten(0, 1), next.flatten(), ignore_index: Ignored);
}
