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
        new("a row of the table, drawn again", "<= 0.05", Published: "relative difference"),
        new("64 faces in 50 steps: speed over that of a matrix product", ">= 0.2"),
    ];

    private const int Faces = 200, MostSteps = 12;
    private const double MostFid = 470;

    /// <summary>Code: noisy data at any step, in one jump.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, double, Tensor>> Noised = new(
        "5.2.a",
        "The two factors are roots: their squares are the shares of the variance, and these sum to 1.",
        FaultInNoised);

    /// <summary>Reasoning to a number: what two steps of noise leave.</summary>
    public static readonly Exercise<double?> Share = new(
        "5.2.b",
        "Each step keeps 1 − β of the variance that comes in. ᾱ is the product.",
        FaultInShare);

    /// <summary>Open: few steps, good faces.</summary>
    public static readonly Exercise<(int Steps, double Eta)?> Fast = new(
        "5.2.c",
        "Look at the figure \"What asking buys\": which of the lines η = 0 and η = 1 is lower where questions are "
        + "few?",
        FaultInFast);

    private static string? FaultInNoised(Func<Tensor, Tensor, double, Tensor> noised)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(3);
        foreach (var abar in new[] { 0.36, 0.9, 0.01 })
        {
            Tensor x0 = randn([2, 3], generator: generator), eps = randn([2, 3], generator: generator);
            var given = noised(x0, eps, abar);
            if (!given.shape.SequenceEqual(x0.shape))
                return $"From [2, 3] comes [2, 3], not [{string.Join(", ", given.shape)}].";
            bool Is(double ofData, double ofNoise) =>
                (given - ofData * x0 - ofNoise * eps).abs().max().to(float64).item<double>() < 1e-5;
            var (kept, added) = (Math.Sqrt(abar), Math.Sqrt(1 - abar));
            if (Is(kept, added)) continue;
            return Is(abar, 1 - abar) ? $"With ᾱ = {abar} the variance is no longer 1: take roots of both factors."
                : Is(added, kept) ? "The factors are exchanged: ᾱ is what is left of the data."
                : Is(kept, 1 - abar) ? "The factor of the noise is a root, too."
                : Is(abar, added) ? "The factor of the data is a root, too."
                : $"With ᾱ = {abar}: expected {kept:0.00}·x₀ + {added:0.00}·ε.";
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
