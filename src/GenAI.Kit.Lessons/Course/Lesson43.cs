using GenAI.Kit.Data;
using GenAI.Kit.Sequences;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 4.3.</summary>
public static class Lesson43
{
    private const int Letters = 1500, Piece = 20;
    private const double LeastKnown = 0.97, MostRepeated = 0.02, LeastDifferent = 0.45;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("unseen novel, after 2,000 steps", "<= 1.56", "nats/character",
            "PyTorch peer, same configuration: 1.551"),
        new("unseen novel, shipped weights", "<= 1.42", "nats/character"),
        new("cached against uncached logits", "<= 1e-4"),
        new("writing 255 letters: times faster by the cache", ">= 3"),
    ];

    /// <summary>Code: top-p for one distribution.</summary>
    public static readonly Exercise<Func<double[], double, double[]>> Nucleus = new(
        "4.3.a",
        "Sort the indices by probability, largest first. Go through them and add up; the token with which the sum "
        + "reaches p is the last one that is kept.",
        FaultInNucleus);

    /// <summary>Reasoning to a number: the novel's size, packed by a model.</summary>
    public static readonly Exercise<double?> Packed = new(
        "4.3.b",
        "1.18 nats are how many bits? One nat is 1 / log 2 bits. Then characters, then bytes.",
        FaultInPacked);

    /// <summary>Open: settings whose text neither repeats itself nor falls into nonsense.</summary>
    public static readonly Exercise<(double Temperature, int TopK, double TopP)?> Style = new(
        "4.3.c",
        "Unknown words come from unlikely letters: what cuts those off? Repetition comes from taking the likeliest "
        + "too often.",
        FaultInStyle);

    private static string? FaultInNucleus(Func<double[], double, double[]> nucleus)
    {
        double[][] distributions = [[0.1, 0.4, 0.2, 0.3], [0.05, 0.05, 0.9], [0.25, 0.3, 0.45]];
        foreach (var p in distributions)
            foreach (var share in new[] { 0.6, 0.75, 0.2, 1 })
            {
                var given = nucleus([.. p], share);
                if (given.Length != p.Length) return $"{p.Length} probabilities go in, {given.Length} come out.";
                var right = Kept(p, share, more: 0);
                if (Same(given, right)) continue;
                var asked = $"[{string.Join(", ", p)}] with p = {share}";
                return Same(given, Kept(p, share, more: -1))
                        ? $"{asked}: one more is needed. The kept ones together must reach p."
                    : Same(given, Kept(p, share, more: 1)) ? $"{asked}: one too many is kept."
                    : Same(Divided(given), right)
                        ? $"{asked}: the right ones are kept, but their sum is {given.Sum():0.##}, not 1."
                    : $"{asked}: expected [{Text(right)}], got [{Text(given)}].";
            }
        return null;
    }

    private static double[] Kept(double[] p, double share, int more)
    {
        int[] order = [.. Enumerable.Range(0, p.Length).OrderByDescending(n => p[n])];
        var count = 1;
        while (count < p.Length && order[..count].Sum(n => p[n]) < share - 1e-12) count++;
        var kept = order[..Math.Clamp(count + more, 0, p.Length)];
        return Divided([.. p.Select((value, n) => kept.Contains(n) ? value : 0)]);
    }

    private static double[] Divided(double[] p) => [.. p.Select(value => value / p.Sum())];

    private static bool Same(double[] a, double[] b) =>
        a.Zip(b).All(pair => Math.Abs(pair.First - pair.Second) < 1e-9);

    private static string Text(double[] p) => string.Join(", ", p.Select(value => $"{value:0.###}"));

    private static string? FaultInPacked(double? kilobytes) => kilobytes!.Value switch
    {
        var k when Math.Abs(k - 145.7) < 1.5 => null,
        var k when Math.Abs(k - 101.0) < 1.5 => "A nat is not a bit: it is 1.44 of them.",
        var k when Math.Abs(k - 1165.7) < 10 => "That is in kilobits.",
        var k when Math.Abs(k - 808.0) < 10 => "That is in thousands of nats. Convert to bits, then to bytes.",
        var k when Math.Abs(k - 142.3) < 1.5 => "A kilobyte is 1,000 bytes here.",
        var k => $"Not {k:0.#}. The model needs 1.18 / log 2 = 1.70 bits for each character.",
    };

    private static string? FaultInStyle((double Temperature, int TopK, double TopP)? style)
    {
        var (temperature, topK, topP) = style!.Value;
        if (temperature <= 0 || topK < 0 || topP is <= 0 or > 1)
            return "A temperature above 0, topK at least 0, topP above 0 and at most 1, please.";
        var (novels, unseen) = Texts.Austen();
        var tokenizer = CharTokenizer.Of(novels + unseen);
        using var scope = NewDisposeScope();
        using var writer = Pretrained.Load<Gpt>("4.3-gpt");
        Seed.Everything(21);
        var start = tokenizer.Encode("It was ").unsqueeze(0);
        var text = tokenizer.Decode(Threads.One(() => writer.Sample(start, Letters,
            logits => Decoding.Draw(logits, temperature, topK, topP), cancellation: Host.Cancellation)));
        var (known, different, repeated) = (Words(text), Words(novels).ToHashSet(), Repeated(text));
        var share = known.Count(different.Contains) / (double)known.Length;
        var varied = known.Distinct().Count() / (double)known.Length;
        return share < LeastKnown ? $"{share:P1} of the words are known, {LeastKnown:P0} are asked for: too wild."
            : repeated > MostRepeated ? $"{repeated:P1} was said before, at most {MostRepeated:P0} may be: too timid."
            : varied < LeastDifferent
                ? $"{varied:P1} of the words differ, {LeastDifferent:P0} are asked for: too timid."
            : null;
    }

    private static string[] Words(string text) => [.. text.ToLowerInvariant()
        .Split([.. " \n.,;:\"-!?()_"], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1)];

    private static double Repeated(string text)
    {
        string[] pieces = [.. Enumerable.Range(0, text.Length - Piece + 1).Select(at => text[at..(at + Piece)])];
        return 1 - pieces.Distinct().Count() / (double)pieces.Length;
    }
}
