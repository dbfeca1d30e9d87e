using GenAI.Kit.Diffusion;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Goals and exercises of lesson 5.1.</summary>
public static class Lesson51
{
    /// <summary>What the lesson promises to measure.</summary>
    public static readonly Goal[] Goals =
    [
        new("formula against autograd", "<= 1e-9"),
        new("moons: cosine", ">= 0.98", Published: "of learned and true score, worst of 9 levels"),
        new("islands: cosine", ">= 0.98", Published: "of learned and true score, worst of 9 levels"),
        new("moons: distance over the floor", "<= 2"),
        new("islands: distance over the floor", "<= 2"),
        new("islands: largest error of a share", "<= 0.05"),
    ];

    private const int Count = 2000, MostCalls = 150;
    private const double MostError = 0.05, MostWidth = 0.16;

    /// <summary>Code: the score of two points with noise.</summary>
    public static readonly Exercise<Func<Tensor, double, Tensor>> TwoPoints = new(
        "5.1.a",
        hints:
        [
            "Look at the score of a mixture: the expected centre, minus x, over the variance.",
            "Which number is the variance here? All of it is noise.",
            "Expected centre tanh(x/σ²), variance σ².",
        ],
        FaultInTwoPoints,
        why: "With little noise the tangent is a step: everybody goes to the nearer point. With much noise it is a "
            + "gentle slope: everybody goes to the middle.",
        next: "at which σ does the score at x = 0 turn from pushing apart to pulling together?");

    /// <summary>Reasoning to a number: the variance that large Langevin steps end with.</summary>
    public static readonly Exercise<double?> Settled = new(
        "5.1.b",
        hints:
        [
            "Write one step: x ← (1 − h/2)·x + √h·ε. If x has the variance V, what has the right side?",
            "Settled means: it is V again. A factor of a makes a factor of a² of the variance.",
            "V = (1 − h/2)²·V + h, with h = 1.",
        ],
        FaultInSettled,
        why: "The step is exact only where it is small: large ones overshoot, and the points spread too far.",
        next: "exercise c mends it.");

    /// <summary>Build: Langevin with steps that may be refused.</summary>
    public static readonly Exercise<Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>, Tensor, double, int, Tensor>>
        Refused = new(
        "5.1.c",
        hints:
        [
            "Each step is first only proposed: y = x + h/2·score(x) + √h·ε. Then compare the ways x to y and y to x.",
            "log q(y|x) is −(y − x − h/2·score(x))²/2h; exchange x and y for the way back. The ratio, in logs, is "
            + "logP(y) + log q(x|y) − logP(x) − log q(y|x).",
            "Draw `rand_like(x).log()`; where it is below the ratio, `where(…, y, x)` takes the step.",
        ],
        FaultInRefused,
        why: "Each pair of places is now left as often one way as the other, whatever the step: the density stays.",
        next: "count how many steps are refused as h grows. And why can't the network of this lesson do it?");

    /// <summary>Open: few calls, right shares.</summary>
    public static readonly Exercise<(double Highest, int Levels, int StepsEach)?> Cooling = new(
        "5.1.d",
        hints:
        [
            "At the highest level the three islands should be one hill: how far apart are they?",
            "Is it better to spend the calls on steps, or on levels? Try both.",
            "From about 2.5 down, with more levels than steps at each.",
        ],
        FaultInCooling,
        why: "Shares are decided where the hill parts, and need a high beginning; the width is decided last.",
        next: "the same with 75 calls.");

    private static string? FaultInTwoPoints(Func<Tensor, double, Tensor> twoPoints)
    {
        using var scope = NewDisposeScope();
        foreach (var sigma in new[] { 0.5, 1.5, 3 })
        {
            var (x, v) = (linspace(-2, 2, 9, float64), sigma * sigma);
            var given = twoPoints(x, sigma);
            if (!given.shape.SequenceEqual(x.shape))
                return $"From nine places come nine scores, not [{string.Join(", ", given.shape)}].";
            bool Is(Tensor s) => (given - s).abs().max().item<double>() < 1e-6;
            var way = (x / v).tanh() - x;
            if (Is(way / v)) continue;
            return Is(-way / v) ? "The arrows point downhill: from x to the expected centre is centre − x."
                : Is(way / sigma) || Is(way) ? $"With σ = {sigma}: divide by the variance, which is σ²."
                : Is(way * -sigma / v) ? "That is the noise. The score is −1/σ times it."
                : Is((x.tanh() - x) / v) ? "The tangent is that of x / σ²: with little noise it is a sharp step."
                : $"With σ = {sigma}, at x = 2: expected {(Math.Tanh(2 / v) - 2) / v:0.###}, got "
                    + $"{given[^1].to(float64).item<double>():0.###}.";
        }
        return null;
    }

    private static string? FaultInSettled(double? settled) => settled!.Value switch
    {
        var v when Math.Abs(v - 4.0 / 3) < 0.005 => null,
        var v when Math.Abs(v - 1) < 0.005 => "That is what tiny steps end with. With h = 1 a step halves x and "
            + "adds noise of variance 1: start at variance 1 and see where one step leads.",
        var v when Math.Abs(v - 1.25) < 0.005 => "That is one step from variance 1. Go on until nothing changes.",
        var v when Math.Abs(v - 2) < 0.005 => "A factor of ½ makes a quarter of the variance, not a half.",
        var v when Math.Abs(v - 1.1547) < 0.005 => "That is the deviation. The variance is its square.",
        var v => $"Not {v:0.###}. Solve V = (1 − h/2)²·V + h.",
    };

    private static string? FaultInRefused(
        Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>, Tensor, double, int, Tensor> walk)
    {
        using var scope = NewDisposeScope();
        foreach (var (h, v) in new[] { (1.0, 1.0), (1.5, 1.0), (0.5, 0.25) })
        {
            Seed.Everything(7);
            var start = zeros(20_000, float64);
            var x = walk(x => -x.square() / (2 * v), x => -x / v, start, h, 60);
            if (!x.shape.SequenceEqual(start.shape))
                return $"From 20,000 points come 20,000, not [{string.Join(", ", x.shape)}].";
            var got = x.to(float64).var().item<double>();
            if (Math.Abs(got - v) < 0.05 * v) continue;
            var plain = h / (1 - (1 - h / 2 / v) * (1 - h / 2 / v));
            var which = $"N(0, {v}) with h = {h}: the variance settles at {got:0.00}, not {v}.";
            return got < 0.01 * v ? $"{which} All points stay where they began: is anything ever accepted?"
                : Math.Abs(got - plain) < 0.05 * plain ? $"{which} That is plain Langevin: no step is refused."
                : got < v ? $"{which} Too narrow: the densities alone refuse too many. Both ways between x and y "
                    + "must be in the ratio."
                : $"{which} Too wide: check the signs of the ratio. A step is taken where log u is below it.";
        }
        return null;
    }

    private static string? FaultInCooling((double Highest, int Levels, int StepsEach)? cooling)
    {
        var (highest, levels, each) = cooling!.Value;
        if (levels < 2 || each < 1) return $"{levels} levels of {each} steps: take 2 levels or more, 1 step or more.";
        if (levels * each > MostCalls) return $"{levels} × {each} = {levels * each} calls, {MostCalls} are allowed.";
        if (highest is < 0.05 or > 3) return $"The network knows levels of 0.05 to 3, not {highest}.";
        using var scope = NewDisposeScope();
        var centres = tensor(new[,] { { -1.3, -0.7 }, { 1.4, -0.4 }, { 0.1, 1.3 } });
        double[] weights = [0.6, 0.3, 0.1];
        using var net = Pretrained.Load<ScoreNet>("5.1-islands");
        Seed.Everything(31);
        var x = Langevin.Annealed(net.call, 5 * rand(Count, 2) - 2.5, ScoreMatching.Levels(highest, 0.05, levels),
            0.002, each, cancellation: Host.Cancellation);
        var way = cdist(x.to(float64), centres);                                          // [N, 3]
        var counts = way.argmin(1).bincount(null, 3).data<long>().ToArray();
        var error = counts.Zip(weights, (n, w) => Math.Abs((double)n / Count - w)).Max();
        if (error > MostError) return $"The largest error of a share is {error:0.000}, {MostError} are allowed.";
        var width = Math.Sqrt(way.amin([1]).square().mean().item<double>() / 2);
        return width <= MostWidth ? null
            : $"Around the centres the points have a deviation of {width:0.00}, {MostWidth} are allowed.";
    }
}
