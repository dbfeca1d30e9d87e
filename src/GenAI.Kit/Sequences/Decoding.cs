using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>Ways to choose the next token from a model's logits. Lesson 4.3.</summary>
public static class Decoding
{
    /// <summary>The likeliest: [B].</summary>
    /// <param name="logits">Shape [B, V].</param>
    public static Tensor Greedy(Tensor logits) => logits.argmax(1);

    /// <summary>Draws one: [B].</summary>
    /// <param name="logits">Shape [B, V].</param>
    /// <param name="temperature">Logits are divided by it: 1 draws from the model, below 1 the likelier tokens come
    /// more often.</param>
    /// <param name="topK">Only among that many likeliest; 0: among all.</param>
    /// <param name="topP">Only among the fewest likeliest that have this probability together; 1: among all.</param>
    public static Tensor Draw(Tensor logits, double temperature = 1, int topK = 0, double topP = 1) =>
        Probabilities(logits, temperature, topK, topP).multinomial(1).squeeze(1);

    /// <summary>What <see cref="Draw"/> draws from: [B, V], rows sum to 1.</summary>
    /// <remarks>Top-k: Fan, Lewis and Dauphin 2018, arXiv:1805.04833. Top-p, or nucleus: Holtzman et al. 2019,
    /// arXiv:1904.09751, eq. 2 and 3.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not above 0, or topP not within
    /// (0, 1].</exception>
    public static Tensor Probabilities(Tensor logits, double temperature = 1, int topK = 0, double topP = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(topP);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topP, 1);
        var (sorted, order) = (logits / temperature).sort(1, descending: true);
        var p = sorted.softmax(1);
        if (topK > 0 && topK < p.shape[1]) p[.., topK..].fill_(0);
        p = p / p.sum(dim: 1, keepdim: true);
        var before = p.cumsum(1) - p;                                       // probability of all likelier ones
        if (topP < 1) p = p.masked_fill(before.ge(topP), 0);
        return zeros_like(p).scatter(1, order, p / p.sum(dim: 1, keepdim: true));
    }

    /// <summary>Writes token after token: asks for what comes next, chooses, appends.</summary>
    /// <param name="model">Who is asked.</param>
    /// <param name="start">What each row begins with, int64, shape [B, T].</param>
    /// <param name="count">Tokens to append, at most.</param>
    /// <param name="draw">From logits [B, V] to tokens [B]: one of the ways above; null: <see cref="Draw"/>.</param>
    /// <param name="end">Behind this token a row is over; writing stops where all are. Null: none.</param>
    /// <param name="pad">What follows in rows that are over.</param>
    /// <param name="watch">Is shown the number of each new token, from 0, and a copy of it, [B], which is the
    /// caller's.</param>
    /// <param name="cancellation">Asked before each token.</param>
    /// <returns>Without the start, int64, shape [B, n], n at most count.</returns>
    public static Tensor Write(INextToken model, Tensor start, int count, Func<Tensor, Tensor>? draw = null,
        long? end = null, long pad = 0, Action<int, Tensor>? watch = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var (choose, over) = (draw ?? (logits => Draw(logits)), false);
        var all = Scope.Eval<Tensor>(model.Model, () => Scope.Fold(start, Enumerable.Range(0, count), (text, n) =>
        {
            if (over) return text;
            var next = choose(model.Next(text));                            // [B]
            if (end is { } last)
            {
                var ended = text[.., (int)start.shape[1]..].eq(last).any(1);
                next = next.masked_fill(ended, pad);
                over = ended.logical_or(next.eq(last)).all().item<bool>();
            }
            watch?.Invoke(n, next.clone().MoveToOuterDisposeScope());
            return cat([text, next.unsqueeze(1)], 1);
        }, cancellation));
        var written = all[.., (int)start.shape[1]..];
        if (!ReferenceEquals(all, start)) all.Dispose();
        return written;
    }
}
