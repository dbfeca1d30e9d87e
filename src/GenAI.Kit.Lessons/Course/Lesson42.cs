using GenAI.Kit.Data;
using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 4.2.</summary>
public static class Lesson42
{
    private const int Words = 200, Suggestions = 4;
    private const double LeastFound = 0.8;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("unseen dates read right", ">= 0.99"),
        new("phoneme error rate, short training", "< 0.2"),
        new("phoneme error rate, shipped", "< 0.12"),
        new("likelier by the beam", ">= 0", "nats a word"),
        new("largest gradient from a masked place", "<= 0"),
    ];

    /// <summary>Code: scaled dot-product attention with a mask.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor, Tensor, Tensor>> Attend = new(
        "4.2.a",
        "Products first (`q.matmul(k.transpose(-2, -1))`), divide by the root of d, then `masked_fill` where the "
        + "mask is *not* true, then the softmax over the keys, then the values.",
        FaultInAttend);

    /// <summary>Reasoning to a number: a weight under a mask.</summary>
    public static readonly Exercise<double?> Weight = new(
        "4.2.b",
        "The exponentials of the scores are 1, 2, 3 and 6. Which of them are in the sum below the line?",
        FaultInWeight);

    /// <summary>Open: four suggestions for each word, the right one among them.</summary>
    public static readonly Exercise<Func<Transformer, Tensor, Tensor>> Suggest = new(
        "4.2.c",
        "Four times the same is one suggestion. `BeamSearch.Of(...).Texts` holds more than the likeliest text. Or "
        + "draw texts by chance, and keep four different ones.",
        FaultInSuggest);

    private static string? FaultInAttend(Func<Tensor, Tensor, Tensor, Tensor, Tensor> attend)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(5);
        Tensor Draw(long length, long size) => 2 * randn([3, length, size], generator: generator);
        var (q, k, v, mask) = (Draw(6, 16), Draw(6, 16), Draw(6, 5), Mask.Causal(6));
        var given = attend(q, k, v, mask);
        if (!given.shape.SequenceEqual([3L, 6, 5]))
            return $"Expected outputs of shape [3, 6, 5], got [{string.Join(", ", given.shape)}].";
        bool Is(Tensor other) => (given - other).abs().max().to(float64).item<double>() < 1e-4;
        if (Is(Attention.Of(q, k, v, mask))) return null;
        var scores = q.matmul(k.transpose(-2, -1)) / 4;
        return Is(Attention.Of(q, k, v)) ? "That is without the mask: every query sees all keys."
            : given.isnan().any().item<bool>()
                ? "Some query sees nothing at all. The mask is turned round: true is where a query may look."
            : Is(Attention.Weights(q, k, mask, scale: 1).matmul(v)) ? "The scores are not divided by √d."
            : Is(nn.functional.softmax(scores.masked_fill(mask.logical_not(), 0), -1).matmul(v))
                ? "A score of 0 is no absence: e⁰ = 1. Hidden places need −∞."
            : Is((Attention.Weights(q, k) * mask).matmul(v))
                ? "You hid weights after the softmax: the rows no longer sum to 1."
            : "The outputs are not those of eq. 1: check over which dimension the softmax runs.";
    }

    private static string? FaultInWeight(double? weight) => weight!.Value switch
    {
        var w when Math.Abs(w - 0.5) < 0.005 => null,
        var w when Math.Abs(w - 3 / 12.0) < 0.005 => "The fourth key still has a share in your sum: it is hidden.",
        var w when Math.Abs(w - 3 / 7.0) < 0.005 => "A hidden score is not 0 but −∞: e⁰ would still count 1.",
        var w when Math.Abs(w - Math.Log(3) / Math.Log(6)) < 0.005 => "Weights go by the exponentials of scores.",
        var w => $"Not {w:0.###}. Exponentials of the three visible scores, then the third's share.",
    };

    private static string? FaultInSuggest(Func<Transformer, Tensor, Tensor> suggest)
    {
        using var scope = NewDisposeScope();
        var rows = Rows();
        string[][] spellings = [.. rows.Select(row => SymbolTokenizer.Characters(row[0]))];
        string[][] sounds =
            [.. rows.Select(row => row[1].Split(' ').Select(p => p.TrimEnd('0', '1', '2')).ToArray())];
        var (letters, phonemes) = (new SymbolTokenizer(spellings), new SymbolTokenizer(sounds));
        using var model = Pretrained.Load<Transformer>("4.2-phonemes");
        Seed.Everything(11);
        var texts = suggest(model, letters.Encode(spellings)[^Words..]);
        if (texts.shape.Length != 3 || texts.shape[0] != Words || texts.shape[1] != Suggestions)
            return $"Return tokens of shape [{Words}, {Suggestions}, T], not [{string.Join(", ", texts.shape)}].";
        var given = phonemes.Decode(texts.flatten(0, 1)).Chunk(Suggestions);
        var found = given.Zip(sounds[^Words..], (four, right) => four.Any(text => text.SequenceEqual(right)))
            .Count(isThere => isThere) / (double)Words;
        return found >= LeastFound ? null
            : $"The right text is among your four for {found:P0} of the words; {LeastFound:P0} are asked for.";
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
