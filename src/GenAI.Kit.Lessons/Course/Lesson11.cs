using GenAI.Kit.Classic;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;

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
        "Divide numerator and denominator of Bayes' rule by p(x, dog). Only the *difference* of the two log joints "
        + "is left, and one exponential of it.",
        FaultInBayesRule);

    /// <summary>Reasoning to a number: the weight at which both posteriors are equal.</summary>
    public static readonly Exercise<double?> Border = new(
        "1.1.b",
        "At the border p(x | cat) p(cat) = p(x | dog) p(dog). Take logarithms: the squares of x cancel, "
        + "because both classes have the same standard deviation.",
        FaultInBorder);

    /// <summary>Open: a correlation and a number of labels at which naive Bayes leads by two points.</summary>
    public static readonly Exercise<(double Correlation, int Labels)?> NaiveWins = new(
        "1.1.c",
        "Make naive Bayes' assumption true, and give logistic regression as little to learn from as you may.",
        FaultInNaiveWins);

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
        using var scope = torch.NewDisposeScope();
        var train = toy.Sample(Math.Max(4 * labels, 100), seed: 500_000 + trial).FirstOfEach(labels / 2);
        var test = toy.Sample(4000, seed: 600_000 + trial);
        var (mean, deviation) = (train.X.mean([0]), train.X.std(0));
        var (x, unseen) = ((train.X - mean) / deviation, (test.X - mean) / deviation);
        var naive = GaussianNaiveBayes.Fit(x, train.Y, shared: true);
        var logistic = LogisticRegression.Fit(x, train.Y, l2: 1e-3);
        return 100 * (naive.Accuracy(unseen, test.Y) - logistic.Accuracy(unseen, test.Y));
    }
}
