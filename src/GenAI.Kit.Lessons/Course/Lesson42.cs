using GenAI.Kit.Data;
using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 4.2.</summary>
public static class Lesson42
{
    private const int Words = 60, Suggestions = 4, Longest = 12;
    private const double LeastFound = 0.7;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("unseen dates read right", ">= 0.99"),
        new("phoneme error rate, short training", "< 0.2"),
        new("phoneme error rate, shipped", "< 0.12"),
        new("likelier by the beam", ">= 0", "nats a word"),
        new("largest gradient from a masked place", "<= 0"),
    ];

    /// <summary>Built: causal attention whose heads share keys and values.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor, Tensor, int, Tensor>> Shared = new(
        "4.2.a",
        [
            "Only queries have an axis of heads. Which size must that axis have in keys and values, so that "
            + "libtorch uses them for every head?",
            "Queries: `reshape(B, T, heads, -1).transpose(1, 2)`, so [B, H, T, d]. Keys, values: `unsqueeze(1)`, so "
            + "[B, 1, T, d]. Then equation 1 with the causal mask; d is the size of a head, not C.",
            "At the end the answers are [B, H, T, d]: `transpose(1, 2)` first, then `reshape` to [B, T, C].",
        ],
        FaultInShared,
        why: "A product repeats an axis of size 1, so one set of keys serves all heads, and the cache of a writer is "
            + "smaller by the number of heads.",
        next: "give each *pair* of heads its own keys and values (grouped-query attention).");

    /// <summary>Reasoning to a number: a weight under a mask.</summary>
    public static readonly Exercise<double?> Weight = new(
        "4.2.b",
        [
            "A softmax goes by the exponentials of the scores.",
            "The exponentials of the scores are 1, 2, 3 and 6. Which of them are in the sum below the line?",
            "The fourth is hidden: its exponential is e^(−∞) = 0. So 3 divided by 1 + 2 + 3.",
        ],
        FaultInWeight,
        why: "A hidden place has no share in the sum, as if it weren't there.",
        next: "what would the third key get if the query were twice as long?");

    /// <summary>Built, with a target: four suggestions for each word, by throwing dice.</summary>
    public static readonly Exercise<Func<Func<Tensor, Tensor>, Tensor>> Suggest = new(
        "4.2.c",
        [
            "Texts that are drawn again and again are likely ones. So draw many, and count.",
            "Write one function that writes a text for all 60 words: twelve times `next(text)`, then "
            + "`Decoding.Draw(logits, 0.8)`, 0 for rows that have had their 2, then `cat`. Call it twenty times.",
            "`stack(texts, 1).Longs().Chunk(12).Chunk(count)` gives the texts word by word. Group equal ones, take "
            + "the four largest groups; where there are fewer than four, repeat one.",
        ],
        FaultInSuggest,
        why: "What is drawn often is likely, so counting finds what a beam search computes, only dearer and less "
            + "surely.",
        next: "how few draws are enough? And what does a temperature of 1.5 do to the four?");

    /// <summary>Code: a head that looks at the place before, by hand.</summary>
    public static readonly Exercise<(Tensor ToQ, Tensor ToK, Tensor ToV)?> Head = new(
        "4.2.d",
        [
            "Queries and keys should read the place only, channels 4 to 9. The value is the token, channels 0 to 3.",
            "Let the query of place t be the t-th unit vector. The key of place t − 1 must fit it: which one?",
            "`toQ[4 + t, t]` and `toK[4 + t, t + 1]` are the only numbers that are not 0. And the softmax must be "
            + "nearly hard: make one of the two large.",
        ],
        FaultInHead,
        why: "The product is large where the key's place is one less than the query's, and scores that large make a "
            + "hard choice.",
        next: "two places before; or the mean of the last two.");

    private static string? FaultInShared(Func<Tensor, Tensor, Tensor, Tensor, int, Tensor> shared)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(5);
        Tensor Draw(params long[] shape) => randn(shape, generator: generator);
        var (x, toQ, toK, toV) = (Draw(3, 6, 12), Draw(12, 12), Draw(12, 4), Draw(12, 4));
        var given = shared(x, toQ, toK, toV, 3);
        if (!given.shape.SequenceEqual([3L, 6, 12]))
            return $"Expected answers of shape [3, 6, 12], got [{string.Join(", ", given.shape)}].";
        var (q, k, v, mask) = (x.matmul(toQ).chunk(3, 2), x.matmul(toK), x.matmul(toV), Mask.Causal(6));
        Tensor Heads(Func<Tensor, Tensor> head) => cat([.. q.Select(head)], 2);
        bool Is(Tensor other) => (given - other).abs().max().to(float64).item<double>() < 1e-3;
        var right = Heads(one => Attention.Of(one, k, v, mask));
        return Is(right) ? null
            : given.isnan().any().item<bool>()
                ? "Some query sees nothing at all: hide what comes *after* a place, not the place itself."
            : Is(Heads(one => Attention.Of(one, k, v)))
                ? "That is without the mask: every place sees those after it."
            : Is(Heads(one => Attention.Weights(one, k, mask, scale: 1).matmul(v)))
                ? "The scores are not divided by √d."
            : Is(Heads(one => Attention.Weights(one, k, mask, scale: 1 / Math.Sqrt(12)).matmul(v)))
                ? "You divide by √C. A head has d = C / heads channels."
            : Is(stack([.. right.chunk(3, 2)], 1).reshape(3, 6, 12))
                ? "The heads are mixed up at the end: put the axis of places before that of heads, then reshape."
            : "Not equation 1 for each head: check which axes the queries are cut along, and where the softmax runs.";
    }

    private static string? FaultInWeight(double? weight) => weight!.Value switch
    {
        var w when Math.Abs(w - 0.5) < 0.005 => null,
        var w when Math.Abs(w - 3 / 12.0) < 0.005 => "The fourth key still has a share in your sum: it is hidden.",
        var w when Math.Abs(w - 3 / 7.0) < 0.005 => "A hidden score is not 0 but −∞: e⁰ would still count 1.",
        var w when Math.Abs(w - Math.Log(3) / Math.Log(6)) < 0.005 => "Weights go by the exponentials of scores.",
        var w => $"Not {w:0.###}. Exponentials of the three visible scores, then the third's share.",
    };

    private static string? FaultInSuggest(Func<Func<Tensor, Tensor>, Tensor> suggest)
    {
        using var scope = NewDisposeScope();
        var rows = Rows();
        string[][] spellings = [.. rows.Select(row => SymbolTokenizer.Characters(row[0]))];
        string[][] sounds =
            [.. rows.Select(row => row[1].Split(' ').Select(p => p.TrimEnd('0', '1', '2')).ToArray())];
        var (letters, phonemes) = (new SymbolTokenizer(spellings), new SymbolTokenizer(sounds));
        using var model = Pretrained.Load<Transformer>("4.2-phonemes");
        Seed.Everything(11);
        var asked = model.Given(letters.Encode(spellings)[^Words..]);
        Tensor Next(Tensor written)
        {
            using var step = NewDisposeScope();
            return step.MoveToOuter(asked.Next(written));
        }
        var texts = Scope.Eval(model, () => suggest(Next));
        if (texts.shape.Length != 3 || texts.shape[0] != Words || texts.shape[1] != Suggestions)
            return $"Return tokens of shape [{Words}, {Suggestions}, {Longest}], not "
                + $"[{string.Join(", ", texts.shape)}].";
        var four = phonemes.Decode(texts.flatten(0, 1)).Chunk(Suggestions).ToArray();
        var same = four.Count(some => some.DistinctBy(text => string.Join(' ', text)).Count() == 1);
        var found = four.Zip(sounds[^Words..], (some, right) => some.Any(text => text.SequenceEqual(right)))
            .Count(isThere => isThere) / (double)Words;
        return found >= LeastFound ? null
            : same == Words ? "Four times the same is one suggestion: the likeliest token leaves no choice, so draw."
            : $"The right text is among your four for {found:P0} of the words; {LeastFound:P0} are asked for.";
    }

    private static string? FaultInHead((Tensor ToQ, Tensor ToK, Tensor ToV)? head)
    {
        using var scope = NewDisposeScope();
        var (toQ, toK, toV) = head!.Value;
        foreach (var (name, matrix, columns) in new[] { ("toQ", toQ, 6L), ("toK", toK, 6L), ("toV", toV, 4L) })
            if (!matrix.shape.SequenceEqual([10L, columns]))
                return $"{name} is [10, {columns}], yours [{string.Join(", ", matrix.shape)}].";
        var tokens = eye(4)[tensor(new long[] { 2, 0, 3, 1, 1, 2 })];             // [6, 4]
        var x = cat([tokens, eye(6)], 1);                                         // [6, 10]
        var (q, k) = (x.matmul(toQ.to(float32)), x.matmul(toK.to(float32)));
        var weights = Attention.Weights(q, k, Mask.Causal(6));
        double Off(Tensor given, Tensor right) => (given - right)[1..].abs().max().to(float64).item<double>();
        var before = cat([zeros(1, 6), eye(6)[..^1]], 0);
        if (Off(weights.matmul(x.matmul(toV.to(float32))), before.matmul(tokens)) < 0.01) return null;
        return Off(weights.matmul(tokens), before.matmul(tokens)) < 0.01
                ? "It looks at the right place, but the value that it fetches is not the token."
            : Off(weights, eye(6)) < 0.1 ? "Each place looks at itself: shift queries against keys by one."
            : weights.argmax(1)[1..].equal(arange(5, int64)).all().item<bool>()
                ? "It likes the place before best, but not enough: scores must lie far apart for a hard choice."
            : "It does not look at the place before. Which key does the query of place 3 fit best?";
    }

    /// <summary>The dictionary in the order of the lesson with seed 1: the shipped model did not see the last
    /// words.</summary>
    private static string[][] Rows()
    {
        var table = Texts.Pronunciations();
        using var generator = Seed.Generator(1);
        using var order = randperm(table.Rows.Length, int64, generator: generator);
        return [.. order.data<long>().Select(n => table.Rows[n])];
    }
}
