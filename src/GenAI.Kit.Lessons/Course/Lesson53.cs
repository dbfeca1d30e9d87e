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
        new("a row of the table, drawn again", "<= 0.02", Published: "difference of the share present"),
        new("error of the code", "<= 0.002", Published: "squared, per pixel and channel"),
        new("portraits: error of the code", "<= 0.0015", Published: "squared, per pixel and channel"),
        new("portraits: what survives the code", ">= 0.95", Published: "share of the attributes that are seen"),
        new("portraits: present, the least of ten attributes", ">= 0.95"),
        new("portraits: FID over the floor", "<= 10"),
        new("portraits: the first 50, drawn again", "<= 0.02", Published: "difference of the share present"),
    ];

    private const int Faces = 200, MostSteps = 10, Hat = 1;
    private const double LeastPresent = 0.95, LeastRecall = 0.65;

    /// <summary>Code: the answer with and the answer without a wish, made into one.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, double, Tensor>> Guide = new(
        "5.3.a",
        "With u = 0 only `asked` is left. Go on from there, in the direction that leads from `nothing` to `asked`.",
        FaultInGuide);

    /// <summary>Reasoning to a number: the guided score between two classes.</summary>
    public static readonly Exercise<double?> Halfway = new(
        "5.3.b",
        "Three times the difference of two scores, added to one of them. Which one is 0 here?",
        FaultInHalfway);

    /// <summary>Open: a weight and a number of steps, for hats and variety.</summary>
    public static readonly Exercise<(double Weight, int Steps)?> Hats = new(
        "5.3.c",
        "Look at the figure \"Two hundred hats\": where do nearly all have one, and what has not yet fallen far?",
        FaultInHats);

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

    private static string? FaultInHats((double Weight, int Steps)? order)
    {
        var (weight, steps) = order!.Value;
        if (steps is < 1 or > MostSteps) return $"1 to {MostSteps} steps are allowed, not {steps}.";
        using var scope = NewDisposeScope();
        using var ruler = FaceAttributeNet.Pretrained();
        var (faces, _) = Datasets.Faces();
        var real = faces.Pixels[FaceAttributes.Labels(faces.Attributes)[.., Hat].eq(1)][..Faces];
        var drawn = Draw(faces.Pixels, weight, steps);
        var present = ruler.Predict(drawn)[.., Hat].eq(1).to(float64).mean().item<double>();
        var recall = PrecisionRecall.Between(ruler.Features(real), ruler.Features(drawn)).Recall;
        return present < LeastPresent ? $"Only {present:P0} have a hat, {LeastPresent:P0} are wanted."
            : recall < LeastRecall ? $"Too much alike: recall is {recall:0.00}, not {LeastRecall} or more." : null;
    }

    private static Tensor Draw(Tensor faces, double weight, int steps)
    {
        using var codec = Pretrained.Load<SpatialVae>("5.3-codes");
        using var painter = Pretrained.Load<Dit>("5.3-faces");
        var wish = full(Faces, FaceAttributes.All.Count, -1, int64);
        wish[.., Hat] = 1;
        Seed.Everything(33);
        var model = new Ddpm(painter, NoiseSchedule.Cosine(), Prediction.Velocity).Given(wish, weight);
        var codes = Ddim.Sample(model, randn(Faces, 4, 8, 8), steps, cancellation: Host.Cancellation);
        var scale = Scope.Eval(codec, faces, x => codec.Encode(x).Mu).std();
        return Scope.Eval(codec, codes * scale, codec.Decode).clamp(0, 1);
    }
}
