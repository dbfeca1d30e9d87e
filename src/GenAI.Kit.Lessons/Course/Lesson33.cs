using GenAI.Kit.Adversarial;
using GenAI.Kit.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Goals and exercises of lesson 3.3.</summary>
public static class Lesson33
{
    private const double LeastGain = 0.07;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("colour of pix2pix", ">= 0.85", Published: "largest less smallest channel over the truth's"),
        new("and more of it than L1 alone has, by", ">= 0.08", Published: "after as many steps"),
        new("FID of pix2pix over L1's", "<= 0.7"),
        new("distance of pix2pix over L1's", "<= 1.2"),
        new("what translation keeps, at least", ">= 0.9", Published: "skin, hair colour, clothes, background"),
        new("right pairs beyond untranslated", ">= 0.10", Published: "of 300 hidden ones, by pixels"),
        new("cycle error, ink → toon → ink", "<= 0.03", Published: "per pixel and channel"),
        new("hidden colours: home from true grey, over from its own", ">= 3"),
        new("the same, mended", "<= 1.3"),
        new("hidden colours: under noise of 0.1, over without", ">= 2"),
    ];

    /// <summary>Code: how far a stack of convolutions sees.</summary>
    public static readonly Exercise<Func<(int Kernel, int Stride)[], int>> Field = new(
        "3.3.a",
        [
            "Walk from the last layer to the first. One answer is 1 place wide.",
            "n places of a layer's output, next to each other, lie `stride` places of its input apart.",
            "So they span (n − 1) · stride + kernel places of its input. Do that for each layer, last to first.",
        ],
        FaultInField,
        why: "Strides multiply: what lies behind a halving sees twice as far, and that is why few layers are enough.",
        next: "which stack of 3×3 convolutions without strides would see 71 pixels? Count its layers.");

    /// <summary>Reasoning to two numbers: the best constant under L1 and under L2.</summary>
    public static readonly Exercise<(double L1, double L2)?> Constant = new(
        "3.3.b",
        [
            "Call the answer c. Under L1 nine shirts cost 4·|c − 0.1| + 2·|c − 0.3| + 3·|c − 0.9|, with squares in "
            + "place of the bars under L2.",
            "Under L1: begin at 0.1 and move c to the right. Four terms grow, five shrink. Go on until more grow "
            + "than shrink.",
            "Under L2 the slope is 0 where c is the mean: (4 · 0.1 + 2 · 0.3 + 3 · 0.9) / 9.",
        ],
        FaultInConstant,
        why: "L1 asks for the median, the fifth of nine; L2 for the mean, a colour that no shirt has. The commonest "
            + "colour is asked for by neither.",
        next: "with five colours, equally common, what does L1 paint?");

    /// <summary>Building: the loss of CUT, which needs no way back.</summary>
    public static readonly Exercise<Func<Tensor[], Tensor[], int, double, Tensor>> Contrast = new(
        "3.3.c",
        [
            "For one layer: `x.flatten(2).transpose(1, 2)` is [B, H·W, C], a row for each place. Draw `places` of "
            + "them with `randperm(H·W)`, the same for input and output.",
            "Bring every row to length 1, `x / x.norm(2, true).clamp_min(1e-8)`. Then "
            + "`q.matmul(k.transpose(1, 2)) / tau` is [B, P, P]: each place of the output against each of the input.",
            "Place p should choose place p: cross-entropy with the labels 0 … P − 1, repeated for every picture; "
            + "then the mean over the layers.",
        ],
        FaultInContrast,
        why: "It asks that each place of the result is more like the same place of its source than like all others. "
            + "So contents stay where they were, and no second translator is needed to check that.",
        next: "train with this in place of the round trips: `g.There` alone, features from the first layers of the "
            + "critic.");

    /// <summary>Open: a translation that finds more of the hidden people.</summary>
    public static readonly Exercise<Func<Tensor, Tensor>> Better = new(
        "3.3.d",
        [
            "Which people are mixed up? Look at the pairs that are wrong: what did the translation lose?",
            "A translator invents what it can't know, such as the cut of the hair, and a wrong invention counts "
            + "against the right person. What is invented changes when the drawing is moved by a pixel; what is seen "
            + "moves along.",
            "Translate the drawing nine times, moved by −1, 0 or 1 pixels each way (`roll`), move each result back, "
            + "and take the mean.",
        ],
        FaultInBetter,
        why: "The right pair is the nearest of 300 by pixels, and there a mean of several guesses is nearer to the "
            + "truth than most of them: softer, as the painter with the distance alone was, and right more often.",
        next: "train with twice the weight of the round trip, and with CUT's loss of exercise c: which finds more?");

    /// <summary>Of people drawn in two styles, how many are nearest to themselves.</summary>
    /// <param name="translated">The translated, shape [N, C, S, S].</param>
    /// <param name="truth">The same people as drawn in the other style, of the same shape.</param>
    public static double Pairs(Tensor translated, Tensor truth)
    {
        using var scope = NewDisposeScope();
        var nearest = cdist(translated.flatten(1), truth.flatten(1)).argmin(1);
        return nearest.eq(arange(truth.shape[0], device: truth.device)).to(float64).mean().Number();
    }

    private static string? FaultInField(Func<(int Kernel, int Stride)[], int> field)
    {
        foreach (var layers in new (int, int)[][]
        {
            [(3, 1)], [(3, 1), (3, 1)], [(5, 3), (3, 2), (2, 1)], [(4, 2), (4, 1), (4, 1)],
            [(4, 2), (4, 2), (4, 1), (4, 1)],
        })
        {
            var (given, seen) = (field(layers), Reached(layers));
            if (given == seen) continue;
            var words = string.Join(", ", layers.Select(layer => $"({layer.Item1}, {layer.Item2})"));
            var sum = 1 + layers.Sum(layer => layer.Item1 - 1);
            return given == sum ? $"Kernels alone add up to {sum}, but strides count too: {words} sees {seen} pixels."
                : given == Turned(layers)
                    ? "You walked from the first layer to the last. Begin at the one answer, behind the last."
                : $"The gradient of one answer of {words} is not zero in {seen} pixels of a line; yours says "
                    + $"{given}.";
        }
        return null;
    }

    // By the gradient of one answer of a stack whose weights are all 1.
    private static int Reached((int Kernel, int Stride)[] layers)
    {
        using var scope = NewDisposeScope();
        using var _ = enable_grad();
        var x = zeros([1, 1, 240], requires_grad: true);
        var h = layers.Aggregate(x,
            (h, layer) => nn.functional.conv1d(h, ones(1, 1, layer.Kernel), stride: layer.Stride));
        h[0, 0, h.shape[2] / 2].backward();
        return (int)x.grad!.ne(0).sum().item<long>();
    }

    private static int Turned((int Kernel, int Stride)[] layers) =>
        layers.Aggregate(1, (n, layer) => (n - 1) * layer.Stride + layer.Kernel);

    private static string? FaultInConstant((double L1, double L2)? answer)
    {
        var (l1, l2) = answer!.Value;
        const double median = 0.3, mean = 3.7 / 9;
        bool Is(double a, double b) => Math.Abs(a - b) < 0.006;
        return Is(l1, median) && Is(l2, mean) ? null
            : Is(l1, mean) && Is(l2, median) ? "The other way round: which of the two is the median?"
            : Is(l1, 0.1) ? "0.1 is the commonest, but four of nine are no majority: under L1, move it to the right."
            : Is(l1, 0.5) || Is(l2, 0.5) ? "0.5 is halfway between the ends; count the shirts."
            : Is(l1, 0.9) ? "0.9 is too far under L1: six of nine shirts lie to the left of it."
            : Is(l1, median) ? $"L1 is right. Under L2 the cost at {l2:0.###} still has a slope."
            : Is(l2, mean) ? $"L2 is right. Under L1, what happens to the cost if you move {l1:0.###} a little?"
            : $"At L1 = {l1:0.###} and L2 = {l2:0.###} both costs still have a slope.";
    }

    private static string? FaultInContrast(Func<Tensor[], Tensor[], int, double, Tensor> contrast)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(9);
        Tensor Draw(params long[] shape) => randn(shape, generator: generator);
        Tensor[] source = [Draw(2, 5, 4, 3), Draw(2, 7, 2, 2)];
        Tensor[] result = [.. source.Select(x => x + 0.5 * Draw(x.shape))];
        const double tau = 0.2;
        var given = contrast(source, result, 12, tau);
        if (given.numel() != 1)
            return $"A loss is one number; yours has the shape [{string.Join(", ", given.shape)}].";
        double Loss(Tensor[] k, Tensor[] q, bool unit = true, double t = tau) =>
            k.Zip(q, (a, b) => OfLayer(a, b, unit, t)).Average();
        bool Is(double other) => Math.Abs(given.Number() - other) < 1e-4;
        return Is(Loss(source, result)) ? FewPlaces(contrast, source, result)
            : Is(2 * Loss(source, result)) ? "The mean over the layers, not their sum."
            : Is(Loss(result, source)) ? "Places of the output choose among those of the input: yours are exchanged."
            : Is(Loss(source, result, unit: false)) ? "Bring every row to length 1 before you multiply."
            : Is(Loss(source, result, t: 1)) ? "Divide by tau."
            : $"With all places of two small layers it is {Loss(source, result):0.0000}; yours is "
                + $"{given.Number():0.0000}.";
    }

    private static string? FewPlaces(
        Func<Tensor[], Tensor[], int, double, Tensor> contrast, Tensor[] source, Tensor[] result)
    {
        double[] Five(Tensor[] to, double tau) =>
            [.. Enumerable.Range(0, 5).Select(_ => contrast(source[..1], to[..1], 2, tau).Number())];
        var (drawn, flat) = (Five(result, 0.2), Five(result, 1e6)[0]);
        return Five(source, 0.01).Max() > 0.05
            ? "With output = input each place is nearest to itself, and the loss is near 0: draw the same places "
                + "in both."
            : Math.Abs(flat - Math.Log(2)) is > 0.01
                ? $"With 2 places and a huge tau the loss is log 2; yours is {flat:0.000}. Draw `places` "
                    + "of them."
            : drawn.Max() - drawn.Min() < 1e-6 ? "Five calls gave the same number: draw the places at random."
            : null;
    }

    private static double OfLayer(Tensor k, Tensor q, bool unit, double tau)
    {
        Tensor Rows(Tensor x)
        {
            var rows = x.flatten(2).transpose(1, 2);                              // [B, P, C]
            return unit ? rows / rows.norm(2, true) : rows;
        }
        var logits = Rows(q).matmul(Rows(k).transpose(1, 2)) / tau;               // [B, P, P]
        return -nn.functional.log_softmax(logits, 2).diagonal(0, 1, 2).mean().Number();
    }

    private static string? FaultInBetter(Func<Tensor, Tensor> translate)
    {
        using var scope = NewDisposeScope();
        var (flat, toon, ink) = PortraitPairs.Load();
        flat.Dispose();
        using var shipped = Pretrained.Load<CycleGan>("3.3-cycle");
        var (source, truth) = (Half(ink.Pixels), Half(toon.Pixels));
        var drawn = Scope.Map(source, 100, translate);
        if (!drawn.shape.SequenceEqual(source.shape))
            return $"From [300, 3, 32, 32] comes [300, 3, 32, 32], not [{string.Join(", ", drawn.shape)}].";
        var (yours, before) = (Pairs(drawn.clamp(0, 1), truth),
            Pairs(Scope.Eval(shipped, source, shipped.There, 100), truth));
        return yours >= before + LeastGain ? null
            : $"{yours:P1} of the hidden people are found, {before:P1} by the shipped translator; {LeastGain:P0} "
                + "more are asked for.";
    }

    /// <summary>From 64×64 to 32×32.</summary>
    internal static Tensor Half(Tensor x) => nn.functional.avg_pool2d(x, 2, 2);
}
