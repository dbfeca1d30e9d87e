using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Metrics;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 2.2.</summary>
public static class Lesson22
{
    private const int Faces = 800;
    private const double MostOfPlain = 0.5;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("glasses put on, share of test faces that have them then", ">= 0.9"),
        new("and other attributes unchanged", ">= 0.8"),
        new("negative ELBO, mean of three seeds", "<= 246.9", "nats/picture",
            "PyTorch peer, three seeds: 246.8 (1.13, mean of three)"),
        new("gained by k = 50, the least of three seeds", "> 0", "nats/picture"),
        new("KL by a million draws against the formula", "<= 0.01", "nats"),
        new("collapse: what the code of the strong decoder carries", "<= 3", "nats"),
        new("mended by free nats", ">= 8", "nats"),
    ];

    /// <summary>Code: the KL between two Gaussians of one dimension.</summary>
    public static readonly Exercise<Func<double, double, double, double, double>> Kl = new(
        "2.2.a",
        hints:
        [
            "KL is the mean of log q − log p over draws from q. Write both logarithms out.",
            "The mean of (z − μ₁)² under q is σ₁², and that of (z − μ₂)² is σ₁² + (μ₁ − μ₂)².",
            "log q has the mean −log σ₁ − ½, less ½ log 2π. What is that of log p?",
        ],
        FaultInKl,
        why: "Only squares stand in a Gaussian's logarithm, and their means are known.",
        next: "which is larger, the KL of a narrow Gaussian to a wide one, or the other way round? Why?");

    /// <summary>Reasoning to a number: how far the encoder is from the posterior, at least.</summary>
    public static readonly Exercise<double?> Gap = new(
        "2.2.b",
        hints:
        [
            "Look at the equation of the bound: log p(x) = ELBO + that KL.",
            "What does the bound with k = 50 say of log p(x)?",
            "log p(x) is at least −243.5, and the ELBO is −246.4.",
        ],
        FaultInGap,
        why: "The gap is log p(x) less the ELBO, and log p(x) is no lower than the tighter bound.",
        next: "can you say, from these two numbers, how large it is at most?");

    /// <summary>Open: codes to draw faces from, better than those of N(0, I).</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor>> Codes = new(
        "2.2.c",
        hints:
        [
            "N(0, I) is not where the codes are. Where are they? You have 3,200 of them.",
            "Lesson 2.1 closed with it: fit a density to the codes of the training faces, and draw from that.",
            "`GaussianMixture.Fit(mu.to(float64), 20, seed: 1).Sample(800, 1)` draws; decode wants float32.",
        ],
        FaultInCodes,
        why: "Nothing was trained anew: the decoder could do better all the time, if asked for codes that it knows.",
        next: "draw from the training clouds, μ + σ·ε of a random face: how far do you get, and is it fair?");

    /// <summary>Build: the importance-weighted bound.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Func<Tensor, Tensor>, int, Tensor>> Bound = new(
        "2.2.d",
        hints:
        [
            "k times: draw z by the trick, and keep the logarithm of its weight, p(x, z) / q(z|x).",
            "log weight = log p(x|z) + log p(z) − log q(z|x): the last two are Gaussians, summed over the numbers.",
            "`stack(logWeights).logsumexp(0)` is the logarithm of the weights' sum. You want that of their mean.",
        ],
        FaultInBound,
        why: "With the true posterior each weight is p(x) itself; with a worse guess they scatter, and their mean is "
            + "still right.",
        next: "train the plain model on −L₅ in place of the ELBO, and compare the numbers of the code in use.");

    private static string? FaultInKl(Func<double, double, double, double, double> kl)
    {
        (double Mu, double Sigma)[][] pairs =
            [[(0, 1), (0, 1)], [(1, 1), (0, 1)], [(0, 2), (0, 1)], [(1, 0.5), (-1, 2)], [(3, 2), (1, 0.7)]];
        foreach (var pair in pairs)
        {
            var ((m1, s1), (m2, s2)) = (pair[0], pair[1]);
            double Right(double a, double b, double c, double d) =>
                Math.Log(d / b) + (b * b + (a - c) * (a - c)) / (2 * d * d) - 0.5;
            var (right, given) = (Right(m1, s1, m2, s2), kl(m1, s1, m2, s2));
            bool Is(double value) => Math.Abs(given - value) <= 1e-6 * Math.Max(1, Math.Abs(value));
            if (Is(right)) continue;
            var where = $"Expected {right:0.###} nats, got {given:0.###} for N({m1}, {s1}²) and N({m2}, {s2}²)";
            return Is(Right(m2, s2, m1, s1)) ? $"{where}: that is KL of the second to the first; it is not symmetric."
                : Is(Right(m1, s1, 0, 1)) ? $"{where}: the second Gaussian need not be N(0, 1)."
                : Is(right / Math.Log(2)) ? $"{where}: that is in bits; use the natural logarithm."
                : $"{where}.";
        }
        return null;
    }

    private static string? FaultInGap(double? gap) => gap!.Value switch
    {
        var a when Math.Abs(a - 2.9) < 0.051 => null,
        var a when Math.Abs(a + 2.9) < 0.051 => "A KL is never negative.",
        var a when Math.Abs(a - 243.5) < 0.6 || Math.Abs(a - 246.4) < 0.6 =>
            "That is a bound on −log p(x) itself. How far apart are two bounds?",
        var a when a < 0.2 => "No division by k: both numbers are already nats per picture.",
        var a => $"Not {a:0.##}. What is left between the ELBO and the best known bound on log p(x)?",
    };

    private static string? FaultInCodes(Func<Tensor, Tensor, Tensor> draw)
    {
        using var scope = NewDisposeScope();
        var (train, test) = Datasets.Faces();
        using var model = Pretrained.Load<ConvVae>("2.2-faces");
        using var ruler = FaceAttributeNet.Pretrained();
        var known = Scope.Eval(model, () => model.Encode(train.Pixels));
        var fid = FrechetDistance.To(test.Pixels, ruler);
        Seed.Everything(7);
        var given = draw(known.Mu.clone(), (0.5 * known.LogVar).exp()).to(float32);
        if (!given.shape.SequenceEqual([Faces, known.Mu.shape[1]]))
            return $"Return {Faces} codes of {known.Mu.shape[1]} numbers, not [{string.Join(", ", given.shape)}].";
        if (cdist(given, known.Mu).amin([1L]).lt(1e-3).sum().item<long>() is > Faces / 100 and var copied)
            return $"{copied} of your codes are those of training faces: that is copying, not drawing.";
        double Of(Tensor codes) => fid(Scope.Eval(model, () => model.Decode(codes)));
        var (yours, plain) = (Of(given), Of(model.Noise(Faces)));
        return yours <= MostOfPlain * plain ? null
            : $"Your FID is {yours:0}, that of codes from N(0, I) is {plain:0}: at most {MostOfPlain:P0} of it is "
                + "asked for.";
    }

    // p(z) = N(0, I) and p(x|z) = N(z, I) in two dimensions: so p(x) = N(0, 2I), p(z|x) = N(x/2, I/2).
    private static string? FaultInBound(Func<Tensor, Tensor, Func<Tensor, Tensor>, int, Tensor> bound)
    {
        const int pictures = 4000, many = 50;
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, -0.5 }).repeat(pictures, 1);                           // [B, 2]
        Tensor Likelihood(Tensor z) => -0.5 * ((x - z).square() + Math.Log(2 * Math.PI)).sum(1);
        var evidence = -Math.Log(4 * Math.PI) - 1.25 / 4;
        var exact = bound(x / 2, full_like(x, Math.Log(0.5)), Likelihood, 3);
        if (!exact.shape.SequenceEqual([pictures]))
            return $"One number for each of {pictures} pictures, not the shape [{string.Join(", ", exact.shape)}].";
        var off = (exact - evidence).mean().item<double>();
        if (Math.Abs(off - Math.Log(3)) < 0.01)
            return "That is the logarithm of the weights' sum: eq. 8 takes their mean, so subtract log k.";
        if ((exact - evidence).abs().max().item<double>() > 0.01)
            return $"If q is the true posterior, each weight is p(x), so the bound is log p(x) = {evidence:0.00} "
                + $"whatever is drawn. Yours is {exact.mean().item<double>():0.00} on average, and scatters by "
                + $"{exact.std().item<double>():0.00}. Is a term of p(x|z) p(z) / q(z|x) missing?";
        var loose = bound(zeros_like(x), zeros_like(x), Likelihood, many).mean().item<double>();
        return Math.Abs(loose - evidence) < 0.05 ? null
            : Math.Abs(loose - Likelihood(zeros_like(x)).mean().item<double>() + 1) < 0.05
                ? "That is the mean of the logarithms, so the ELBO, for any k. Eq. 8 takes the logarithm of the mean."
            : $"With q = N(0, I) and k = {many} the bound should be near log p(x) = {evidence:0.00}, yours is "
                + $"{loose:0.00}.";
    }
}
