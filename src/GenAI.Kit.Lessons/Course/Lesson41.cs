using GenAI.Kit.Data;
using GenAI.Kit.Sequences;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 4.1.</summary>
public static class Lesson41
{
    private const double Enough = 2.0;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("neural bigram less counted bigram", "<= 0.01", "nats"),
        new("smallest step of the ladder, worst of three seeds", "> 0", "nats"),
        new("GRU, nats per hidden letter", "<= 1.95", "nats"),
        new("share of texts that BPE gives back", ">= 1"),
    ];

    /// <summary>Code: one merge of byte pair encoding.</summary>
    public static readonly Exercise<Func<long[], long, long, long, long[]>> Merge = new(
        "4.1.a",
        "Walk from left to right with a place `i`. If `tokens[i]` and `tokens[i + 1]` are the pair, add the new "
        + "token and go on two places; else add `tokens[i]` and go on one. Mind the last place: it has no neighbour.",
        FaultInMerge);

    /// <summary>Reasoning to a number: bits per character, from nats per token.</summary>
    public static readonly Exercise<double?> Bits = new(
        "4.1.b",
        "How many nats does a text of 2,500 characters cost in all, by this model? A nat is 1 / log 2 bits.",
        FaultInBits);

    /// <summary>Open: a counted model whose held-out loss is below a bound.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, NGram>> Count = new(
        "4.1.c",
        "Long contexts know more, but each was seen rarely. `BackOff` says how far to trust the shorter one: try 1, "
        + "3, 10, 30, each with orders 3 to 6, and look at names that were not counted.",
        FaultInCount);

    private static string? FaultInMerge(Func<long[], long, long, long, long[]> merge)
    {
        foreach (var (tokens, left, right, expected) in new (long[], long, long, long[])[]
        {
            ([1, 2, 3, 1, 2], 1, 2, [9, 3, 9]), ([2, 1], 1, 2, [2, 1]), ([], 1, 2, []), ([1], 1, 1, [1]),
            ([1, 1, 1], 1, 1, [9, 1]), ([1, 1, 1, 1], 1, 1, [9, 9]), ([3, 1], 1, 2, [3, 1]),
            ([1, 1, 2], 1, 2, [1, 9]),
        })
        {
            var given = merge([.. tokens], left, right, 9);
            if (!given.SequenceEqual(expected))
                return $"Joining {left} and {right} to 9 in [{string.Join(", ", tokens)}] gives "
                    + $"[{string.Join(", ", expected)}], yours [{string.Join(", ", given)}].";
        }
        return null;
    }

    private static string? FaultInBits(double? bits) => bits!.Value switch
    {
        var b when Math.Abs(b - 3.5 / 2.5 / Math.Log(2)) < 0.01 => null,
        var b when Math.Abs(b - 3.5 / 2.5) < 0.01 => "That is in nats: a bit is log 2 nats.",
        var b when Math.Abs(b - 3.5 / Math.Log(2)) < 0.02 => "That is for a token. A token covers 2.5 characters.",
        var b when Math.Abs(b - 3.5 * 2.5 / Math.Log(2)) < 0.05 => "A token's nats are shared by its characters.",
        var b => $"Not {b:0.###}. Nats per token, then per character, then bits.",
    };

    private static string? FaultInCount(Func<Tensor, Tensor, NGram> count)
    {
        using var scope = NewDisposeScope();
        var letters = new CharTokenizer(".abcdefghijklmnopqrstuvwxyz-");
        var names = Texts.FirstNames().Select(name => name.ToLowerInvariant()).ToArray();
        new Random(41).Shuffle(names);                                            // another split than the lesson's
        var (x, y) = NextToken.Rows(names[842..], letters);
        var (newX, newY) = NextToken.Rows(names[..842], letters);
        var model = count(x, y);
        var sum = model.Probabilities(1, 14, 14).Sum();                           // after "ann"
        if (Math.Abs(sum - 1) > 1e-6) return $"The probabilities after \"ann\" sum to {sum:0.###}, not to 1.";
        var (seen, loss) = (model.Loss(x, y), model.Loss(newX, newY));
        return loss <= Enough ? null
            : double.IsInfinity(loss) ? "Your model calls a letter of a new name impossible: smooth it."
            : $"{loss:0.000} nats per letter on 842 new names ({seen:0.000} on those counted); "
                + $"{Enough:0.00} is asked for.";
    }
}
