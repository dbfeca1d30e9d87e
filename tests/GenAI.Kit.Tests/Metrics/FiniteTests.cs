using GenAI.Kit.Classic;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Metrics;

/// <summary>Of numbers that are none, or too few, a metric says so; it neither hangs nor invents a figure.</summary>
[Collection("torch")]
public sealed class FiniteTests
{
    private static readonly Dictionary<string, (string First, string Second, Action<Tensor, Tensor> Run)> All = new()
    {
        ["Fréchet"] = ("real", "fake", (x, y) => FrechetDistance.Between(x, y)),
        ["kernel"] = ("real", "fake", (x, y) => KernelDistance.Between(x, y)),
        ["MMD"] = ("real", "fake", (x, y) => Mmd.Between(x, y, bandwidth: 1)),
        ["Wasserstein"] = ("real", "fake", (x, y) => Wasserstein.Between(x, y)),
        ["precision"] = ("real", "fake", (x, y) => PrecisionRecall.Between(x, y)),
        ["two-sample"] = ("real", "fake", (x, y) => TwoSampleTest.Between(x, y, (a, b) => LogisticRegression.Fit(a, b), splits: 2)),
        ["modes"] = ("samples", "modes", (x, y) => Modes.Count(x, y, 0.1)),
        ["memorization, fake"] = ("training", "fake", (x, y) => Memorization.Report(x, randn(12, 2), y)),
        ["memorization, held out"] = ("training", "heldOut", (x, y) => Memorization.Report(x, y, randn(12, 2))),
        ["median"] = ("x", "x", (x, y) => { Mmd.Median(x); Mmd.Median(y); }
        ),
        ["floor"] = ("real", "real", (x, y) => { Floor.Of(x, 2, (_, _) => 0); Floor.Of(y, 2, (_, _) => 0); }
        ),
        ["accuracy"] = ("x", "x", (x, y) => { Right(x); Right(y); }
        ),
        ["k-means"] = ("x", "x", (x, y) => { KMeans.Fit(x, 2, Dice); KMeans.Fit(y, 2, Dice); }
        ),
        ["mixture"] = ("x", "x", (x, y) => { GaussianMixture.Fit(x, 2); GaussianMixture.Fit(y, 2); }
        ),
        ["PCA"] = ("x", "x", (x, y) => { Pca.Fit(x); Pca.Fit(y); }
        ),
        ["KDE"] = ("x", "x", (x, y) => { Kde.Fit(x, 1); Kde.Fit(y, 1); }
        ),
        ["histogram"] = ("x", "x", (x, y) => { Histogram.Fit(x, 3); Histogram.Fit(y, 3); }
        ),
        ["classifier"] = ("x", "x", (x, y) => { Learn(x); Learn(y); }
        ),
    };

    private static Generator Dice => Seed.Generator(1);

    private static void Learn(Tensor x) => GaussianNaiveBayes.Fit(x, arange(12).remainder(2));

    private sealed class Coin : IClassifier
    {
        public Tensor Posterior(Tensor x) => zeros(x.shape[0], 2, float64);
    }

    private static void Right(Tensor x) => new Coin().Accuracy(x, zeros(x.shape[0], int64));

    public static TheoryData<string, double> Cases => new(
        All.Keys.SelectMany(name => new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e200 }
            .Select(value => (name, value))));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task WhatIsNotFiniteIsNamedByRowAndSet(string name, double value)
    {
        foreach (var inFirst in new[] { true, false })
        {
            var message = await Task.Run(() =>
            {
                using var scope = NewDisposeScope();
                using var generator = Seed.Generator(1);
                Tensor Points() => randn(12, 2, float64, generator: generator);
                var (bad, good) = (Points(), Points());
                bad[7, 1] = value;
                return Assert.Throws<ArgumentException>(() =>
                    All[name].Run(inFirst ? bad : good, inFirst ? good : bad)).Message;
            }).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            var set = inFirst ? All[name].First : All[name].Second;
            Assert.StartsWith(FormattableString.Invariant($"Row 7 of {set} holds {value}: "), message);
        }
    }

    /// <summary>On one line, in pictures and in float32 too.</summary>
    [Fact]
    public void TheShapeOfPointsDoesNotMatter()
    {
        using var scope = NewDisposeScope();
        var line = ones(9, 1);
        line[3, 0] = float.NaN;
        var pictures = ones(9, 1, 4, 4);
        pictures[8, 0, 3, 3] = float.PositiveInfinity;
        Assert.StartsWith("Row 3 of fake", Message(() => Wasserstein.Between(ones(9, 1), line)));
        Assert.StartsWith("Row 8 of real", Message(() => Mmd.Between(pictures, ones(9, 1, 4, 4), 1)));
        Assert.Equal(0, Wasserstein.Between(3e38f * ones(9, 1), 3e38f * ones(9, 1)));      // large, but finite
    }

    [Fact]
    public void GaussiansAreNamed()
    {
        using var scope = NewDisposeScope();
        var (mu, sigma) = (zeros(2, float64), eye(2, dtype: float64));
        Assert.StartsWith("Row 1 of sigma2", Message(() => FrechetDistance.BetweenGaussians(mu, sigma, mu,
            tensor(new[,] { { 1, 0 }, { double.NaN, 1 } }))));
        Assert.StartsWith("Row 0 of mu1", Message(() => FrechetDistance.BetweenGaussians(mu / 0, sigma, mu, sigma)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task AnAssignmentWithoutFiniteCostsEnds(double cost) => Assert.Contains("finds no column",
        (await Task.Run(() => Assert.Throws<ArgumentException>(() => Assignment.Solve(3, (_, _) => cost)))
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).Message);

    [Fact]
    public void AnInfiniteCostOnlyForbidsAPair() => Assert.Equal([1, 0],
        Assignment.Solve(2, (row, column) => row == column ? double.PositiveInfinity : 5));

    [Fact]
    public void OnePointIsTooFewForWhatComparesPairs()
    {
        using var scope = NewDisposeScope();
        var (one, many) = (randn(1, 2), randn(9, 2));
        foreach (var between in new Func<Tensor, Tensor, double>[]
            { (x, y) => Mmd.Between(x, y, 1), KernelDistance.Between, FrechetDistance.Between })
        {
            Assert.Equal("1 real and 9 fake points are too few: each set needs at least 2.",
                Message(() => between(one, many)));
            Assert.Contains("9 real and 1 fake", Message(() => between(many, one)));
        }
        Assert.Contains("needs two points", Message(() => Mmd.Median(one)));
        Assert.Contains("single point", Message(() => TwoSampleTest.Between(one, one)));
        foreach (var width in new[] { 0, -1, double.NaN })
        {
            Assert.Contains("above 0", Message(() => Mmd.Between(many, many, width)));
            Assert.Contains("above 0", Message(() => Modes.Count(many, many, width)));
        }
    }

    [Fact]
    public void ARateOfNothingIsNone()
    {
        Assert.Equal(1.5, EditDistance.Rate([["a", "b", "c"], []], [["a"], ["d"]]));
        Assert.Contains("at least one symbol", Message(() => EditDistance.Rate([["a"], []], [[], []])));
        Assert.Contains("at least one symbol", Message(() => EditDistance.Rate([], [])));
    }

    private static string Message(Action run) => Assert.Throws<ArgumentException>(run).Message;
}
