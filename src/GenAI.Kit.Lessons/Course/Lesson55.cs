using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Goals and exercises of lesson 5.5.</summary>
public static class Lesson55
{
    /// <summary>What the lesson promises to measure.</summary>
    public static readonly Goal[] Goals =
    [
        new("RealNVP: there and back", "<= 1e-5"),
        new("RealNVP: log-determinant, off autograd's", "<= 1e-4"),
        new("moons: nats from the truth", "<= 0.10"),
        new("cosine of learned and true velocity, the lowest", ">= 0.97"),
        new("four steps: best pairs over independent", "<= 0.6", Published: "Wasserstein distance, three seeds"),
        new("digits: nats, unseen", ">= 61.5", Published: "ten bells of lesson 1.2"),
        new("faces: FID of 8 steps over DDIM's of 20", "<= 1"),
        new("faces: FID of two jumps over 50 steps'", "<= 1.5"),
        new("two jumps, faster than 50 steps", ">= 20"),
    ];

    /// <summary>Code: the velocity on a road to a bell.</summary>
    public static readonly Exercise<Func<Tensor, double, double, double, Tensor>> Field = new(
        "5.5.a",
        [
            "At the time t a walker is at x = (1 − t)·x₀ + t·x₁, a sum of two independent bells. What are its "
            + "mean and its variance?",
            "Mean t·m, variance (1 − t)² + t²·s². The velocity x₁ − x₀ is a bell as well, of mean m, and has "
            + "the covariance t·s² − (1 − t) with x.",
            "The mean of one bell, given the other: m + covariance / variance · (x − t·m).",
        ],
        FaultInField,
        why: "What a net learns by a squared error is this regression; with bells it is a straight line in x.",
        next: "at which t does the field not depend on x at all, if s = 1?");

    /// <summary>Reasoning to a number: where one step ends.</summary>
    public static readonly Exercise<double?> Collapse = new(
        "5.5.b",
        [
            "At t = 0 a walker is still at its x₀. What does x₀ say about x₁, if pairs are independent?",
            "Nothing. So the mean velocity at x₀ is (mean of the data) − x₀.",
            "One step of length 1 adds it to x₀, and what is left is the mean of 2, 2 and 8.",
        ],
        FaultInCollapse,
        why: "x₀ + (E[x₁] − x₀) = E[x₁], wherever x₀ was: with one step everybody meets in the mean.",
        next: "which pairs bring each walker home in one step?");

    /// <summary>Building: a density, counted along the road with random signs.</summary>
    public static readonly Exercise<Func<Func<Tensor, double, Tensor>, Tensor, int, Tensor>> Counted = new(
        "5.5.c",
        [
            "Walk back from the data, t = 1, to noise, t = 0, in n steps, and sum the divergence on the way.",
            "At each step: at = x.detach().requires_grad_(), v = field(at, k / n), a sign ±1 for each number, and "
            + "autograd.grad([(v * sign).sum()], [at])[0] · sign, summed over each row, estimates the divergence.",
            "At the end −|x|²/2 − D/2·ln(2π) is the bell's, and log p is that minus the sum of divergence / n.",
        ],
        FaultInCounted,
        why: "Where a field spreads walkers, its divergence is positive and the density thins out by just that.",
        next: "with signs the estimate is exact if no number's velocity depends on another number. Why?");

    private static string? FaultInField(Func<Tensor, double, double, double, Tensor> field)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -1.0, 0, 0.5, 2 });
        foreach (var (t, m, s) in new[] { (0.5, 2.0, 0.5), (0.0, 2.0, 0.5), (1.0, -1.0, 0.3), (0.25, 0.0, 2.0) })
        {
            var given = field(x, t, m, s);
            if (!given.shape.SequenceEqual(x.shape))
                return $"From four places come four velocities, not [{string.Join(", ", given.shape)}].";
            var variance = (1 - t) * (1 - t) + t * t * s * s;
            Tensor By(double slope) => m + slope * (x - t * m);
            bool Is(Tensor other) => (given.to(float64) - other).abs().max().item<double>() < 1e-6;
            if (Is(By((t * s * s - (1 - t)) / variance))) continue;
            return Is(full_like(x, m)) ? "That is the mean of all. Who is at x tells something about where it goes."
                : Is(By((t * s * s + (1 - t)) / variance))
                    ? "The sign: who is far out came from far out, and noise stands with a minus in x₁ − x₀."
                : Is(By((t * s - (1 - t)) / ((1 - t) * (1 - t) + t * t * s)))
                    ? "s is a deviation; its square is the variance."
                : $"At t = {t} with m = {m} and s = {s} the velocity at x = {x[0].item<double>()} is not "
                    + $"{given[0].to(float64).item<double>():0.###}.";
        }
        return null;
    }

    private static string? FaultInCollapse(double? place) => place!.Value switch
    {
        var p when Math.Abs(p - 4) < 0.005 => null,
        var p when Math.Abs(p - 1) < 0.005 => "That is the velocity. It is added to x₀ = 3.",
        var p when Math.Abs(p - 2) < 0.005 => "That is the nearest, and the most frequent. The field doesn't choose.",
        var p when Math.Abs(p - 8) < 0.005 => "That is one of them. The field doesn't choose.",
        var p when Math.Abs(p - 7) < 0.005 => "The velocity is x₁ − x₀: take the 3 away before the mean.",
        var p => $"Not {p:0.###}. The velocity at the start is the mean of 2 − 3, 2 − 3 and 8 − 3.",
    };

    // A field that carries N(0, 1) to N(m, s²) in each of four numbers, along roads from each x₀ to m + s·x₀.
    private static string? FaultInCounted(Func<Func<Tensor, double, Tensor>, Tensor, int, Tensor> count)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(55);
        var (m, s) = (tensor(new[] { 1.0, -1, 0, 2 }), tensor(new[] { 0.5, 2, 0.8, 0.25 }));
        Tensor Velocity(Tensor x, double t) => m + (s - 1) / (1 - t + t * s) * (x - t * m);
        var start = randn(400, 4, float64);
        var at = m + s * start;
        var given = count(Velocity, at, 400);
        if (!given.shape.SequenceEqual([400]))
            return $"400 rows have 400 densities, not [{string.Join(", ", given.shape)}].";
        Tensor Bell(Tensor x) => (-x.square() / 2 - Math.Log(2 * Math.PI) / 2).sum(1);
        bool Is(Tensor other) => Math.Abs((given.to(float64) - other).mean().item<double>()) < 0.05
            && (given.to(float64) - other).abs().max().item<double>() < 1;
        var thinner = s.log().sum();
        if (Is(Bell(start) - thinner)) return null;
        return Is(Bell(start)) ? "That is the density of the start. On the way it changes by the divergence."
            : Is(Bell(start) + thinner) ? "The sign: where walkers come closer together, the density grows."
            : Is(Bell(at) - thinner) ? "The bell is asked at the start of the road, not at its end."
            : Is(Bell(start) + 2 * Math.Log(2 * Math.PI) - thinner) ? "−D/2·ln(2π) of the bell is missing."
            : $"The mean of log p should be {(Bell(start) - thinner).mean().item<double>():0.000}, yours is "
                + $"{given.mean().item<double>():0.000}.";
    }
}
