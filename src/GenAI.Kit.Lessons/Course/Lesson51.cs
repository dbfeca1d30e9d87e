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
        "The expected centre, minus x, over the variance. Which number is the variance here?",
        FaultInTwoPoints);

    /// <summary>Reasoning to a number: the variance that large Langevin steps end with.</summary>
    public static readonly Exercise<double?> Settled = new(
        "5.1.b",
        "Write one step: x ← (1 − h/2)·x + √h·ε. If x has the variance V, what has the right side? Settled means: "
        + "it is V again.",
        FaultInSettled);

    /// <summary>Open: few calls, right shares.</summary>
    public static readonly Exercise<(double Highest, int Levels, int StepsEach)?> Cooling = new(
        "5.1.c",
        "At the highest level the three islands should be one hill: how far apart are they? And is it better to "
        + "spend the calls on steps, or on levels?",
        FaultInCooling);

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
