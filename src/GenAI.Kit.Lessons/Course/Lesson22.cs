using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 2.2.</summary>
public static class Lesson22
{
    private const int Hat = 1;                                                    // its column in FaceAttributes
    private const double LeastHats = 0.6, LeastKept = 0.8;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("glasses put on, share of test faces that have them then", ">= 0.9"),
        new("and other attributes unchanged", ">= 0.8"),
        new("first row of the shipped table, computed again: difference", "<= 0.3", "nats/picture"),
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
        "KL is the mean of log q − log p over draws from q. Write both logarithms out. The mean of (z − μ₁)² under q "
        + "is σ₁², and that of (z − μ₂)² is σ₁² + (μ₁ − μ₂)².",
        FaultInKl);

    /// <summary>Reasoning to a number: how far the encoder is from the posterior, at least.</summary>
    public static readonly Exercise<double?> Gap = new(
        "2.2.b",
        "log p(x) = ELBO + that KL. What does the bound with k = 50 say of log p(x)?",
        FaultInGap);

    /// <summary>Open: edits of codes that put hats on faces and leave the rest.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor, Tensor>> Hats = new(
        "2.2.c",
        "The arrow from faces without to faces with a hat: `known[labels[.., 1].eq(1)].mean([0L])` is where it ends. "
        + "A short arrow is not enough, a long one changes everything. A better arrow leaves out what hats don't do: "
        + "compare faces that are alike otherwise.",
        FaultInHats);

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

    private static string? FaultInHats(Func<Tensor, Tensor, Tensor, Tensor> hatsOn)
    {
        using var scope = NewDisposeScope();
        var (train, test) = Datasets.Faces();
        using var model = Pretrained.Load<ConvVae>("2.2-faces");
        using var ruler = FaceAttributeNet.Pretrained();
        var bare = test.Pixels[FaceAttributes.Labels(test.Attributes)[.., Hat].eq(0)];
        Tensor Codes(Tensor x) => Scope.Eval(model, () => model.Encode(x).Mu);
        Tensor Read(Tensor z) => ruler.Predict(Scope.Eval(model, () => model.Decode(z)));
        var codes = Codes(bare);
        var edited = hatsOn(codes.clone(), Codes(train.Pixels), FaceAttributes.Labels(train.Attributes));
        if (!edited.shape.SequenceEqual(codes.shape))
            return $"Return as many codes as you got, [{string.Join(", ", codes.shape)}], "
                + $"not [{string.Join(", ", edited.shape)}].";
        var (before, after) = (Read(codes), Read(edited.to(float32)));
        var hats = after[.., Hat].to(float64).mean().item<double>();
        var same = after.eq(before).to(float64);                                  // [N, attributes]
        var others = Enumerable.Range(0, (int)same.shape[1]).Where(a => a != Hat).Select(a => (long)a).ToArray();
        var kept = same.index_select(1, tensor(others)).mean().item<double>();
        return hats < LeastHats ? $"{hats:P0} of the faces wear a hat now, {LeastHats:P0} are asked for."
            : kept < LeastKept ? $"{hats:P0} wear a hat, good. But only {kept:P0} of the other attributes are "
                + $"unchanged, {LeastKept:P0} are asked for."
            : null;
    }
}
