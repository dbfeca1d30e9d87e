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

    /// <summary>Code: the log density of a one-dimensional KDE, safe far away from all data.</summary>
    public static readonly Exercise<Func<double, double[], double, double>> LogKde = new(
        "1.2.a",
        "Make an array of the terms $a_n = -(x - x^{(n)})^2 / (2h^2)$, and let $m$ be the largest. "
        + "Then $\\log \\sum_n e^{a_n} = m + \\log \\sum_n e^{a_n - m}$. "
        + "What is left is the logarithm of $1/(N h \\sqrt{2\\pi})$.",
        FaultInLogKde);

    /// <summary>Reasoning to a number: the same density in other units.</summary>
    public static readonly Exercise<double?> Units = new(
        "1.2.b",
        "A density is mass per volume. Measure one pixel in sixteenths: the same mass lies on a line 16 times as "
        + "long, so the density falls to 1/16. Now do that for every pixel, and take the logarithm.",
        FaultInUnits);

    /// <summary>Open: a mixture that predicts unseen penguins better than the best KDE.</summary>
    public static readonly Exercise<(int Components, Covariance Kind, double Prior)?> Penguins = new(
        "1.2.c",
        "How many clouds do you see among the penguins? Are they slanted? "
        + "And let the prior be neither nothing nor much: between 0.001 and 1.",
        FaultInPenguins);

    private static string? FaultInLogKde(Func<double, double[], double, double> logDensity)
    {
        (double X, double[] Data, double H)[] cases =
            [(0.3, [-1, 0.5, 2], 0.7), (2, [2], 0.1), (-4, [0, 0, 1, 5], 2), (60, [0, 1], 0.5), (-900, [3, 4, 5], 1)];
        foreach (var (x, data, h) in cases)
        {
            var logs = data.Select(at => Normal.PDFLn(at, h, x)).ToArray();
            var right = logs.Max() + Math.Log(logs.Average(log => Math.Exp(log - logs.Max())));
            var given = logDensity(x, data, h);
            var where = $"at x = {x}, data {string.Join(", ", data)}, h = {h}";
            if (!double.IsFinite(given))
                return $"{given} {where}: every bump rounds to 0 so far away. Take the largest term out of the sum.";
            if (Math.Abs(given - right) > 1e-9)
                return $"Expected {right:0.####}, got {given:0.####} {where}. "
                    + Suspect(given - right, data.Length, h);
        }
        return null;
    }

    private static string Suspect(double excess, int count, double h)
    {
        bool Is(double number) => Math.Abs(excess - number) < 1e-9;
        return Is(Math.Log(count)) ? "Too high by log N: it is the mean of the bumps, not their sum."
            : Is(Math.Log(h)) || Is(Math.Log(h * Math.Sqrt(2 * Math.PI))) ? "Is one bump's area 1, for every h?"
            : Is(0.5 * Math.Log(2 * Math.PI)) ? "A factor of √(2π) is missing: the area under one bump should be 1."
            : "Try it with one data point: then it is a bell curve with standard deviation h.";
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
}
