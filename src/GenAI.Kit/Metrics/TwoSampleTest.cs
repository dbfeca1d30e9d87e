using GenAI.Kit.Classifiers;
using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// Classifier two-sample test: can a classifier, trained on half of the points, tell real from fake on the rest? An
/// accuracy of 0.5 means no better than a coin, 1 that the sets never mix.
/// </summary>
/// <remarks>Lopez-Paz and Oquab 2017, arXiv:1610.06545, §3. Lesson 1.3; 1.1 writes its own.</remarks>
/// <param name="Accuracy">On points held out, the mean over splits, in [0, 1].</param>
/// <param name="StandardError">Of that mean, from split to split (they share points: it is a little small).</param>
public readonly record struct TwoSampleTest(double Accuracy, double StandardError)
{
    /// <summary>Splits, trains and tests again and again.</summary>
    /// <param name="real">Shape [N, D].</param>
    /// <param name="fake">Shape [N, D]: equally many, so that a coin is right half of the time.</param>
    /// <param name="fit">From points and labels (0 real, 1 fake) to a classifier; null: a random forest.</param>
    /// <param name="splits">How often, at least 2.</param>
    /// <param name="seed">Of the splits.</param>
    /// <exception cref="ArgumentException">Not equally many points, fewer than 2 in a set, or a number that is not
    /// finite.</exception>
    public static TwoSampleTest Between(
        Tensor real, Tensor fake, Func<Tensor, Tensor, IClassifier>? fit = null, int splits = 20, long seed = 0)
    {
        if (real.shape[0] < 2) throw new ArgumentException("Half of a single point can't be held out: take more.");
        if (splits < 2) throw new ArgumentException($"A standard error needs at least 2 splits, not {splits}.");
        using var _ = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var (x, y) = Points.CheckPairs(real, fake);
        var accuracies = new double[splits];
        for (var i = 0; i < splits; i++)
            accuracies[i] = OneSplit(x, y, fit ?? ((points, labels) => RandomForest.Fit(points, labels)), generator);
        var mean = accuracies.Average();
        var variance = accuracies.Sum(a => (a - mean) * (a - mean)) / (splits - 1);
        return new(mean, Math.Sqrt(variance / splits));
    }

    private static double OneSplit(
        Tensor real, Tensor fake, Func<Tensor, Tensor, IClassifier> fit, Generator generator)
    {
        using var _ = NewDisposeScope();
        var half = (int)real.shape[0] / 2;
        var (x, y) = (Shuffled(real), Shuffled(fake));
        var labels = cat([zeros(half, int64, x.device), ones(half, int64, x.device)]);
        var classifier = fit(cat([x[..half], y[..half]]), labels);
        return classifier.Accuracy(cat([x[half..(2 * half)], y[half..(2 * half)]]), labels);

        Tensor Shuffled(Tensor points) =>
            points[randperm(points.shape[0], device: CPU, generator: generator).to(points.device)];
    }
}
