using GenAI.Kit.Classic;
using GenAI.Kit.Data;
using MathNet.Numerics.Distributions;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 1.2.</summary>
public static class Lesson12
{
    private const double Target = -3.6;                      // nats per penguin; the best KDE reaches −3.63

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("nats lost by trusting cross-validation", "<= 0.05", "nats/point"),
        new("largest fall in any EM step", "<= 1e-9", "nats/point", "Dempster, Laird and Rubin 1977: never"),
        new("digits: lead of 10 components over one Gaussian, held out", ">= 14", "nats/digit",
            "scikit-learn: 61.5 − 46.8 = 14.7"),
        new("a million points in the plane, slowest model", "<= 1", "s"),
    ];

    /// <summary>Code: how well each point is predicted by the KDE of all others.</summary>
    public static readonly Exercise<Func<double[], double, double>> LeaveOneOut = new(
        "1.2.a",
        [
            "Look at `KdeByHand`: the exponents, the largest of them, the logarithm of the sum. Now for one point "
            + "and the data without it.",
            "Take the other points' exponents $a_j = -(x - x^{(j)})^2/(2h^2)$ and their largest, $m$. The bumps are "
            + "N − 1 now, not N.",
            "One point gives $m + \\log\\,\\mathrm{mean}_j\\, e^{a_j - m} - \\log(h\\sqrt{2\\pi})$, the mean over "
            + "the others. Average that over all points.",
        ],
        FaultInLeaveOneOut,
        why: "A point's own bump flatters it, so it must be left out; and since a KDE needs no training, leaving one "
            + "out costs nothing.",
        next: "draw it against h for the flippers, beside the five-fold score of the slider.");

    /// <summary>Reasoning to a number: the same density in other units.</summary>
    public static readonly Exercise<double?> Units = new(
        "1.2.b",
        [
            "A density is mass per volume. Which of the two changes with the unit?",
            "Measure one pixel in sixteenths: the same mass lies on a line 16 times as long, so the density falls to "
            + "1/16. A digit has 64 pixels.",
            "The density falls to 1/16⁶⁴. Add the logarithm of that to 61.5.",
        ],
        FaultInUnits,
        why: "Nats of a density depend on the unit; a difference of two models in the same unit does not. So say the "
            + "unit, and compare differences.",
        next: "what would the two report as the lead of the mixture over one Gaussian?");

    /// <summary>Open: a mixture that predicts unseen penguins better than the best KDE.</summary>
    public static readonly Exercise<(int Components, Covariance Kind, double Prior)?> Penguins = new(
        "1.2.c",
        [
            "Look at the penguins once more. How many clouds do you see, and are they slanted?",
            "As many components as clouds, or a few more, of a kind that can slant. And the prior neither nothing "
            + "nor much: between 0.001 and 1.",
            "Covariance.Tied, the same slant for all, needs the fewest numbers. Try 3 to 5 components.",
        ],
        FaultInPenguins,
        why: "Penguins are a few slanted clouds. Who assumes that needs fewer birds than bumps that assume nothing.",
        next: "how low can you go with Covariance.Diagonal, and how many components does it want?");

    /// <summary>Building: one step of EM for a mixture of Bernoullis.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor, (Tensor W, Tensor Mu)>> Bernoulli = new(
        "1.2.d",
        [
            "Look at `EStep` and `MStep`: only the log joint is new. What is the logarithm of the product?",
            "log p(x, k) = log wₖ + Σ over pixels of x log μ + (1 − x) log(1 − μ). Both sums are products of "
            + "matrices, [N, D] times [D, K].",
            "Shares: softmax of the log joint along k. Then nₖ = Σₙ r, w = n/N, and μ = rᵀx over nₖ, row by row.",
        ],
        FaultInBernoulli,
        why: "Only the log joint knows what kind of density a component has. Shares and weighted averages are the "
            + "same for bells, coins, or anything else.",
        next: "run 50 steps on digits with `levels > 8` as pixels, from random μ near one half, and draw the ten μ.");

    private static string? FaultInLeaveOneOut(Func<double[], double, double> score)
    {
        (double[] Data, double H)[] cases =
            [([-1, 0.5, 2], 0.7), ([2, 3], 1), ([0, 0, 1, 5], 2), ([1, 2, 4, 7, 11], 0.5), ([3, 4, 5, -900], 1)];
        foreach (var (data, h) in cases)
        {
            var right = Others(data, h, own: false);
            var given = score(data, h);
            var where = $"for the data {string.Join(", ", data)} with h = {h}";
            if (!double.IsFinite(given))
                return $"{given} {where}: every bump rounds to 0 so far away. Take the largest term out of the sum.";
            if (Math.Abs(given - right) > 1e-9 * Math.Max(1, Math.Abs(right)))
                return $"Expected {right:0.####}, got {given:0.####} {where}. " + Suspect(data, h, given);
        }
        return null;
    }

    // MathNet's bells; `own`: with the point itself among the data.
    private static double Others(double[] data, double h, bool own) => data.Select((x, n) =>
    {
        var logs = data.Where((_, j) => own || j != n).Select(at => Normal.PDFLn(at, h, x)).ToArray();
        return logs.Max() + Math.Log(logs.Average(log => Math.Exp(log - logs.Max())));
    }).Average();

    private static string Suspect(double[] data, double h, double given)
    {
        bool Is(double number) => Math.Abs(given - number) < 1e-9;
        var right = Others(data, h, own: false);
        return Is(Others(data, h, own: true)) ? "That is with the point's own bump. Leave it out."
            : Is(right * data.Length) ? "That is the sum over the points; take the mean."
            : Is(right + Math.Log(data.Length - 1)) ? "Too high by log(N − 1): a mean of bumps, not their sum."
            : Is(right + Math.Log((data.Length - 1.0) / data.Length)) ? "There are N − 1 bumps without the point."
            : Is(right + 0.5 * Math.Log(2 * Math.PI)) || Is(right + Math.Log(h * Math.Sqrt(2 * Math.PI)))
                || Is(right + Math.Log(h)) ? "Is one bump's area 1, for every h?"
            : "Try it with two points: each is judged by a single bell on the other.";
    }

    // y = 16 x in each of 64 pixels: p(y) = p(x) / 16⁶⁴.
    private static string? FaultInUnits(double? nats) => (nats!.Value - (61.5 - 64 * Math.Log(16))) switch
    {
        var d when Math.Abs(d) < 0.1 => null,
        var d when Math.Abs(d - 64 * Math.Log(16)) < 0.1 =>
            "The same mixture, but not the same number: a density is mass per volume, and the volume has changed.",
        var d when Math.Abs(d - 128 * Math.Log(16)) < 0.1 =>
            "The other way: the cloud is wider now, so its density is lower.",
        var d when Math.Abs(d - 63 * Math.Log(16)) < 0.1 =>
            "That is the change of one pixel. A digit has 64 of them.",
        _ => $"Not {nats:0.##}. By which factor does the volume grow when each of 64 edges becomes 16 times as long?",
    };

    private static string? FaultInPenguins((int Components, Covariance Kind, double Prior)? choice)
    {
        var (components, kind, prior) = choice!.Value;
        if (components is < 1 or > 30) return $"Take from 1 to 30 components, not {components}.";
        if (prior is < 1e-9 or > 100) return $"Take a prior from 1e-9 to 100, not {prior}.";
        var (seen, unseen) = TenFolds(components, kind, prior);
        var told = $"{unseen:0.00} nats on unseen penguins, {seen:0.00} on those it was fitted to; "
            + $"the target is {Target}.";
        return unseen >= Target ? null
            : seen - unseen > 0.4 ? $"{told} The gap: it learns single penguins by heart. What would hold it back?"
            : $"{told} No gap, and low: it is too stiff to follow the clouds. What would let it bend?";
    }

    // Nats per penguin, all four features standardized.
    private static (double Seen, double Unseen) TenFolds(int components, Covariance kind, double prior)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(700_000);
        using var penguins = Datasets.Penguins();
        var raw = penguins.X.to(float64);
        var birds = ((raw - raw.mean([0])) / raw.std(0))[randperm(raw.shape[0], generator: generator)];
        var parts = birds.tensor_split(10);
        var nats = Enumerable.Range(0, 10).Select(fold =>
        {
            using var inner = NewDisposeScope();
            var rest = cat([.. parts.Where((_, i) => i != fold)]);
            var model = GaussianMixture.Fit(rest, components, kind, prior, seed: fold);
            double Mean(Tensor x) => model.LogDensity(x).mean().item<double>();
            return (Seen: Mean(rest), Unseen: Mean(parts[fold]));
        }).ToList();
        return (nats.Average(n => n.Seen), nats.Average(n => n.Unseen));
    }

    private static string? FaultInBernoulli(Func<Tensor, Tensor, Tensor, (Tensor W, Tensor Mu)> step)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(710_000);
        foreach (var (count, pixels, kinds) in new[] { (4L, 1L, 2L), (50L, 12L, 3L), (40L, 2000L, 2L) })
        {
            Tensor Random(params long[] shape) => rand(shape, float64, generator: generator);
            var (x, mu) = (Random(count, pixels).gt(0.6).to(float64), 0.1 + 0.8 * Random(kinds, pixels));
            var w = nn.functional.softmax(Random(kinds), 0);
            var (newW, newMu) = step(x, w, mu);
            if (!newW.shape.SequenceEqual([kinds]) || !newMu.shape.SequenceEqual([kinds, pixels]))
                return $"w should be [{kinds}] and mu [{kinds}, {pixels}], yours: [{string.Join(", ", newW.shape)}]"
                    + $" and [{string.Join(", ", newMu.shape)}].";
            if (!newW.isfinite().all().item<bool>() || !newMu.isfinite().all().item<bool>())
                return $"Not a number with {pixels} pixels: the joint rounds to 0. Use softmax on its logarithm.";
            if (Math.Abs(newW.sum().item<double>() - 1) > 1e-6)
                return $"The weights sum to {newW.sum().item<double>():0.###}, not to 1: divide by N.";
            var (rightW, rightMu) = Stepped(x, w, mu);
            if (Far(newW, rightW) || Far(newMu, rightMu))
                return $"With {pixels} pixel{(pixels == 1 ? "" : "s")} and {kinds} components w should be "
                    + $"[{Listed(rightW)}], yours is [{Listed(newW)}]"
                    + (Far(newW, rightW) ? ". Do pixels that are off count in your joint?"
                        : ", which is right; but mu is not. Is each row divided by its own nₖ?");
        }
        return null;
    }

    private static bool Far(Tensor one, Tensor other) => (one - other).abs().max().item<double>() > 1e-6;

    private static string Listed(Tensor numbers) =>
        string.Join(", ", numbers.Doubles().Select(number => $"{number:0.###}"));

    // Number by number, with plain doubles.
    private static (Tensor W, Tensor Mu) Stepped(Tensor x, Tensor w, Tensor mu)
    {
        var (count, kinds, pixels) = ((int)x.shape[0], (int)w.shape[0], (int)x.shape[1]);
        var (on, coins, share) = (x.Doubles(), mu.Doubles(), w.Doubles());
        var (weights, sums) = (new double[kinds], new double[kinds * pixels]);
        for (var n = 0; n < count; n++)
        {
            var logs = share.Select((p, k) => Math.Log(p) + Enumerable.Range(0, pixels).Sum(d =>
                Math.Log(on[n * pixels + d] > 0 ? coins[k * pixels + d] : 1 - coins[k * pixels + d]))).ToArray();
            var joint = logs.Select(log => Math.Exp(log - logs.Max())).ToArray();
            for (var k = 0; k < kinds; k++)
            {
                var r = joint[k] / joint.Sum();
                weights[k] += r;
                for (var d = 0; d < pixels; d++) sums[k * pixels + d] += r * on[n * pixels + d];
            }
        }
        var held = tensor(weights);
        return (held / count, tensor(sums).reshape(kinds, pixels) / held.unsqueeze(1));
    }
}
