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
    ];

    /// <summary>Code: the hinge loss of a discriminator.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor>> Hinge = new(
        "3.1.a",
        [
            "What lies beyond the margin costs nothing: cut it off at 0.",
            "`nn.functional.relu(…)` cuts off at 0. For real examples 1 − logit is missing, for generated ones "
            + "1 + logit.",
            "Take the mean of each of the two, and add them: `relu(1 - real).mean() + …`.",
        ],
        FaultInHinge,
        why: "Beyond the margin it is flat: examples that are told apart clearly no longer pull at its weights.",
        next: "add a game \"hinge\" to `Rules` (the generator makes −mean(logit) small) and play it on the ring.");

    /// <summary>Reasoning to a number: the Jensen–Shannon divergence behind a best discriminator's loss.</summary>
    public static readonly Exercise<double?> Divergence = new(
        "3.1.b",
        [
            "The loss of a perfect discriminator is 2 log 2 − 2 JS. Compute the loss first.",
            "It has two equal terms: −log 0.8 for real examples and −log 0.8 for generated ones.",
            "−2 log 0.8 = 2 log 2 − 2 JS. Solve for JS.",
        ],
        FaultInDivergence,
        why: "A perfect discriminator's loss is the divergence, turned around: here log 2 + log 0.8.",
        next: "which answers would it give on average if the two never met? And if they were the same?");

    /// <summary>Open: a game that does not collapse, with few steps.</summary>
    public static readonly Exercise<(int Pack, double Generator, double Discriminator)?> Stable = new(
        "3.1.c",
        [
            "Which of the six games made sameness visible?",
            "A discriminator that sees two points at once notices sameness. And who should learn faster: the player "
            + "who judges, or the one who is judged?",
            "A pack of 2, and rates near those of the table: 0.001 for both, or twice that for the discriminator.",
        ],
        FaultInStable,
        why: "With a pack the discriminator can punish sameness, and with a fast enough rate it does so before the "
            + "heap has hopped on.",
        next: "how small may the discriminator's rate be, with a pack of 2, before modes are lost?");

    /// <summary>Building: what a Wasserstein critic makes small, with a gradient penalty.</summary>
    public static readonly Exercise<Func<Func<Tensor, Tensor>, Tensor, Tensor, double, Tensor>> CriticLoss = new(
        "3.1.d",
        [
            "Two parts: a gap of two means, and a penalty. The critic wants real points to score higher, so the gap "
            + "enters with a minus.",
            "`rand(real.shape[0], 1)` gives each pair a place on its line: t · real + (1 − t) · generated.",
            "A slope's length is the root of the sum of its squares along axis 1. Then (length − 1)², its mean, "
            + "times `weight`.",
        ],
        FaultInCriticLoss,
        why: "The mean gap is the Wasserstein distance only for critics of slope 1; the penalty pulls the slope "
            + "there, where the points travel.",
        next: "play the ring with it in the place of `GradientPenalty.Between`, and weights of 0.1, 1 and 10.");

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

    private static string? FaultInCriticLoss(Func<Func<Tensor, Tensor>, Tensor, Tensor, double, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(6);
        Tensor Points(double at) => at + randn([64, 2], generator: generator);
        var (real, made, slope) = (Points(1), Points(-1), tensor(new[] { 1.5f, 2f }).requires_grad_());
        var (gap, asked) = ((real - made).mv(slope).mean().Number(), new List<Tensor>());
        Tensor Plane(Tensor x)                                                    // its slope is 2.5 long everywhere
        {
            asked.Add(x.detach());
            return x.mv(slope);
        }
        var given = loss(Plane, real, made, 10);
        if (given.numel() != 1) return $"One number is asked for, this has {given.numel()}: take means.";
        bool Is(double value) => Math.Abs(given.Number() - value) < 1e-2;
        var penalty = (2.5 - 1) * (2.5 - 1);
        if (!Is(10 * penalty - gap))
            return Is(10 * penalty + gap) ? "Real points should score higher, and a loss is made small: turn the gap."
                : Is(penalty - gap) ? "The penalty isn't multiplied by its weight."
                : Is(10 * 2.5 * 2.5 - gap) ? "A slope of 1 should cost nothing: take 1 from the length first."
                : $"For a plane of slope 2.5 and a gap of {gap:0.00} the loss is {10 * penalty - gap:0.00}, not "
                    + $"{given.Number():0.00}.";
        bool Between(Tensor x) => x.shape.SequenceEqual(real.shape) && Distance(x, real) > 1e-3
            && Distance(x, made) > 1e-3 && Distance(x, Line(x, real, made)) < 1e-3;
        if (!asked.Exists(Between))
            return "The slope is to be taken between the pairs, at a place of its own for each.";
        given.backward();
        var right = 10 * 2 * 1.5 / 2.5 * slope.detach() - (real - made).mean([0]);
        return slope.grad is { } pull && Distance(pull, right) < 1e-2 ? null
            : "Its value is right, its gradient isn't: the penalty must not be detached from the critic.";
    }

    // The nearest places on the lines from made to real.
    private static Tensor Line(Tensor x, Tensor real, Tensor made)
    {
        var way = real - made;
        var t = ((x - made) * way).sum(1, keepdim: true) / way.square().sum(1, keepdim: true);
        return made + t.clamp(0, 1) * way;
    }

    private static double Distance(Tensor a, Tensor b) => (a - b).abs().max().Number();

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
