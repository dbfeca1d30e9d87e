using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>What all models of the next token share: rows to learn from, the loss, and the loop that
/// writes.</summary>
/// <remarks>A text is a row x₀ … x_T; the model reads x₀ … x_t and says what x_{t+1} may be, at all places at once.
/// Lessons 4.1 and 4.3.</remarks>
public static class NextToken
{
    /// <summary>In place of a next token where a row is already over: the loss leaves it out.</summary>
    public const long None = -100;

    /// <summary>Short texts as rows of one length. Token 0 begins and ends each: "ann" is read as 0ann and to be
    /// continued by ann0.</summary>
    /// <param name="texts">They don't contain token 0's character.</param>
    /// <param name="tokenizer">Of their characters.</param>
    /// <returns>What is read and what comes next, int64, both [N, length of the longest + 1]; behind the end 0 and
    /// <see cref="None"/>.</returns>
    public static (Tensor X, Tensor Y) Rows(IReadOnlyList<string> texts, CharTokenizer tokenizer)
    {
        using var _ = NewDisposeScope();
        var width = texts.Max(text => text.Length) + 1;
        var x = zeros(texts.Count, width, int64);
        var y = full([texts.Count, width], None, int64);
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
        [.. rows.contiguous().data<long>().ToArray().Chunk((int)rows.shape[1])
            .Select(row => tokenizer.Decode(row.TakeWhile(token => token != 0)))];

    /// <summary>−log p(next token), the mean over all that there are, in nats per token.</summary>
    /// <param name="logits">Shape [B, T, V].</param>
    /// <param name="next">int64, shape [B, T]; <see cref="None"/> where nothing comes.</param>
    public static Tensor Loss(Tensor logits, Tensor next) =>
        nn.functional.cross_entropy(logits.flatten(0, 1), next.flatten(), ignore_index: None);

    /// <summary>Writes token after token: reads all so far, draws one from the last place's probabilities, appends
    /// it.</summary>
    /// <param name="model">From tokens [B, T] to logits [B, T, V].</param>
    /// <param name="start">What each row begins with, int64, shape [B, T].</param>
    /// <param name="count">Tokens to append.</param>
    /// <param name="temperature">Logits are divided by it: 1 draws from the model, below 1 the likelier tokens come
    /// more often.</param>
    /// <param name="cancellation">Asked before each token.</param>
    /// <returns>Without the start, int64, shape [B, count].</returns>
    public static Tensor Sample(nn.Module<Tensor, Tensor> model, Tensor start, int count, double temperature = 1,
                                CancellationToken cancellation = default) => Scope.Eval(model, () =>
        Scope.Fold(start, Enumerable.Range(0, count), (tokens, _) =>
        {
            var logits = model.call(tokens)[.., -1] / temperature;                // [B, V]
            return cat([tokens, nn.functional.softmax(logits, 1).multinomial(1)], 1);
        }, cancellation)[.., (int)start.shape[1]..]);
}
