using GenAI.Kit.Data;
using GenAI.Kit.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Metrics;

/// <summary>Metrics that yield one distance: what each must do, and its closed form.</summary>
[Collection("torch")]
public sealed class DistanceMetricsTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor, double>> All = new()
    {
        ["Fréchet"] = FrechetDistance.Between,
        ["kernel"] = KernelDistance.Between,
        ["MMD"] = (x, y) => Mmd.Between(x, y, bandwidth: 1),
        ["Wasserstein"] = Wasserstein.Between,
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void GrowsWithNoiseAndWithAShiftFromItsFloor(string name)
    {
        var metric = All[name];
        var real = Normal(300, 2, seed: 1);
        var floor = Floor.Of(Normal(1_200, 2, seed: 2), 300, metric);
        double Noisy(double s) => metric(real, Normal(300, 2, seed: 3) + s * Normal(300, 2, seed: 4));
        double Shifted(double s) => metric(real, Normal(300, 2, seed: 3) + s);
        Assert.InRange(Noisy(0), floor.Mean - 5 * floor.Deviation, floor.Mean + 5 * floor.Deviation);
        Assert.True(Noisy(0) < Noisy(1) && Noisy(1) < Noisy(2) && Noisy(2) < Noisy(4));
        Assert.True(Shifted(0) < Shifted(0.5) && Shifted(0.5) < Shifted(1) && Shifted(1) < Shifted(2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void IsSymmetricTakesPicturesAndLeavesNothing(string name)
    {
        var (x, y) = (Normal(60, 4, seed: 1), Normal(60, 4, seed: 2) + 0.5);
        var live = LiveTensors.Count();
        var distance = All[name](x, y);
        Assert.Equal(live, Tensor.TotalCount);
        Assert.Equal(distance, All[name](y, x), 1e-9);
        Assert.Equal(distance, All[name](x.reshape(60, 1, 2, 2), y.reshape(60, 1, 2, 2)), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void RefusesPointsOfDifferentSizes(string name) => Assert.Contains(
        "must be points [N, D]", Assert.Throws<ArgumentException>(() => All[name](ones(9, 2), ones(9, 3))).Message);

    [Fact]
    public void FrechetOfGaussiansIsTheFormula()
    {
        var (a, b) = (tensor(new double[,] { { 2, 0.5 }, { 0.5, 1 } }), tensor(new[,] { { 1, -0.3 }, { -0.3, 3 } }));
        var product = a.matmul(b);                                            // tr √AB = √(tr AB + 2 √det AB) in 2-D
        var root = Math.Sqrt(product.trace().item<double>() + 2 * Math.Sqrt(linalg.det(product).item<double>()));
        var expected = 1 + 4 + (2 + 1) + (1 + 3) - 2 * root;
        var mu = tensor(new double[] { 1, -2 });
        Assert.Equal(expected, FrechetDistance.BetweenGaussians(zeros(2, float64), a, mu, b), 1e-6);
        Assert.Equal(0, FrechetDistance.BetweenGaussians(mu, a, mu, a), 1e-6);
        var singular = tensor(new double[,] { { 1, 1 }, { 1, 1 } });          // rank 1: √ of an eigenvalue near 0
        Assert.Equal(0, FrechetDistance.BetweenGaussians(mu, singular, mu, singular), 1e-6);
    }

    [Fact]
    public void FrechetOfPointsUsesTheirMoments()
    {
        var x = Normal(500, 3, seed: 5);
        Assert.Equal(3 * 4, FrechetDistance.Between(x, x + 2), 1e-6);         // a shift by (2, 2, 2)
        Assert.Equal(x.T.cov().trace().item<double>(), FrechetDistance.Between(x, 2 * x - x.mean([0L])), 1e-6);
    }

    [Fact]
    public void FrechetOf2000Against2000Takes5SecondsAtMost()
    {
        var (x, y) = (Normal(2_000, 128, seed: 6), Normal(2_000, 128, seed: 7));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.InRange(FrechetDistance.Between(x, y), 1, 10);                 // 0 but for the bias of few points
        Assert.True(watch.Elapsed.TotalSeconds < 5);
    }

    [Fact]
    public void MmdAndKernelDistanceByHand()
    {
        var x = tensor(new double[] { 0, 1 }).unsqueeze(1);
        var y = tensor(new double[] { 2, 4 }).unsqueeze(1);
        double K(double d) => Math.Exp(-d * d / 2);
        var expected = K(1) + K(2) - (K(2) + K(4) + K(1) + K(3)) / 2;         // within: one pair, both ways
        Assert.Equal(expected, Mmd.Between(x, y, bandwidth: 1), 1e-12);
        Assert.Equal(1 + 729 - (1 + 1 + 27 + 125) / 2.0, KernelDistance.Between(x, y), 1e-9);
        Assert.Equal(1, Mmd.Median(tensor(new double[] { 0, 1, 2 }).unsqueeze(1)), 1e-12);
    }

    [Fact]
    public void MmdInBlocksIsUnbiased()
    {
        var draws = Enumerable.Range(0, 20)
            .Select(i => Mmd.Between(Normal(1_000, 2, seed: 2 * i), Normal(1_000, 2, seed: 2 * i + 1), 1)).ToArray();
        Assert.InRange(draws.Average(), -3e-4, 3e-4);
        Assert.Contains(draws, d => d < 0);
    }

    [Fact]
    public void WassersteinClosedForms()
    {
        var x = Normal(200, 2, seed: 8);
        var shift = tensor(new double[] { 3, 4 });
        Assert.Equal(5, Wasserstein.Between(x, x[randperm(200)] + shift), 1e-9);
        var from = tensor(new double[] { 5, 0, 1 }).unsqueeze(1);
        var to = tensor(new double[] { 1, 2, 7 }).unsqueeze(1);
        Assert.Equal(Math.Sqrt((1 + 1 + 4) / 3.0), Wasserstein.Between(from, to));
        var big = Normal(2_000, 1, seed: 9);                                  // W₂(N(0,1), N(1,2²))² = 1 + (2−1)²
        Assert.Equal(Math.Sqrt(2), Wasserstein.Between(big, 1 + 2 * Normal(2_000, 1, seed: 10)), 0.08);
    }

    [Fact]
    public void No_other_pairing_is_shorter()
    {
        var moons = new MoonsToy().Sample(300, seed: 1).X.to(float64);
        var ring = Toys.RingOf8().Sample(300, seed: 2).X.to(float64);
        var exact = Wasserstein.Between(moons, ring);
        Assert.True(exact <= Math.Sqrt((moons - ring).square().sum(dim: 1).mean().item<double>()));
        var line = Wasserstein.Between(moons[.., ..1], ring[.., ..1]);        // what one direction alone costs
        Assert.True(exact >= line);
    }

    private static Tensor Normal(int count, int width, long seed)
    {
        using var generator = Seed.Generator(seed);
        return randn(count, width, float64, generator: generator);
    }
}
