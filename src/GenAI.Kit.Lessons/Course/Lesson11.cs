using GenAI.Kit.Classic;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 1.1.</summary>
public static class Lesson11
{
    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("naive Bayes ahead at 8 labels", ">= 2", "standard errors"),
        new("logistic regression ahead at the most labels", ">= 2", "standard errors"),
        new("QDA's posterior against Bayes' rule by MathNet", "<= 1e-6"),
        new("a forest tells drawn animals from real", "<= 0.55", "accuracy"),
    ];

    /// <summary>Code: the posterior of two classes from their log joints, safe for very unlikely points.</summary>
    public static readonly Exercise<Func<double, double, double>> BayesRule = new(
        "1.1.a",
        [
            "Write Bayes' rule down: dog's joint over the sum of both. What can you divide out of the fraction?",
            "Divide numerator and denominator by p(x, dog). Only the *difference* of the two log joints is left.",
            "The numerator is 1, the denominator 1 + p(x, cat)/p(x, dog), and that ratio is one exponential.",
        ],
        FaultInBayesRule,
        why: "Only the difference of the log joints counts, and a difference of two large numbers can be small. That "
            + "is the logistic function: softmax of two.",
        next: "write it for K classes. Which of the log joints do you subtract first?");

    /// <summary>Reasoning to a number: the weight at which both posteriors are equal.</summary>
    public static readonly Exercise<double?> Border = new(
        "1.1.b",
        [
            "At the border p(x | cat) p(cat) = p(x | dog) p(dog). Take logarithms of both sides.",
            "The squares of x cancel, because both classes have the same standard deviation. What is left is linear.",
            "ln 3 = ((x − 4)² − (x − 6)²)/2 = 2x − 10. Solve for x.",
        ],
        FaultInBorder,
        why: "With equal widths the border is the middle of the means, moved by the logarithm of the priors' ratio "
            + "towards the rarer class.",
        next: "give dogs twice the deviation of cats. The squares no longer cancel: how many borders are there?");

    /// <summary>Open: a correlation and a number of labels at which naive Bayes leads by two points.</summary>
    public static readonly Exercise<(double Correlation, int Labels)?> NaiveWins = new(
        "1.1.c",
        [
            "What does naive Bayes believe about these animals? And which of the two needs more labels?",
            "Make naive Bayes' assumption true, and give logistic regression as little to learn from as you may.",
            "That is a correlation near 0 and very few labels.",
        ],
        FaultInNaiveWins,
        why: "A true assumption is worth labels: naive Bayes does not spend any on what it already knows.",
        next: "find the number of labels at which the lead is gone, at correlation 0. Is it ever negative?");

    /// <summary>Building: gradient descent for a softmax of K weighted sums.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, int, double, (Tensor W, Tensor B)>> Softmax = new(
        "1.1.d",
        [
            "Look at `Step` in *From scratch*. What becomes of p(dog | x) and of `isDog` when there are K classes?",
            "Both become tables of [N, K]: a softmax along each row, and one_hot(y). The difference is the error.",
            "W moves against x.T.matmul(error) / N, which has the shape [D, K], and b against error.mean([0]).",
        ],
        FaultInSoftmax,
        why: "The gradient of −log softmax is predicted less true for each class, whatever their number; with two "
            + "classes it is the step of this lesson.",
        next: "train it on `birds`, standardized, and count how many of the 342 species it gets right.");

    private static string? FaultInBayesRule(Func<double, double, double> posterior)
    {
        (double Cat, double Dog)[] joints =
            [(-1, -1), (-2, -1), (-1, -3), (-0.5, -0.1), (-1000, -1001), (-3000, -2990)];
        foreach (var (cat, dog) in joints)
        {
            var right = 1 / (1 + Math.Exp(cat - dog));
            var given = posterior(cat, dog);
            var where = $"for log p(x, cat) = {cat} and log p(x, dog) = {dog}";
            if (double.IsNaN(given))
                return $"Not a number {where}: both exponentials are 0 there. Subtract before you exponentiate.";
            if (Math.Abs(given - (1 - right)) < 1e-9 && Math.Abs(right - 0.5) > 1e-3)
                return $"That is p(cat | x) {where}; the question asks for the dog.";
            if (Math.Abs(given - right) > 1e-9)
                return $"Expected {right:0.####}, got {given:0.####} {where}. Do the two posteriors sum to 1?";
        }
        return null;
    }

    // Equal variances: x* = (m1 + m2)/2 + s²/(m2 − m1) · ln(p(cat)/p(dog)), here 5 + ½·ln 3 with cats three times as
    // common.
    private static string? FaultInBorder(double? weight)
    {
        var right = 5 + Math.Log(3) / 2;
        return (weight!.Value - right) switch
        {
            var d when Math.Abs(d) < 0.005 => null,
            var d when Math.Abs(d + Math.Log(3) / 2) < 0.005 =>
                "5 kg is the middle of the two means: right if cats and dogs were equally common. They are not.",
            var d when Math.Abs(d + Math.Log(3)) < 0.01 =>
                "The border moves the other way: where cats are more common, an animal needs to be heavier to pass "
                + "for a dog.",
            _ => $"Not {weight:0.###} kg. Write the two log joints as functions of x, set them equal, solve for x.",
        };
    }

    private static string? FaultInNaiveWins((double Correlation, int Labels)? choice)
    {
        var (correlation, labels) = choice!.Value;
        if (correlation is < 0 or > 0.9)
            return $"The correlation should be from 0 to 0.9, not {correlation}.";
        if (labels is < 4 or > 1024 || labels % 2 != 0)
            return $"The number of labels should be even, from 4 to 1024, not {labels}.";
        var lead = Enumerable.Range(0, 20).Average(trial => Lead(Toys.CatsAndDogs(correlation), labels, trial));
        return lead >= 2 ? null
            : lead > 0 ? $"Naive Bayes leads by {lead:0.0} points only. Leave logistic regression fewer labels."
            : $"Logistic regression leads here, by {-lead:0.0} points. "
                + "What does naive Bayes get wrong about these animals?";
    }

    // Percentage points by which naive Bayes errs less than logistic regression, on animals that no lesson has seen.
    private static double Lead(GaussianToy toy, int labels, int trial)
    {
        using var scope = NewDisposeScope();
        var train = toy.Sample(Math.Max(4 * labels, 100), seed: 500_000 + trial).FirstOfEach(labels / 2);
        var test = toy.Sample(4000, seed: 600_000 + trial);
        var (mean, deviation) = (train.X.mean([0]), train.X.std(0));
        var (x, unseen) = ((train.X - mean) / deviation, (test.X - mean) / deviation);
        var naive = GaussianNaiveBayes.Fit(x, train.Y, shared: true);
        var logistic = LogisticRegression.Fit(x, train.Y, l2: 1e-3);
        return 100 * (naive.Accuracy(unseen, test.Y) - logistic.Accuracy(unseen, test.Y));
    }

    // Penguins: three classes, four features. No step, one, and fifty.
    private static string? FaultInSoftmax(Func<Tensor, Tensor, int, double, (Tensor W, Tensor B)> fit)
    {
        using var scope = NewDisposeScope();
        var penguins = Datasets.Penguins();
        var raw = penguins.X.to(float64);
        var x = (raw - raw.mean([0])) / raw.std(0);
        foreach (var steps in new[] { 1, 2, 50 })
        {
            var (w, b) = fit(x, penguins.Y, steps, 0.5);
            if (!w.shape.SequenceEqual([4L, 3]) || b.numel() != 3)
                return $"With 4 features and 3 classes W is [4, 3] and b [3], yours are "
                    + $"[{string.Join(", ", w.shape)}] and [{string.Join(", ", b.shape)}].";
            var answer = (W: w.detach().to(float64), B: b.detach().to(float64).reshape(3));
            if (!Same(answer, Descended(x, penguins.Y, steps, 0.5)))
                return $"After {steps} step{(steps == 1 ? "" : "s")} of 0.5: {Suspect(answer, x, penguins.Y, steps)}";
        }
        return null;
    }

    private static string Suspect((Tensor W, Tensor B) answer, Tensor x, Tensor y, int steps) =>
        Same(answer, Descended(x, y, steps, 0.5 * x.shape[0])) ? "divide by N; the loss is a mean over the points."
        : Same(answer, Descended(x, y, steps, -0.5)) ? "you climb; step against the gradient."
        : Same(answer, Descended(x, y, steps + 1, 0.5)) ? "that is one step too many."
        : Same(answer, Descended(x, y, steps - 1, 0.5)) ? "that is one step too few."
        : Same((answer.W, answer.B * 0), (Descended(x, y, steps, 0.5).W, answer.B * 0)) ? "W is right, b is not."
        : $"the loss is {Loss(x, y, answer.W, answer.B).item<double>():0.####} nats, it should be "
            + $"{Loss(x, y, Descended(x, y, steps, 0.5)):0.####}. Do the rows of your softmax sum to 1?";

    private static bool Same((Tensor W, Tensor B) one, (Tensor W, Tensor B) other) =>
        one.W.allclose(other.W, 1e-4, 1e-6) && one.B.allclose(other.B, 1e-4, 1e-6);

    private static double Loss(Tensor x, Tensor y, (Tensor W, Tensor B) at) => Loss(x, y, at.W, at.B).item<double>();

    private static Tensor Loss(Tensor x, Tensor y, Tensor w, Tensor b) =>
        nn.functional.cross_entropy(x.matmul(w) + b, y);

    // By automatic differentiation, from zeros.
    private static (Tensor W, Tensor B) Descended(Tensor x, Tensor y, int steps, double rate)
    {
        var (w, b) = (zeros(x.shape[1], 3, float64), zeros(3, float64));
        for (var step = 0; step < steps; step++)
        {
            using var grad = enable_grad();
            (w, b) = (w.detach().requires_grad_(), b.detach().requires_grad_());
            var slopes = autograd.grad([Loss(x, y, w, b)], [w, b]);
            (w, b) = ((w - rate * slopes[0]).detach(), (b - rate * slopes[1]).detach());
        }
        return (w, b);
    }
}
