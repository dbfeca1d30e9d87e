using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Multimodal;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Goals and exercises of lesson 4.4.</summary>
public static class Lesson44
{
    private const double LeastGain = 0.03;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("sentence → picture, the right one of 100, live", ">= 0.5", Published: "chance 0.01"),
        new("sentence → picture, the right one of 100, shipped", ">= 0.9", Published: "chance 0.01"),
        new("loss against the one by hand", "<= 1e-6"),
        new("captions without a wrong fact", ">= 0.9", Published: "read back by the grammar"),
        new("facts in a caption, mean", ">= 4"),
        new("captions: the attribute that is wrong most often, right", ">= 0.97"),
        new("questions, plain", ">= 0.98"),
        new("questions, relational", ">= 0.95"),
        new("questions, beside another scene's picture", "<= 0.46", Published: "chance 0.42"),
        new("a style never seen: the right one of 100", ">= 0.4", Published: "chance 0.01"),
        new("swapped colours noticed, contrast alone", "<= 0.7", Published: "chance 0.5"),
        new("swapped colours noticed, with swapped captions to learn from", ">= 0.9"),
        new("the same, the worst of three seeds", ">= 0.85"),
    ];

    /// <summary>Code: SigLIP's loss.</summary>
    public static readonly Exercise<Func<Tensor, double, double, Tensor>> Pairs = new(
        "4.4.a",
        [
            "First the logits: t · cosine + b. On the diagonal stand the pairs, everywhere else what does not "
            + "belong together.",
            "Each place is a question of yes or no, and its loss is −log σ(±logit): plus for pairs, minus for "
            + "the rest. `2 * eye(n) - 1` holds the signs.",
            "`nn.functional.logsigmoid` is log σ, without overflow. Add all places up and divide by the number of "
            + "pictures, not by that of places.",
        ],
        FaultInPairs,
        why: "Every place stands for itself, so that the loss needs no sum over the batch in its denominators: a "
            + "thousand machines can each compute their own part.",
        next: "with b = 0 at the start, what is the loss of 64 pairs before the first step? And with b = −10?");

    /// <summary>Reasoning to two numbers: what a batch can certify, and what chance finds.</summary>
    public static readonly Exercise<(double Nats, double Recall)?> Batch = new(
        "4.4.b",
        [
            "CLIP's loss asks: which of the B sentences? A perfect answer has loss 0, a blind guess log B.",
            "What is learned of the pairing, as fresh pairs show it, is log B less the loss. How large can that be?",
            "Blind, the right one of 64 is as likely first as fifth or last: count the places that pass.",
        ],
        FaultInBatch,
        why: "The gain over blind guessing is a lower bound of the mutual information of pictures and sentences "
            + "(van den Oord et al. 2018), and with 64 pairs it can't say more than log 64, however much there is. "
            + "That is one reason for batches of 32,768.",
        next: "how many pairs would it take to certify the 10 attributes of a portrait, about 15 nats?");

    /// <summary>Building: a classifier that was never trained, out of sentences.</summary>
    public static readonly Exercise<Func<ContrastiveModel, Tensor, string[], string[]>> ZeroShot = new(
        "4.4.c",
        [
            "Encode the sentences, [K, D], and the pictures, [N, D]. Both have length 1.",
            "`images.matmul(texts.t())` is [N, K]: the cosine of each picture with each sentence.",
            "The answer to picture n is the sentence with the largest cosine in row n: `argmax(1)`. Go through the "
            + "pictures a few at a time with `Scope.Eval(model, pictures, model.EncodeImage, 100)`.",
        ],
        FaultInZeroShot,
        why: "The live towers have learned from sentences, with no list of classes: so a class is a sentence, and a "
            + "new class is a new sentence. Radford et al. call it zero-shot.",
        next: "write each class in five ways and use the mean of their points, brought to length 1: does it get "
            + "better?");

    /// <summary>Open: a better search.</summary>
    public static readonly Exercise<Func<string, long[]>> Twice = new(
        "4.4.d",
        [
            "The shipped network has a part that looks at patches and words together: `blip.Match(patches, tokens)`, "
            + "a logit for each pair. It is too slow for a thousand pictures and just right for the fifty nearest.",
            "Put in the order of match alone they are worse than before: it was asked yes or no, never who fits "
            + "best. But it errs where the towers don't. `blip.Contrast.Logits(points, v)` are logits too.",
            "Take the fifty largest of those with `topk(50)`, make their patches with `blip.EncodePatches`, ask "
            + "`Match` with the sentence repeated (`expand(50, -1)`), add the two logits, and order by the sum.",
        ],
        FaultInTwice,
        why: "The towers must pack a picture into one point before they know what will be asked; match knows, but "
            + "has only practised on what the towers found hard. Two judges that err in different places are better "
            + "together. Search engines work so: a fast look over all, a slow one at the best (reranking).",
        next: "write the wish in eight ways and take the mean of their points: does it get better still?");

    /// <summary>How often the picture of a sentence is the nearest of its hundred.</summary>
    /// <param name="images">Points of pictures, of length 1, shape [N, D], N a multiple of 100.</param>
    /// <param name="texts">Points of their sentences, of the same shape.</param>
    public static double RecallOf100(Tensor images, Tensor texts)
    {
        if (images.shape[0] % 100 != 0)
            throw new ArgumentException($"Recall of 100 needs hundreds of pictures, not {images.shape[0]}.");
        using var scope = NewDisposeScope();
        var hits = images.split(100).Zip(texts.split(100), (x, y) =>
            y.matmul(x.t()).argmax(1).eq(arange(x.shape[0], device: x.device)).to(float64).mean());
        return stack([.. hits]).mean().Number();
    }

    private static string? FaultInPairs(Func<Tensor, double, double, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(9);
        var cosines = 2 * rand([5, 5], generator: generator) - 1;
        const double t = 4, b = -1.5;
        var given = loss(cosines, t, b);
        if (given.numel() != 1)
            return $"A loss is one number; yours has the shape [{string.Join(", ", given.shape)}].";
        double Of(double scale, double shift) => ContrastiveLoss.Sigmoid(scale * cosines + shift).Number();
        bool Is(double other) => Math.Abs(given.Number() - other) < 1e-4;
        return Is(Of(t, b)) ? null
            : Is(Of(t, b) / 5) ? "Divide by the number of pictures, 5, not by that of places, 25."
            : Is(Of(t, b) * 5) ? "Divide by the number of pictures."
            : Is(Of(t, 0)) ? "The bias b is left out."
            : Is(Of(1, b)) ? "The scale t is left out."
            : Is(Of(-t, -b)) ? "The signs are the wrong way round: pairs should have large logits."
            : Is(ContrastiveLoss.Softmax(t * cosines + b).Number())
                ? "That is CLIP's loss. SigLIP's asks yes or no at each place."
            : $"For five pictures it is {Of(t, b):0.0000}; yours is {given.Number():0.0000}.";
    }

    private static string? FaultInBatch((double Nats, double Recall)? answer)
    {
        var (nats, recall) = answer!.Value;
        var most = Math.Log(64);
        return Math.Abs(nats - 6) < 0.01 ? "6 are bits: log₂ 64. In nats it is the natural logarithm."
            : Math.Abs(nats - most) > 0.05 ? $"The first is log B less a perfect loss; {nats:0.###} is not."
            : Math.Abs(recall - 1 / 64.0) < 1e-3 ? "1/64 would be the first place alone; here five places pass."
            : Math.Abs(recall - 100 * 5 / 64.0) < 0.3 ? "The second as a share, not in percent."
            : Math.Abs(recall - 5 / 64.0) > 3e-3
                ? $"The second: five of 64 places pass, and blind all are as likely. {recall:0.####} is not that."
            : null;
    }

    private static string? FaultInZeroShot(Func<ContrastiveModel, Tensor, string[], string[]> classify)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(3);
        VisionTransformerConfig eye = new(Side: 16, Patch: 8, Width: 16, Depth: 1, Heads: 2);
        using var model = new ContrastiveModel(new(
            eye, new(PortraitCaptions.Tokenizer.Size, Width: 16, Depth: 1, Heads: 2, MaxLength: 64), Channels: 8));
        var pictures = rand(300, 3, 1, 1).expand(-1, -1, 16, 16).contiguous();   // one colour each
        string[] sentences = ["a person with red hair", "a person with blue hair", "a person with green hair"];
        var given = classify(model, pictures, sentences);
        if (given.Length != 300) return $"300 pictures need 300 answers; yours are {given.Length}.";
        if (given.Except(sentences).FirstOrDefault() is { } other)
            return $"An answer is one of the sentences; \"{other}\" is none of them.";
        var logits = Scope.Eval(model, () => model.EncodeImage(pictures).matmul(
            model.EncodeText(PortraitCaptions.Encode(sentences)).t()));
        var (most, own) = (logits.amax([1]), given.Select(answer => (long)Array.IndexOf(sentences, answer)));
        var chosen = logits.gather(1, tensor(own.ToArray()).unsqueeze(1)).squeeze(1);
        var wrong = (most - chosen).gt(1e-5).sum().item<long>();                  // a tie is nobody's fault
        return wrong == 0 ? null
            : $"{wrong} of 300 pictures, by a network that was never trained, get another sentence than the one with "
                + "the largest cosine.";
    }

    // Wishes of three facts that five people or more fit, and how many of the first five found fit.
    private static string? FaultInTwice(Func<string, long[]> search)
    {
        using var scope = NewDisposeScope();
        var (train, people) = Datasets.Portraits();
        train.Dispose();
        var facts = PortraitCaptions.Facts(people.Attributes);
        bool Fits(long n, IReadOnlyDictionary<string, string> wish) =>
            wish.All(fact => facts[n].GetValueOrDefault(fact.Key) == fact.Value);
        using var blip = Pretrained.Load<Blip>("4.4-blip");
        var towers = blip.Contrast;
        var points = Scope.Eval(towers, people.Pixels, towers.EncodeImage, 100);
        var dice = new Random(44);
        var wishes = Enumerable.Range(0, 1000).Select(n => PortraitCaptions.Some(facts[n], 3, dice))
            .Where(wish => Enumerable.Range(0, 1000).Count(n => Fits(n, wish)) >= 5).Take(60).ToArray();
        double yours = 0, before = 0;
        foreach (var wish in wishes)
        {
            var sentence = PortraitCaptions.Write(wish, dice);
            var found = search(sentence);
            if (found.Length < 5 || found.Any(n => n is < 0 or > 999) || found.Distinct().Count() < found.Length)
                return $"For \"{sentence}\" five different numbers from 0 to 999 are needed, or more, the best "
                    + "first.";
            var v = Scope.Eval(towers, () => towers.EncodeText(PortraitCaptions.Encode([sentence])))[0];
            yours += found[..5].Count(n => Fits(n, wish)) / (5.0 * wishes.Length);
            before += points.matmul(v).topk(5).indexes.data<long>().Count(n => Fits(n, wish))
                / (5.0 * wishes.Length);
        }
        return yours >= before + LeastGain ? null
            : $"{yours:P1} of the first five have all of it, with the cosines alone {before:P1}; {LeastGain:P0} more "
                + "are asked for.";
    }
}
