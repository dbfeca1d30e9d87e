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

    /// <summary>Built: a word in as few tokens as can be.</summary>
    public static readonly Exercise<Func<string, HashSet<string>, string[]>> Fewest = new(
        "4.1.a",
        [
            "Greed is not enough: the longest token first can leave a rest that falls into many. Ask a smaller "
            + "question: how few for the first n letters?",
            "For each end from 1 to the length: of all starts before it, from which is the piece between a token, "
            + "and the count at the start lowest? Keep the count and the start.",
            "Walk back from the end of the word: the last piece begins at the start you kept there, and so on to 0.",
        ],
        FaultInFewest,
        why: "The best cut of a beginning never depends on what comes after it, so each beginning is solved once: "
            + "dynamic programming.",
        next: "give each token a probability, and find the likeliest cut instead (Kudo 2018).");

    /// <summary>Reasoning to a number: bits per character, from nats per token.</summary>
    public static readonly Exercise<double?> Bits = new(
        "4.1.b",
        [
            "What does a text cost in all, and how many characters share that?",
            "How many nats does a text of 2,500 characters cost in all, by this model? A nat is 1 / log 2 bits.",
            "3.5 / 2.5 nats for each character; now to bits.",
        ],
        FaultInBits,
        why: "A text costs the same however it is cut, so nats per character compare models of different tokens.",
        next: "at how many characters a token would the model reach 1.18 nats per character?");

    /// <summary>Open: a counted model whose held-out loss is below a bound.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, NGram>> Count = new(
        "4.1.c",
        [
            "Long contexts know more, but each was seen rarely.",
            "`BackOff` says how far to trust the shorter context: try 1, 3, 10, 30, each with orders 3 to 6, and "
            + "look at names that were not counted.",
            "Order 5, and a back-off a little above 10.",
        ],
        FaultInCount,
        why: "A context speaks in proportion to how often it was seen, and a few sightings are no proof.",
        next: "a back-off of its own for each length of the context.");

    /// <summary>Built: a network with a cell of memory.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor, Tensor, Tensor>> Lstm = new(
        "4.1.d",
        [
            "Two things go from place to place: the state h and the cell c. Both begin as zeros [B, H].",
            "At each place: a = x_t Wᵀ + h Uᵀ + b is [B, 4H]; `chunk(4, 1)` gives the parts in the order input, "
            + "forget, new, output. Then the two formulas; keep h.",
            "`stack([.. states], 1)` makes [B, T, H] of T states. tanh belongs to the new part and to c; the gates "
            + "are sigmoids.",
        ],
        FaultInLstm,
        why: "With the forget gate at 1 and the input gate at 0 the cell stays as it is, for as long as it likes.",
        next: "start with 1 added to the forget gate's part of b: why do many trainings do so?");

    private static string? FaultInFewest(Func<string, HashSet<string>, string[]> cut)
    {
        var dice = new Random(8);
        string Word(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "abc"[dice.Next(3)]));
        (string, HashSet<string>)[] fixedCases =
            [("truths", ["tru", "th", "ths", "trut"]), ("abcd", ["abc", "ab", "cd"]), ("a", []), ("", ["a"])];
        var drawn = Enumerable.Range(0, 60).Select(_ => (Word(9),
            Enumerable.Range(0, 8).Select(_ => Word(2 + dice.Next(3))).ToHashSet()));
        foreach (var (word, tokens) in fixedCases.Concat(drawn))
        {
            var (given, fewest) = (cut(word, [.. tokens]), FewestOf(word, tokens));
            var asked = $"\"{word}\" with the tokens {string.Join(", ", tokens.Order())}";
            if (string.Concat(given) != word)
                return $"{asked}: joined your pieces are \"{string.Concat(given)}\".";
            if (given.FirstOrDefault(piece => piece.Length != 1 && !tokens.Contains(piece)) is { } piece)
                return $"{asked}: \"{piece}\" is no token.";
            if (given.Length != fewest)
                return $"{asked}: {fewest} pieces are enough, yours are {given.Length}: {string.Join('|', given)}. "
                    + (given.Length == word.Length ? "Use the tokens." : "The longest first is not always best.");
        }
        return null;
    }

    // All cuts, tried one by one.
    private static int FewestOf(string word, HashSet<string> tokens) => word.Length == 0 ? 0
        : Enumerable.Range(1, word.Length).Where(n => n == 1 || tokens.Contains(word[..n]))
            .Min(n => 1 + FewestOf(word[n..], tokens));

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

    private static string? FaultInLstm(Func<Tensor, Tensor, Tensor, Tensor, Tensor> lstm)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(6);
        Tensor Draw(params long[] shape) => randn(shape, generator: generator);
        var (x, w, u, b) = (Draw(3, 5, 4), Draw(8, 4), Draw(8, 2), Draw(8));
        var given = lstm(x, w, u, b);
        if (!given.shape.SequenceEqual([3L, 5, 2]))
            return $"Expected states of shape [3, 5, 2], got [{string.Join(", ", given.shape)}].";
        bool Is(Tensor other) => (given - other).abs().max().to(float64).item<double>() < 1e-4;
        return Is(States(x, w, u, b, [0, 1, 2, 3])) ? null
            : Is(States(x, w, u, b, [1, 0, 2, 3])) ? "Input and forget gate are exchanged: input comes first."
            : Is(States(x, w, u, b, [0, 1, 3, 2])) ? "New part and output gate are exchanged: the output comes last."
            : Is(States(x, w, u, b, [0, 1, 2, 3], squashed: false)) ? "A tanh is missing around c'."
            : Is(States(x, w, zeros_like(u), b, [0, 1, 2, 3])) ? "The state of the place before has no part in a."
            : Is(States(x, w, u, zeros_like(b), [0, 1, 2, 3])) ? "The bias b is missing."
            : (given[.., 0] - States(x, w, u, b, [0, 1, 2, 3])[.., 0]).abs().max().to(float64).item<double>() < 1e-4
                ? "The first state is right, the second is not: what is carried from place to place?"
            : "The first state is wrong already: look at the two formulas, and at the order of the four parts.";
    }

    // The formulas, number by number, with the four parts in the order given.
    private static Tensor States(Tensor x, Tensor w, Tensor u, Tensor b, int[] order, bool squashed = true)
    {
        var (h, c) = (zeros(x.shape[0], u.shape[1]), zeros(x.shape[0], u.shape[1]));
        var states = new List<Tensor>();
        foreach (var now in x.unbind(1))
        {
            var a = nn.functional.linear(now, w, b) + h.matmul(u.t());
            var parts = order.Select(part => a.chunk(4, 1)[part]).ToArray();
            c = parts[1].sigmoid() * c + parts[0].sigmoid() * parts[2].tanh();
            h = parts[3].sigmoid() * (squashed ? c.tanh() : c);
            states.Add(h);
        }
        return stack(states, 1);
    }
}
