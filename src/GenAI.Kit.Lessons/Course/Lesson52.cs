using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Metrics;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Goals and exercises of lesson 5.2.</summary>
public static class Lesson52
{
    /// <summary>What the lesson promises to measure.</summary>
    public static readonly Goal[] Goals =
    [
        new("moments of q(x_t|x_0)", "<= 0.01", Published: "largest difference from the formula"),
        new("error of the noise at step 1,250", "<= 0.060",
            Published: "shipped run; PyTorch peer, 428 k weights: 0.0583"),
        new("error of the noise at step 1,500", "<= 0.0435",
            Published: "shipped run; PyTorch peer, after 2,500 steps: 0.0425"),
        new("error of the noise after this run", "<= 0.060"),
        new("50 steps, η = 0: FID over the GAN's", "< 1"),
        new("η = 0: FID falls with more steps", "< 1", Published: "largest ratio of two neighbours"),
        new("64 faces in 50 steps: speed over that of a convolution", ">= 0.2"),
    ];

    private const int Faces = 200, MostSteps = 12;
    private const double MostFid = 470;

    /// <summary>Code: the noise, from what the painter says.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, double, Tensor>> FromVelocity = new(
        "5.2.a",
        hints:
        [
            "You have two equations, eq. 4 for x_t and the definition of v, and two unknowns, x₀ and ε.",
            "Multiply eq. 4 by √(1 − ᾱ) and the definition of v by √ᾱ, and add them: x₀ cancels.",
            "What is left is √(1 − ᾱ)·x_t + √ᾱ·v = ((1 − ᾱ) + ᾱ)·ε.",
        ],
        FaultInFromVelocity,
        why: "x_t and v are x₀ and ε, turned by an angle whose cosine is √ᾱ. Turn them back, and you have both.",
        next: "write x₀ the same way. Which of the two is told exactly at t = T, whatever the network says?");

    /// <summary>Reasoning to a number: what two steps of noise leave.</summary>
    public static readonly Exercise<double?> Share = new(
        "5.2.b",
        hints:
        [
            "Look at eq. 2: by which factor does a step shrink the picture, and so its variance?",
            "Each step keeps 1 − β of the variance that comes in.",
            "ᾱ₂ = (1 − β₁)·(1 − β₂).",
        ],
        FaultInShare,
        why: "Factors multiply: the second step takes half of all that is there, of old noise as well.",
        next: "which β must a third step have, so that 10 % are left?");

    /// <summary>Build: from a picture to the noise that it comes from.</summary>
    public static readonly Exercise<Func<Func<Tensor, int, Tensor>, Tensor, double[], int[], Tensor>> Inverted = new(
        "5.2.c",
        hints:
        [
            "It is the walk of DDIM with η = 0, from the other end: look at eq. 12 with σ = 0.",
            "At each step ask for the noise, make the guess of the clean picture of it, and put both together with "
            + "the shares of the step that comes next.",
            "The guess is (x − √(1 − ᾱ)·ε̂) / √ᾱ with ᾱ of now; the next x is √ᾱ·guess + √(1 − ᾱ)·ε̂ with ᾱ of next.",
        ],
        FaultInInverted,
        why: "With η = 0 the way is the solution of a differential equation, and such a way can be walked from both "
            + "ends. So every picture has one noise of its own.",
        next: "find the noise of two real faces with the painter, and walk between them along the sphere.");

    /// <summary>Open: few steps, good faces.</summary>
    public static readonly Exercise<(int Steps, double Eta)?> Fast = new(
        "5.2.d",
        hints:
        [
            "Look at the figure \"What asking buys\": which of the lines η = 0 and η = 1 is lower where questions "
            + "are few?",
            "Take as many steps as you may.",
            "New noise in the last steps has no step after it that could take it away. How much do you want?",
        ],
        FaultInFast,
        why: "With few steps each one that adds noise leaves some of it.",
        next: "how many steps does η = 1 need for the same FID?");

    private static string? FaultInFromVelocity(Func<Tensor, Tensor, double, Tensor> noise)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(3);
        foreach (var abar in new[] { 0.36, 0.9, 0.01 })
        {
            Tensor x0 = randn([2, 3], generator: generator), eps = randn([2, 3], generator: generator);
            var (kept, added) = (Math.Sqrt(abar), Math.Sqrt(1 - abar));
            var (xt, v) = (kept * x0 + added * eps, kept * eps - added * x0);
            var given = noise(xt, v, abar);
            if (!given.shape.SequenceEqual(xt.shape))
                return $"From [2, 3] comes [2, 3], not [{string.Join(", ", given.shape)}].";
            bool Is(Tensor expected) => (given - expected).abs().max().to(float64).item<double>() < 1e-4;
            if (Is(eps)) continue;
            return Is(x0) ? "That is the clean picture. The noise is asked for."
                : Is((1 - abar) * xt + abar * v) ? "Shares of the variance are squares: take roots of both factors."
                : Is(kept * xt + added * v) ? "The factors are exchanged: with much noise x_t itself is the noise."
                : Is(added * xt - kept * v) ? "The sign: where ᾱ is near 1, v is the noise, not minus the noise."
                : $"With ᾱ = {abar} this is not the noise. Try it with x₀ = 0: then x_t = √(1 − ᾱ)·ε and v = √ᾱ·ε.";
        }
        return null;
    }

    private static string? FaultInShare(double? share) => share!.Value switch
    {
        var s when Math.Abs(s - 0.4) < 0.005 => null,
        var s when Math.Abs(s - 0.6) < 0.005 => "That is the share of the noise.",
        var s when Math.Abs(s - 0.3) < 0.005 => "Shares don't add up, they multiply: half of 0.8 is left.",
        var s when Math.Abs(s - 0.6325) < 0.005 => "That is the factor of x₀. The variance is its square.",
        var s when Math.Abs(s - 0.1) < 0.005 => "That is β₁·β₂. Multiply what each step keeps.",
        var s => $"Not {s:0.###}. The first step keeps 0.8 of the variance.",
    };

    // Data from N(0, 0.25), whose noise can be told exactly, as can the way: x grows as its own deviation does.
    private static string? FaultInInverted(Func<Func<Tensor, int, Tensor>, Tensor, double[], int[], Tensor> invert)
    {
        using var scope = NewDisposeScope();
        const double v = 0.25;
        double[] abar = [.. NoiseSchedule.Linear().AlphaBar];
        double Deviation(int t) => Math.Sqrt(abar[t] * v + 1 - abar[t]);
        int[] times = [.. Enumerable.Range(0, 101).Select(k => 1 + (int)Math.Round(999 * k / 100.0))];
        var x0 = linspace(-1, 1, 9, float64);
        var asked = new List<int>();
        Tensor Run() => invert((x, t) =>
        {
            asked.Add(t);
            return Math.Sqrt(1 - abar[t]) / (Deviation(t) * Deviation(t)) * x;
        }, x0, abar, times);
        var (once, calls) = (Run(), asked.Distinct().Count());
        if (!once.shape.SequenceEqual(x0.shape))
            return $"From nine numbers come nine, not [{string.Join(", ", once.shape)}].";
        bool Is(double factor) => (once - factor * x0).abs().max().to(float64).item<double>() < 0.1;
        if (Is(Deviation(1000) / Deviation(1))) return null;
        if ((Run() - once).abs().max().to(float64).item<double>() > 1e-6)
            return "Twice the same picture, twice another noise: no dice are thrown on this way.";
        return calls < 50 ? $"The noise was asked for at {calls} steps. Go through all of `times`, from low to high."
            : Is(1) ? "Nothing has moved: x stays x if both shares are those of the same step."
            : $"A number of 1 should end near {Deviation(1000) / Deviation(1):0.00}, got "
                + $"{once[^1].to(float64).item<double>():0.00}. First the guess of the clean picture, by ᾱ of "
                + "now, then the next x, by ᾱ of next.";
    }

    private static string? FaultInFast((int Steps, double Eta)? sampler)
    {
        var (steps, eta) = sampler!.Value;
        if (steps is < 1 or > MostSteps) return $"1 to {MostSteps} steps are allowed, not {steps}.";
        if (eta is < 0 or > 1) return $"η lies within 0 … 1, not at {eta}.";
        using var scope = NewDisposeScope();
        using var net = Pretrained.Load<UNet>("5.2-faces");
        var model = new Ddpm(net, NoiseSchedule.Cosine(), Prediction.Velocity, pictures: [3, 16, 16]);
        Seed.Everything(31);
        var x = Ddim.Sample(model, Faces, steps, eta, cancellation: Host.Cancellation);
        using var ruler = FaceAttributeNet.Pretrained();
        var (_, real) = Datasets.Faces();
        var fid = FrechetDistance.Between(ruler.Features(real.Pixels), ruler.Features(x));
        return fid <= MostFid ? null : $"FID is {fid:0}, at most {MostFid:0} is asked for.";
    }
}
