using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Metrics;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Goals and exercises of lesson 5.3.</summary>
public static class Lesson53
{
    /// <summary>What the lesson promises to measure.</summary>
    public static readonly Goal[] Goals =
    [
        new("present, your painter", ">= 0.75", Published: "share of the asked attributes that are seen"),
        new("present, shipped weights", ">= 0.90"),
        new("least gain of obedience", "> 0", Published: "from one weight to the next, up to 4"),
        new("one order: recall", "< 1", Published: "at weight 8 over that at weight 1"),
        new("error of the code", "<= 0.002", Published: "squared, per pixel and channel"),
        new("portraits: error of the code", "<= 0.001", Published: "squared, per pixel and channel"),
        new("portraits: marks that survive the code", ">= 0.93", Published: "mean of ten"),
        new("portraits: asked marks that are seen", ">= 0.88", Published: "mean of ten, three seeds"),
        new("portraits: FID over the floor", "<= 2.5"),
    ];

    private const int Faces = 200, MostSteps = 10, Hat = 1;
    private const double LeastPresent = 0.95, LeastRecall = 0.65;

    /// <summary>Code: the answer with and the answer without a wish, made into one.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, double, Tensor>> Guide = new(
        "5.3.a",
        hints:
        [
            "Look at the sum of this lesson. What is left of it with w = 1, and which u is that?",
            "With u = 0 only `asked` is left. Go on from there, in the direction from `nothing` to `asked`.",
            "Put w = 1 + u into nothing + w·(asked − nothing), and sort by `asked` and `nothing`.",
        ],
        FaultInGuide,
        why: "It is the same line through both answers, counted from `asked` instead of `nothing`.",
        next: "put another wish in the place of `nothing`, such as blond hair: what will be avoided?");

    /// <summary>Reasoning to a number: the guided score between two classes.</summary>
    public static readonly Exercise<double?> Halfway = new(
        "5.3.b",
        hints:
        [
            "Write down two scores at x = 0: that of the class asked for, and that of both classes together.",
            "The guided score is the score of everything, plus three times the difference of the two.",
            "The score of the class is 1 − 0 = 1. Halfway between two equal classes that of everything is 0.",
        ],
        FaultInHalfway,
        why: "Everything pulls nowhere at x = 0, the class pulls to the right by 1, and guidance triples the pull.",
        next: "at which x is the guided score 0? Is it beyond the centre of the class?");

    /// <summary>Build: guidance by a classifier, and the walk of DDIM with it.</summary>
    public static readonly Exercise<
        Func<Func<Tensor, int, Tensor>, Func<Tensor, int, Tensor>, Tensor, double[], int[], double, Tensor>> Pulled =
        new(
        "5.3.c",
        hints:
        [
            "The gradient of log p(y|x) by x is what the wish adds to a score. How does a score become a noise?",
            "At each step: `var at = x.detach().requires_grad_();`, then "
            + "`autograd.grad([logP(at, t).sum()], [at])[0]` is the gradient. Noise is −√(1 − ᾱ) times a score.",
            "With ε̂ = eps(x, t) − w·√(1 − ᾱ)·gradient the step is that of DDIM: the guess (x − √(1 − ᾱ)·ε̂)/√ᾱ, "
            + "then √ᾱ·guess + √(1 − ᾱ)·ε̂ with ᾱ of the next step.",
        ],
        FaultInPulled,
        why: "By Bayes' rule the gradient of the classifier is the difference of two scores: what classifier-free "
            + "guidance takes from one network that answers both.",
        next: "ask the attribute net of lesson 1.3 about x at t = 800. Why must a classifier for this see noise?");

    /// <summary>Open: a weight and a number of steps, for hats and variety.</summary>
    public static readonly Exercise<(double Weight, int Steps)?> Hats = new(
        "5.3.d",
        hints:
        [
            "Look at the figure \"Two hundred hats\": where do nearly all have one, and what has not yet fallen far?",
            "Obedience needs few steps; variety needs a small weight.",
            "Between weights 1 and 3 there is room for both.",
        ],
        FaultInHats,
        why: "A little more than the plain wish is enough; all that goes beyond it is paid with variety.",
        next: "order glasses: is the same weight right?");

    private static string? FaultInGuide(Func<Tensor, Tensor, double, Tensor> guide)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(5);
        foreach (var u in new[] { 0, 1, 2.5 })
        {
            Tensor asked = randn([2, 3], generator: generator), nothing = randn([2, 3], generator: generator);
            var given = guide(asked, nothing, u);
            if (!given.shape.SequenceEqual(asked.shape))
                return $"From [2, 3] comes [2, 3], not [{string.Join(", ", given.shape)}].";
            bool Is(Tensor expected) => (given - expected).abs().max().to(float64).item<double>() < 1e-5;
            if (Is(asked + u * (asked - nothing))) continue;
            return Is(nothing + u * (asked - nothing))
                ? $"That is the weight of this lesson; here u = {u} means w = {u + 1}."
                : Is(asked + u * (nothing - asked)) ? "That leads away from the wish: turn the difference."
                : u == 0 ? "With u = 0 only `asked` should be left." : $"Not what guidance says for u = {u}.";
        }
        return null;
    }

    private static string? FaultInHalfway(double? score) => score!.Value switch
    {
        var s when Math.Abs(s - 3) < 0.005 => null,
        var s when Math.Abs(s - 4) < 0.005 => "You began at the score of the class. Begin at that of everything: 0.",
        var s when Math.Abs(s - 2) < 0.005 => "The weight is 3, not 3 − 1.",
        var s when Math.Abs(s - 1) < 0.005 => "That is the score of the class alone: weight 1.",
        var s => $"Not {s:0.###}. At x = 0 the score of the class is 1, and that of everything 0.",
    };

    // Two classes, N(−1, 1) and N(1, 1); the right one is asked for. Noise of every level leaves their variance at 1.
    private static string? FaultInPulled(
        Func<Func<Tensor, int, Tensor>, Func<Tensor, int, Tensor>, Tensor, double[], int[], double, Tensor> pulled)
    {
        using var scope = NewDisposeScope();
        double[] abar = [.. NoiseSchedule.Linear().AlphaBar];
        int[] times = [.. Enumerable.Range(0, 101).Select(k => 1000 - 10 * k)];
        double Root(int t) => Math.Sqrt(abar[t]);
        Tensor Eps(Tensor x, int t) => -Math.Sqrt(1 - abar[t]) * (Root(t) * (Root(t) * x).tanh() - x);
        Tensor LogP(Tensor x, int t) => nn.functional.logsigmoid(2 * Root(t) * x);
        var start = linspace(-2, 2, 9, float64);
        Tensor Drawn(double w) => pulled(Eps, LogP, start, abar, times, w);
        Tensor Walk(double w) => Scope.Fold(start, times.Zip(times[1..]), (x, pair) =>
        {
            var (now, next) = (Root(pair.First), Root(pair.Second));
            var pull = 2 * now * (1 - (2 * now * x).sigmoid());
            var eps = Eps(x, pair.First) - w * Math.Sqrt(1 - now * now) * pull;
            return next / now * (x - Math.Sqrt(1 - now * now) * eps) + Math.Sqrt(1 - next * next) * eps;
        });
        foreach (var w in new[] { 0.0, 1, 2 })
        {
            var given = Drawn(w);
            if (!given.shape.SequenceEqual(start.shape))
                return $"From nine points come nine, not [{string.Join(", ", given.shape)}].";
            bool Is(Tensor expected) => (given - expected).abs().max().to(float64).item<double>() < 0.08;
            if (Is(Walk(w))) continue;
            return w == 0 ? "With w = 0 nothing is asked: that is plain DDIM. Check the step itself first."
                : Is(Walk(-w)) ? "That leads to the other class: a noise has the opposite sign of a score."
                : Is(Walk(0)) ? "Nothing pulls: the gradient is not used, or it is 0."
                : $"With w = {w} the point 0 should end at {Walk(w)[4].item<double>():0.00}, got "
                    + $"{given[4].to(float64).item<double>():0.00}. A score times −√(1 − ᾱ), ᾱ of now, is a noise.";
        }
        return null;
    }

    private static string? FaultInHats((double Weight, int Steps)? order)
    {
        var (weight, steps) = order!.Value;
        if (steps is < 1 or > MostSteps) return $"1 to {MostSteps} steps are allowed, not {steps}.";
        using var scope = NewDisposeScope();
        using var ruler = FaceAttributeNet.Pretrained();
        var (faces, _) = Datasets.Faces();
        var real = faces.Pixels[FaceAttributes.Labels(faces.Attributes)[.., Hat].eq(1)][..Faces];
        var wishes = full(Faces, FaceAttributes.All.Count, -1, int64);
        wishes[.., Hat] = 1;
        var paint = Painter(faces.Pixels);
        Seed.Everything(33);                                                      // new networks have moved the dice
        var drawn = paint(wishes, weight, steps);
        var present = ruler.Predict(drawn)[.., Hat].eq(1).to(float64).mean().item<double>();
        var recall = PrecisionRecall.Between(ruler.Features(real), ruler.Features(drawn)).Recall;
        return present < LeastPresent ? $"Only {present:P0} have a hat, {LeastPresent:P0} are wanted."
            : recall < LeastRecall ? $"Too much alike: recall is {recall:0.00}, not {LeastRecall} or more." : null;
    }

    /// <summary>The lesson's shipped painter of codes.</summary>
    /// <param name="faces">Those that it has learned from: the size of their codes counts.</param>
    /// <returns>From wishes, int64 [n, A], a weight of guidance and a number of steps to faces in [0, 1].</returns>
    internal static Func<Tensor, double, int, Tensor> Painter(Tensor faces)
    {
        var (codec, painter) = (Pretrained.Load<SpatialVae>("5.3-codes"), Pretrained.Load<Dit>("5.3-faces"));
        var scale = Scope.Eval(codec, faces, x => codec.Encode(x).Mu).std();
        var model = new Ddpm(painter, NoiseSchedule.Cosine(), Prediction.Velocity);
        return (wishes, weight, steps) =>
        {
            var noise = randn(wishes.shape[0], 4, 8, 8);
            var codes = Ddim.Sample(model.Given(wishes, weight), noise, steps, cancellation: Host.Cancellation);
            return Scope.Eval(codec, codes * scale, codec.Decode).clamp(0, 1);
        };
    }
}
