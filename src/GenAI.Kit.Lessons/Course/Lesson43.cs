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
        new("unseen novel, shipped byte pairs", "<= 1.2", "nats/character"),
        new("cached against uncached logits", "<= 1e-4"),
        new("writing 255 letters: times faster by the cache", ">= 3"),
    ];

    /// <summary>Code: top-p for one distribution.</summary>
    public static readonly Exercise<Func<double[], double, double[]>> Nucleus = new(
        "4.3.a",
        [
            "The order matters, and the answer must be in the old one: sort the *indices*, not the numbers.",
            "Sort the indices by probability, largest first. Go through them and add up; the token with which the "
            + "sum reaches p is the last one that is kept.",
            "Ask *before* you keep a token: is the sum of those kept so far below p? At the end divide by the sum.",
        ],
        FaultInNucleus,
        why: "One sure letter is kept alone, and where everything may come nearly everything stays: the cut follows "
            + "the model's doubt.",
        next: "top-k in the same style, and a distribution for which the two differ most.");

    /// <summary>Reasoning to a number: the novel's size, packed by a model.</summary>
    public static readonly Exercise<double?> Packed = new(
        "4.3.b",
        [
            "What does one character cost in bits?",
            "1.18 nats are how many bits? One nat is 1 / log 2 bits.",
            "684,767 · 1.18 / log 2 bits; 8 bits are a byte, 1,000 bytes a kilobyte.",
        ],
        FaultInPacked,
        why: "A good model of a text *is* a good packer, and the loss is the size of the packet.",
        next: "what must be sent along with the packet, and how large is it?");

    /// <summary>Open: settings whose text neither repeats itself nor falls into nonsense.</summary>
    public static readonly Exercise<(double Temperature, int TopK, double TopP)?> Style = new(
        "4.3.c",
        [
            "Unknown words come from unlikely letters: what cuts those off? Repetition comes from taking the "
            + "likeliest too often.",
            "Keep the temperature near 1, for variety, and cut the tail by top-p.",
            "A temperature of 0.8 is near. Which topP takes away the last few percent?",
        ],
        FaultInStyle,
        why: "The tail holds many letters of little probability each: cut it, and words stay whole, while what is "
            + "left stays as varied as it was.",
        next: "reach the same with the temperature alone, or show that it can't be done.");

    /// <summary>Built: a loop that writes greedily and punishes what was just said.</summary>
    public static readonly Exercise<Func<Func<long[], double[]>, long[], int, double, long[]>> Loop = new(
        "4.3.d",
        [
            "The text grows by one token in each step, and so the last 8 change, too.",
            "In each step: ask for logits, change those of `text.TakeLast(8).Distinct()`, append the largest.",
            "A logit below 0 gets *smaller* by multiplication with a number above 1. Return what comes behind the "
            + "start.",
        ],
        FaultInLoop,
        why: "A punished token must become less likely whatever the sign of its logit: that is why there are two "
            + "cases.",
        next: "run it with the shipped writer: how does the text change between penalties 1, 1.2 and 3?");

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

    private static string? FaultInLoop(Func<Func<long[], double[]>, long[], int, double, long[]> write)
    {
        foreach (var (seed, penalty) in new[] { (1, 1.5), (2, 3), (3, 1.2), (4, 2) })
        {
            var table = Table(seed);
            double[] Logits(long[] text) => [.. table[text[^1]]];
            long[] start = [3, 1, 4, 1, 5];
            string Told(IEnumerable<long> tokens) => $"[{string.Join(", ", tokens)}]";
            var given = write(Logits, [.. start], 30, penalty);
            var right = Written(Logits, start, 30, penalty, Punished);
            if (given.SequenceEqual(right)) continue;
            return given.SequenceEqual([.. start, .. right]) ? "The new tokens only, without the start."
                : given.Length != 30 ? $"30 tokens are asked for, {given.Length} came."
                : given.SequenceEqual(Written(Logits, start, 30, 1, Punished)) ? "Nothing is punished."
                : given.SequenceEqual(Written(Logits, start, 30, penalty, (x, by) => x / by))
                    ? "A logit below 0 that is divided gets larger, so the token gets likelier: multiply it."
                : given.SequenceEqual(Written(Logits, start, 30, penalty, Punished, skip: start.Length))
                    ? "The start counts too: its tokens are among the last 8 at first."
                : given.SequenceEqual(Written(Logits, start, 30, penalty, Punished, last: int.MaxValue))
                    ? "You punish all tokens that ever came. Only the last 8."
                : given.SequenceEqual(Written(Logits, start, 30, penalty, Punished, distinct: false))
                    ? "A token that came twice among the last 8 is punished once."
                : $"From {Told(start)} with penalty {penalty} it should go on {Told(right[..8])}…, yours "
                    + $"{Told(given.Take(8))}….";
        }
        return null;
    }

    private static double Punished(double logit, double by) => logit > 0 ? logit / by : logit * by;

    // Logits of 14 tokens after each of 14: some above 0, most below.
    private static double[][] Table(int seed)
    {
        var dice = new Random(seed);
        return [.. Enumerable.Range(0, 14).Select(_ =>
            Enumerable.Range(0, 14).Select(_ => 4 * dice.NextDouble() - 3).ToArray())];
    }

    private static long[] Written(Func<long[], double[]> logits, long[] start, int count, double penalty,
        Func<double, double, double> punished, int skip = 0, int last = 8, bool distinct = true)
    {
        var text = new List<long>(start);
        for (var n = 0; n < count; n++)
        {
            var scores = logits([.. text]);
            var said = text.Skip(skip).TakeLast(last);
            foreach (var token in distinct ? said.Distinct() : said) scores[token] = punished(scores[token], penalty);
            text.Add(Array.IndexOf(scores, scores.Max()));
        }
        return [.. text.Skip(start.Length)];
    }

    private static string[] Words(string text) => [.. text.ToLowerInvariant()
        .Split([.. " \n.,;:\"-!?()_"], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1)];

    private static double Repeated(string text)
    {
        string[] pieces = [.. Enumerable.Range(0, text.Length - Piece + 1).Select(at => text[at..(at + Piece)])];
        return 1 - pieces.Distinct().Count() / (double)pieces.Length;
    }
}
