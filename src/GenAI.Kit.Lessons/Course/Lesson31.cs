using GenAI.Kit.Adversarial;
using GenAI.Kit.Data;
using GenAI.Kit.Metrics;
using GenAI.Kit.Training;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 3.1.</summary>
public static class Lesson31
{
    private const int LeastModes = 7;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("mean error of the discriminator against the perfect one", "<= 0.02"),
        new("its loss against 2 log 2 − 2 JS: difference", "<= 0.02", "nats"),
        new("packing, ring: modes of 8, mean of ten seeds", ">= 7.5", Published: "PacGAN, other networks: 7.9"),
        new("packing, ring: good points, mean of ten seeds", ">= 0.9", Published: "PacGAN, other networks: 0.956"),
        new("best game, grid: modes of 25, mean of ten seeds", ">= 24", Published: "PacGAN, other networks: 24.6"),
        new("one game of the table, here: difference in good points", "<= 0.05"),
    ];

    /// <summary>Code: the hinge loss of a discriminator.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor>> Hinge = new(
        "3.1.a",
        "What costs nothing is cut off at 0: `nn.functional.relu(…)` of what is missing to the margin, then the mean."
        + " For real examples 1 − logit is missing, for generated ones 1 + logit.",
        FaultInHinge);

    /// <summary>Reasoning to a number: the Jensen–Shannon divergence behind a best discriminator's loss.</summary>
    public static readonly Exercise<double?> Divergence = new(
        "3.1.b",
        "Compute the loss first: two equal terms. Then solve loss = 2 log 2 − 2 JS for JS.",
        FaultInDivergence);

    /// <summary>Open: a game that does not collapse, with few steps.</summary>
    public static readonly Exercise<(int Pack, double Generator, double Discriminator)?> Stable = new(
        "3.1.c",
        "A discriminator that sees two points at once notices sameness. And who should learn faster: the player who "
        + "judges, or the one who is judged?",
        FaultInStable);

    private static string? FaultInHinge(Func<Tensor, Tensor, Tensor> hinge)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(5);
        for (var k = 0; k < 4; k++)
        {
            Tensor Logits() => 2 * randn([6], float64, generator: generator);
            var (real, fake) = (Logits(), Logits());
            var (ofReal, ofFake) = ((1 - real).clamp(min: 0), (1 + fake).clamp(min: 0));
            var given = hinge(real, fake);
            if (given.numel() != 1) return $"One number is asked for, this has {given.numel()}: take means.";
            var (right, found) = ((ofReal.mean() + ofFake.mean()).Number(), given.Number());
            bool Is(Tensor value) => Math.Abs(found - value.Number()) < 1e-6;
            if (Math.Abs(found - right) < 1e-6) continue;
            var where = $"Expected {right:0.###}, got {found:0.###}";
            return Is((1 + real).clamp(min: 0).mean() + (1 - fake).clamp(min: 0).mean())
                    ? $"{where}: the roles are exchanged. Real examples should get logits above 1."
                : Is((1 - real).mean() + (1 + fake).mean())
                    ? $"{where}: what lies beyond the margin must cost nothing. Cut off at 0."
                : Is(ofReal.sum() + ofFake.sum()) ? $"{where}: take means, not sums."
                : Is((ofReal.mean() + ofFake.mean()) / 2) ? $"{where}: add the two means; no half."
                : $"{where} for six logits each.";
        }
        return null;
    }

    private static string? FaultInDivergence(double? divergence) => divergence!.Value switch
    {
        var a when Math.Abs(a - 0.4705) < 0.006 => null,
        var a when Math.Abs(a - 0.4463) < 0.004 => "That is the loss. What is left of 2 log 2?",
        var a when Math.Abs(a - 0.94) < 0.006 => "Nearly: that is 2 JS.",
        var a when Math.Abs(a - 0.679) < 0.006 => "That is in bits; in nats, please.",
        var a when a > Math.Log(2) => "The Jensen–Shannon divergence is never above log 2 = 0.693.",
        var a => $"Not {a:0.###}. The loss is −log 0.8 − log 0.8.",
    };

    private static string? FaultInStable((int Pack, double Generator, double Discriminator)? rules)
    {
        var (pack, rateOfG, rateOfD) = rules!.Value;
        if (pack is < 1 or > 8 || 256 % pack != 0) return $"A pack of {pack} doesn't divide a batch of 256.";
        if (rateOfG < 1e-4) return $"A generator with a rate of {rateOfG:g2} goes nowhere in 1,500 steps.";
        using var scope = NewDisposeScope();
        Seed.Everything(11);
        var c = new PointGanConfig(Noise: 16, Pack: pack);
        var (ring, g, d) = (Toys.RingOf8(), new PointGenerator(c), new PointDiscriminator(c));
        using var ofG = Optimizers.Adam(g, rateOfG, 0.5, 0.99);
        using var ofD = Optimizers.Adam(d, rateOfD, 0.5, 0.99);
        var loss = GanLoss.NonSaturating;
        Tensor Fake() => g.call(g.Noise(256));
        using var game = new Game(
        [
            new("discriminator", d, ofD, rows => loss.Discriminator(d.call(rows[0]), d.call(Fake().detach()))),
            new("generator", g, ofG, rows => loss.Generator(d.call(rows[0]), d.call(Fake()))),
        ], new(1500, 256, FinalRate: 0));
        game.Fit([ring.Sample(20_000, 1).X], cancellation: Host.Cancellation);
        var centres = tensor(ring.Bells.SelectMany(b => new[] { b.X, b.Y }).ToArray()).reshape(8, 2);
        var found = Modes.Count(g.Sample(2500), centres, 0.01).Found;
        return found >= LeastModes ? null
            : $"{found} of 8 modes are found after 1,500 steps, {LeastModes} are asked for.";
    }
}
