using CsCheck;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Metrics;

[Collection("torch")]
public sealed class SampleMetricsTests
{
    [Fact]
    public void PrecisionAndRecallByHand()
    {
        var real = Column(0, 1, 2, 10);                                       // radii to the nearest: 1, 1, 1, 8
        var fake = Column(0.4, 2.5, 30, 31);                                  // radii: 2.1, 2.1, 1, 1
        var result = PrecisionRecall.Between(real, fake, k: 1);
        Assert.Equal(0.5, result.Precision);                                  // 0.4 and 2.5, not 30 and 31
        Assert.Equal(0.75, result.Recall);                                    // 0, 1 and 2, not 10
    }

    [Fact]
    public void PrecisionSeesBadSamplesRecallSeesMissingModes()
    {
        var real = Toys.RingOf8(deviation: 0.05).Sample(800, seed: 1);
        var half = real.X[real.Y < 4];
        var dropped = PrecisionRecall.Between(real.X, half);
        Assert.True(dropped.Precision > 0.98 && dropped.Recall is > 0.4 and < 0.6, $"{dropped}");
        var noisy = PrecisionRecall.Between(half, real.X);
        Assert.True(noisy.Precision is > 0.4 and < 0.6 && noisy.Recall > 0.98, $"{noisy}");
    }

    [Fact]
    public void PrecisionInBlocksIsTheSameForDoubledPoints()
    {
        var x = new MoonsToy().Sample(900, seed: 1).X;                        // 810,000 pairs: two blocks
        Assert.Equal(new PrecisionRecall(1, 1), PrecisionRecall.Between(x, x));
    }

    [Fact]
    public void ModesAreCountedWithinThreeDeviations()
    {
        var modes = tensor(new double[,] { { 0, 0 }, { 10, 0 }, { 20, 0 } });
        var samples = tensor(new[,] { { 0.2, 0 }, { 0, -0.29 }, { 0.31, 0 }, { 10, 0.1 } });
        var count = Modes.Count(samples, modes, deviation: 0.1);
        Assert.Equal(2, count.Found);
        Assert.Equal(0.75, count.GoodShare);
        Assert.Equal([2, 1, 0], count.Counts);
    }

    [Fact]
    public void AllModesOfTheGridAndTheRightShareAreFound()
    {
        var toy = Toys.GridOf25();
        var centres = tensor(toy.Bells.SelectMany(b => new[] { b.X, b.Y }).ToArray()).reshape(25, 2);
        var count = Modes.Count(toy.Sample(20_000, seed: 1).X, centres, deviation: 0.05);
        Assert.Equal(25, count.Found);
        Assert.Equal(1 - Math.Exp(-4.5), count.GoodShare, 0.003);             // Rayleigh: P(r < 3σ) in the plane
    }

    [Fact]
    public void TwoSampleTestIsAtChanceForOneSourceAndSureForTwo()
    {
        var points = new MoonsToy().Sample(400, seed: 1).X;
        var same = TwoSampleTest.Between(points[..200], points[200..], (x, y) => LogisticRegression.Fit(x, y));
        Assert.InRange(same.Accuracy, 0.43, 0.57);
        Assert.InRange(same.StandardError, 0.002, 0.02);
        var apart = TwoSampleTest.Between(points[..200], points[200..] + 5, splits: 2);
        Assert.True(apart.Accuracy > 0.97);
    }

    [Fact]
    public void MemorizationTellsCopiesFromNewPoints()
    {
        var toy = new MoonsToy();
        var (train, test) = (toy.Sample(500, seed: 1).X, toy.Sample(500, seed: 2).X);
        var copied = Memorization.Report(train, test, train[100..150]);
        Assert.Equal(Enumerable.Range(100, 50).Select(i => (long)i), copied.Nearest);
        Assert.Equal((1.0, 1.0), (copied.Closer, copied.Copies));
        Assert.All(copied.Distances, d => Assert.Equal(0, d));
        var fresh = Memorization.Report(train, test, toy.Sample(500, seed: 3).X);
        Assert.InRange(fresh.Closer, 0.44, 0.56);
        Assert.True(fresh.Copies < 0.04);
        Assert.Equal(0, Memorization.Report(train, test, train + 50).Closer);
    }

    [Fact]
    public void AssignmentIsTheBestOfAllPermutations() =>
        Gen.Double[-5, 5].Array[25].Sample(costs =>
        {
            double Total(IEnumerable<int> columns) => columns.Select((column, row) => costs[5 * row + column]).Sum();
            var solved = Assignment.Solve(5, (row, column) => costs[5 * row + column]);
            Assert.Equal([0, 1, 2, 3, 4], solved.Order());
            Assert.Equal(Permutations([0, 1, 2, 3, 4]).Min(Total), Total(solved), 1e-9);
        }, iter: 300);

    [Fact]
    public void FloorNeedsEnoughPointsAndRepeatsItself()
    {
        var real = new MoonsToy().Sample(100, seed: 1).X;
        Assert.Equal(Floor.Of(real, 50, Wasserstein.Between), Floor.Of(real, 50, Wasserstein.Between));
        Assert.Contains("need 102 real points, but there are 100",
            Assert.Throws<ArgumentException>(() => Floor.Of(real, 51, Wasserstein.Between)).Message);
    }

    private static IEnumerable<IEnumerable<int>> Permutations(int[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(i => Permutations([.. items.Where(j => j != i)]).Select(rest => rest.Prepend(i)));

    private static Tensor Column(params double[] values) => tensor(values).unsqueeze(1);
}
