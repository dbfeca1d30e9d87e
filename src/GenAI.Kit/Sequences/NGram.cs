using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>How an <see cref="NGram"/> turns counts into probabilities.</summary>
/// <param name="Tokens">Size of the vocabulary, V.</param>
/// <param name="Order">n: the next token follows from the n − 1 before it; Vⁿ must be below 2⁵³.</param>
/// <param name="Add">α: added to each count.</param>
/// <param name="BackOff">κ: weight of the next shorter context, as if it had been counted so often; 0: shorter
/// contexts aren't asked.</param>
public sealed record NGramConfig(int Tokens, int Order = 2, double Add = 0, double BackOff = 0);

/// <summary>p(next token | the n − 1 before it), by counting.</summary>
/// <remarks>
/// Shannon 1948, "A Mathematical Theory of Communication", §3. Add-α: Lidstone 1920. Back-off: the shorter context's
/// probability as a prior, MacKay and Peto 1995, "A hierarchical Dirichlet language model", down to equal
/// probabilities. Before its start a text is token 0. Lesson 4.1.
/// </remarks>
public sealed class NGram(NGramConfig c)
{
    // A context of k tokens is one number: its digits to the base V, the last token first.
    private readonly long[] power = [.. Enumerable.Range(0, c.Order).Select(k => (long)Math.Pow(c.Tokens, k))];

    // By the context's length: how often it was seen, and how often with which token behind it.
    private readonly Dictionary<long, int>[] totals = [.. new int[c.Order].Select(_ => new Dictionary<long, int>())];
    private readonly Dictionary<long, int>[] counts = [.. new int[c.Order].Select(_ => new Dictionary<long, int>())];

    /// <summary>How many contexts of n − 1 tokens were seen.</summary>
    public int Contexts => totals[^1].Count;

    /// <summary>Counts what follows what, for contexts of all lengths up to n − 1.</summary>
    /// <param name="x">Tokens read, int64, shape [N, T].</param>
    /// <param name="y">Those that come next, int64, shape [N, T]; <see cref="NextToken.Ignored"/> where nothing
    /// does.</param>
    public NGram Fit(Tensor x, Tensor y)
    {
        Visit(x, y, (contexts, next) =>
        {
            for (var k = 0; k < c.Order; k++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(totals[k], contexts[k], out _)++;
                CollectionsMarshal.GetValueRefOrAddDefault(counts[k], contexts[k] * c.Tokens + next, out _)++;
            }
        });
        return this;
    }

    /// <summary>−log p(next token), the mean over tokens, in nats; infinite if one had the probability 0.</summary>
    public double Loss(Tensor x, Tensor y)
    {
        var (sum, number) = (0.0, 0L);
        Visit(x, y, (contexts, next) =>
            (sum, number) = (sum - Math.Log(P(contexts, next, c.Order - 1)), number + 1));
        return sum / number;
    }

    /// <summary>p(next | context) of every token; equal ones in a context never seen, if nothing is
    /// smoothed.</summary>
    /// <param name="context">The tokens before, the last one last; of more than n − 1 the last count.</param>
    public double[] Probabilities(params long[] context)
    {
        var contexts = new long[c.Order];
        for (var k = 1; k < c.Order; k++)
            contexts[k] = contexts[k - 1] + context.ElementAtOrDefault(^k) * power[k - 1];
        return [.. Enumerable.Range(0, c.Tokens).Select(next => P(contexts, next, c.Order - 1))];
    }

    /// <summary>Draws tokens one after another; token 0 ends a text, if asked to.</summary>
    /// <param name="count">Tokens at most.</param>
    /// <param name="random">The dice.</param>
    /// <param name="endless">Token 0 is one like others.</param>
    public long[] Sample(int count, Random random, bool endless = false)
    {
        var text = new List<long>();
        while (text.Count < count)
        {
            var (p, dice, next) = (Probabilities([.. text.TakeLast(c.Order - 1)]), random.NextDouble(), 0);
            while (next < c.Tokens - 1 && (dice -= p[next]) >= 0) next++;
            if (next == 0 && !endless) break;
            text.Add(next);
        }
        return [.. text];
    }

    private double P(long[] contexts, long next, int k)
    {
        if (k < 0) return 1.0 / c.Tokens;
        var total = totals[k].GetValueOrDefault(contexts[k]);
        var count = counts[k].GetValueOrDefault(contexts[k] * c.Tokens + next);
        if (c.BackOff > 0) return (count + c.BackOff * P(contexts, next, k - 1)) / (total + c.BackOff);
        return total + c.Add == 0 ? 1.0 / c.Tokens : (count + c.Add) / (total + c.Add * c.Tokens);
    }

    private void Visit(Tensor x, Tensor y, Action<long[], long> each)
    {
        var (read, next) = (x.Longs(), y.Longs());
        var (width, contexts) = ((int)x.shape[1], new long[c.Order]);
        for (var i = 0; i < next.Length; i++)
        {
            if (next[i] == NextToken.Ignored) continue;
            for (var k = 1; k < c.Order; k++)
                contexts[k] = contexts[k - 1] + (k <= i % width + 1 ? read[i - k + 1] * power[k - 1] : 0);
            each(contexts, next[i]);
        }
    }
}
