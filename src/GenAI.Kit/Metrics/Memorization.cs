using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// Are the fakes copies? Each fake's distance to its nearest training point is compared with the distances of real
/// points that were held out. A model that learned the distribution is as far from the training set as they are.
/// </summary>
/// <remarks>
/// Meehan, Chaudhuri and Dasgupta 2020, arXiv:2004.05675. Lesson 1.3. Deviation: one statistic for
/// all of space, where the paper has one for each cell of it.
/// </remarks>
/// <param name="Closer">
/// The probability that a fake is closer to the training set than a held-out point: 0.5 is right, near 1 means
/// copied, near 0 that the fakes are far from all data.
/// </param>
/// <param name="Copies">The share of fakes closer to a training point than 99% of the held-out points.</param>
/// <param name="Nearest">For each fake, the index of its nearest training point: look at them side by side.</param>
/// <param name="Distances">And its distance, in the units of the features.</param>
public sealed record Memorization(
    double Closer, double Copies, IReadOnlyList<long> Nearest, IReadOnlyList<double> Distances)
{
    /// <summary>Looks for the nearest training points.</summary>
    /// <param name="training">Shape [N, F], what the model saw.</param>
    /// <param name="heldOut">Shape [H, F], what it did not.</param>
    /// <param name="fake">Shape [M, F], what it made.</param>
    /// <exception cref="ArgumentException">They can't be compared, or a number is not finite.</exception>
    public static Memorization Report(Tensor training, Tensor heldOut, Tensor fake)
    {
        using var _ = NewDisposeScope();
        var (train, made) = Points.Check(training, fake, "training", "fake");
        var (_, test) = Points.Check(fake, heldOut, "fake", "heldOut");
        var (distances, nearest) = Closest(made, train);
        var ordered = Closest(test, train).Distances.sort(0).Values;              // [H]
        var below = searchsorted(ordered, distances).to(float64);                 // held-out points that are closer
        var belowOrEqual = searchsorted(ordered, distances, right: true).to(float64);
        var closer = 1 - (below + belowOrEqual).mean().item<double>() / (2 * ordered.shape[0]);   // ties count half
        var copies = distances.lt(ordered[ordered.shape[0] / 100]).to(float64).mean().item<double>();
        return new(closer, copies, nearest.Longs(), distances.Doubles());
    }

    private static (Tensor Distances, Tensor Index) Closest(Tensor x, Tensor train)
    {
        var index = Points.Map(x, train.shape[0], block => Points.Squares(block, train).argmin(1));
        return ((x - train[index]).square().sum(dim: 1).sqrt(), index);           // exact even for a copy: 0
    }
}
