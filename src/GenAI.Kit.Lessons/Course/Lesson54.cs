using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Multimodal;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Goals and exercises of lesson 5.4.</summary>
public static class Lesson54
{
    /// <summary>What the lesson promises to measure.</summary>
    public static readonly Goal[] Goals =
    [
        new("asked marks that are seen", ">= 0.95", Published: "mean of ten, three seeds"),
        new("the worst of them, over what the code keeps", ">= 0.9"),
        new("all of four at once", ">= 0.8"),
        new("all of ten at once", ">= 0.5"),
        new("never shown together, over shown", ">= 0.9", Published: "eight combinations each"),
        new("a judge finds the sentence among 100", ">= 0.9", Published: "chance 0.01"),
        new("FID over its floor", "<= 3"),
        new("seconds for six portraits", "<= 5"),
        new("two colours right, one vector", "<= 0.7"),
        new("two colours right, the shipped painter", ">= 0.9"),
        new("red noses after LoRA", ">= 0.8"),
        new("what else was asked, after LoRA over before", ">= 0.95"),
    ];

    /// <summary>Code: attention that nothing of padding reaches.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor, Tensor, Tensor>> Look = new(
        "5.4.a",
        [
            "Scores first: queries times keys, over √D, shape [B, T, L]. Where must a score be so small that its "
            + "softmax is exactly 0?",
            "`masked_fill` puts −∞ at padding: `words.logical_not().unsqueeze(1)` has the shape [B, 1, L].",
            "After the softmax over L, `weights.matmul(values)`. Padding's weight is 0, and so is its gradient: as "
            + "long as nothing was added to the scores afterwards.",
        ],
        FaultInLook,
        why: "e^−∞ is 0, not nearly 0. A score of −10 in its place would leave a trace, and a mean over all L "
            + "would count the padding.",
        next: "what does your function return for a sentence that is padding from end to end?");

    /// <summary>Reasoning to three numbers: what guidance costs.</summary>
    public static readonly Exercise<(int Plain, int Guided, int Early)?> Cost = new(
        "5.4.b",
        [
            "A step computes the network once for each portrait; guidance needs two answers.",
            "Six portraits, 25 steps: 6 · 25 rows plainly.",
            "With guidance in the first ten steps only: 6 · (2 · 10 + 15).",
        ],
        FaultInCost,
        why: "Guidance doubles the price of each step in which it is used. Lesson 5.3 guided in the middle of the "
            + "way only: that costs less, and its faces were better.",
        next: "a network that was trained to give the guided answer at once costs half: how would you teach one?");

    /// <summary>Building: what each word does to a picture.</summary>
    public static readonly Exercise<Func<Func<string[], Tensor>, string[], double[]>> Ask = new(
        "5.4.c",
        [
            "Draw the whole sentence once. Then draw it again without the first word: how far did the picture move?",
            "`words.Where((_, k) => k != n).ToArray()` is the sentence without word n.",
            "For each word: the mean over all numbers of the squared difference of the two pictures.",
        ],
        FaultInAsk,
        why: "Attention tells where a word was read, and leaving it out tells what it did: an \"a\" is read and does "
            + "nothing. It is the occlusion of lesson 4.4, for words.",
        next: "leave two words out at once: is it the sum of both?");

    /// <summary>Open: one thing more, from one picture.</summary>
    public static readonly Exercise<Func<string[], bool, Tensor>> Taught = new(
        "5.4.d",
        [
            "`new Lora(painter.Image, rank: 8)`, a `Trainer` over it, and the two losses of the lesson: the picture "
            + "with the word, others without it. `Remove()` it before you try again.",
            "With one picture it learns that person by heart. Say many sentences over it, always with the word; and "
            + "beside it show what the painter itself draws of these sentences without the word.",
            "`(sentences, red) => Draw(painter, sentences, weight, seed, 15, read: red ? ReadWord : Read)` hands "
            + "it in.",
        ],
        FaultInTaught,
        why: "The painter knows noses, red, and faces of every kind; the one picture only has to say which word "
            + "means them together. What it could also mean (this person, this shirt) is held off by the others "
            + "beside it.",
        next: "teach a second thing with a second Lora on top: does the first stay?");

    /// <summary>Which portraits have a red nose: redder in their middle than the 1,000 unseen people, who reach
    /// 0.33.</summary>
    /// <param name="x">Portraits in [0, 1], shape [N, 3, 64, 64].</param>
    public static bool[] RedNoses(Tensor x)
    {
        using var scope = NewDisposeScope();
        var middle = x[.., .., 32..36, 30..34].mean([2L, 3]);      // [N, 3]
        return [.. (middle[.., 0] - (middle[.., 1] + middle[.., 2]) / 2).gt(0.4).data<bool>()];
    }

    private static string? FaultInLook(Func<Tensor, Tensor, Tensor, Tensor, Tensor> look)
    {
        using var scope = NewDisposeScope();
        using var dice = Seed.Generator(54);
        Tensor Random(params long[] shape) => randn(shape, generator: dice);
        Tensor q = Random(2, 5, 8), k = Random(2, 4, 8).requires_grad_(), v = Random(2, 4, 8).requires_grad_();
        var words = tensor(new[,] { { true, true, false, false }, { true, true, true, true } });
        var given = look(q, k, v, words);
        if (!given.shape.SequenceEqual(q.shape))
            return $"[2, 5, 8] should come out, yours is [{string.Join(", ", given.shape)}].";
        var first = nn.functional.softmax(q[0].matmul(k[0, ..2].t()) / Math.Sqrt(8), 1).matmul(v[0, ..2]);
        var second = nn.functional.softmax(q[1].matmul(k[1].t()) / Math.Sqrt(8), 1).matmul(v[1]);
        bool Is(Tensor own, Tensor right) => own.allclose(right, atol: 1e-5);
        if (!Is(given[1], second))
            return Is(given[1], nn.functional.softmax(q[1].matmul(k[1].t()), 1).matmul(v[1]))
                ? "The scores are divided by √D, here √8."
                : "Without any padding it is not softmax(q·kᵀ/√D)·v.";
        if (!given.isfinite().all().item<bool>()) return "With padding numbers come out that are none.";
        if (!Is(given[0], first)) return "The sentence of two words and two paddings still takes from the padding.";
        given.square().sum().backward();
        return k.grad![0, 2..].count_nonzero().item<long>() + v.grad![0, 2..].count_nonzero().item<long>() > 0
            ? "The numbers are right, but some gradient reaches the padding: it must be 0, to the bit." : null;
    }

    private static string? FaultInCost((int Plain, int Guided, int Early)? answer)
    {
        var (plain, guided, early) = answer!.Value;
        return plain == 25 ? "That is one portrait; there are six."
            : plain != 150 ? $"Plainly it is not {plain}: six portraits, 25 steps, one row each."
            : guided != 300 ? $"With guidance not {guided}: each step asks twice, with the sentence and without."
            : early == 120 ? "The fifteen steps after the first ten are computed as well, once."
            : early != 210 ? $"The third is not {early}: ten steps ask twice, fifteen once." : null;
    }

    private static string? FaultInAsk(Func<Func<string[], Tensor>, string[], double[]> ask)
    {
        using var scope = NewDisposeScope();
        string[] words = ["a", "toon", "person", "with", "pink", "hair"];
        Tensor Of(string word)
        {
            using var dice = Seed.Generator(word.Sum(letter => (long)letter));
            return randn([3, 4, 4], generator: dice) * (word.Length - 1);           // "a" does nothing
        }
        Tensor Paint(string[] some) => some.Aggregate(zeros(3, 4, 4), (sum, word) => sum + Of(word)).tanh();
        var given = ask(Paint, words);
        if (given.Length != words.Length) return $"Six words need six numbers, yours are {given.Length}.";
        var whole = Paint(words);
        Tensor Change(int n) => Paint([.. words.Where((_, k) => k != n)]) - whole;
        double[] right = [.. words.Select((_, n) => Change(n).square().mean().Number())];
        bool Are(IEnumerable<double> other) => given.Zip(other, (g, o) => Math.Abs(g - o) < 1e-5).All(same => same);
        return Are(right) ? null
            : Are(words.Select((_, n) => Change(n).square().sum().Number())) ? "The mean of the squares, not the sum."
            : Are(words.Select(word => (Paint([word]) - whole).square().mean().Number()))
                ? "That is each word alone. Leave one out and keep the others."
            : $"Word 1, \"a\", changes the picture by {right[0]:0.###}, word 5 by {right[4]:0.####}; yours are "
                + $"{given[0]:0.####} and {given[4]:0.####}.";
    }

    private static string? FaultInTaught(Func<string[], bool, Tensor> draw)
    {
        using var scope = NewDisposeScope();
        string[] flat = [.. new[] { "black", "red", "pink", "blue", "green" }.SelectMany(hair =>
            new[] { "glasses", "a beard", "a smile" }.Select(mark => $"a flat person with {hair} hair and {mark}"))];
        double Red(bool asked) => RedNoses(draw(flat, asked)).Average(nose => nose ? 1.0 : 0);
        var with = Red(true);
        if (with < 0.8) return $"{with:P0} of those who should have a red nose have one; 80 % are asked for.";
        var without = Red(false);
        if (without > 0.1) return $"{without:P0} have a red nose though nobody asked for it; at most 10 % may.";
        var (train, people) = Datasets.Portraits();
        train.Dispose();
        var wanted = PortraitCaptions.Facts(people.Attributes)[..20]
            .Select((all, n) => PortraitCaptions.Some(all, 4, new Random(n))).ToArray();
        var rows = FaceAttributeNet.OfPortraits().Predict(draw(
            [.. wanted.Select((some, n) => PortraitCaptions.Write(some, new Random(n)))], false));
        var seen = wanted.SelectMany((some, n) => PortraitAttributes.All.Select((a, k) => (a, k))
            .Where(pair => some.ContainsKey(pair.a.Name))
            .Select(pair => pair.a.Values[rows[n, pair.k].item<long>()] == some[pair.a.Name] ? 1.0 : 0)).Average();
        return seen >= 0.85 ? null : $"Of what else is asked {seen:P0} is seen; 85 % should be.";
    }
}
