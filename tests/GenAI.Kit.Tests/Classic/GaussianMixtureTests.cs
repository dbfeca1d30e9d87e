using CsCheck;
using GenAI.Kit.Classic;
using GenAI.Kit.Data;
using TorchSharp;
using static TorchSharp.torch;
using Covariance = GenAI.Kit.Classic.Covariance;

namespace GenAI.Kit.Tests.Classic;

[Collection("torch")]
public sealed class GaussianMixtureTests
{
    [Fact]
    public void TheTraceNeverFalls() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 8], Gen.Int[5, 200], Gen.Enum<Covariance>(), Gen.Double[1e-8, 1])
            .Sample((seed, components, count, kind, prior) =>
            {
                var x = new MoonsToy().Sample(Math.Max(count, components), seed).X;
                var mixture = GaussianMixture.Fit(x, components, kind, prior, steps: 40, seed: seed);
                foreach (var (before, after) in mixture.Trace.Zip(mixture.Trace.Skip(1)))
                    Assert.True(after >= before - 1e-10, $"{before} fell to {after}");
            }, iter: 20, threads: 1);

    [Fact]
    public void WithAWeakPriorTheLikelihoodItselfNeverFalls()
    {
        var x = new MoonsToy().Sample(400, seed: 1).X;
        var likelihoods = new[] { 1, 2, 3, 5, 8, 13, 21 }.Select(steps =>
            GaussianMixture.Fit(x, 6, prior: 1e-9, steps: steps, tolerance: 0).LogDensity(x).mean().item<double>());
        var list = likelihoods.ToList();
        Assert.True(list.Zip(list.Skip(1)).All(pair => pair.Second >= pair.First - 1e-9));
        Assert.True(list[^1] > list[0] + 0.01);
    }

    [Theory]
    [InlineData(Covariance.Full)]
    [InlineData(Covariance.Diagonal)]
    [InlineData(Covariance.Tied)]
    public void FindsTheGaussiansThatMadeTheData(Covariance kind)
    {
        Bell[] bells = [new(-3, 0, 1, 0.5), new(3, 0, 1, 0.5), new(0, 4, 1, 0.5)];
        var toy = new GaussianToy(bells, ["a", "b"], ["0", "1", "2"]);
        var mixture = GaussianMixture.Fit(toy.Sample(6_000, seed: 2).X, 3, kind);
        var order = mixture.Means[.., 0].argsort();
        var truth = tensor(new double[,] { { -3, 0 }, { 0, 4 }, { 3, 0 } });
        Assert.True(mixture.Means[order].allclose(truth, atol: 0.1));
        Assert.True(mixture.Weights.allclose(full(3, 1 / 3.0, dtype: float64), atol: 0.02));
        Assert.True(mixture.Covariances.allclose(tensor(new[] { 1, 0.25 }).diag().expand(3, 2, 2), atol: 0.08));
        var test = toy.Sample(2_000, seed: 3).X;
        var divergence = (toy.LogDensity(test) - mixture.LogDensity(test)).mean().item<double>();
        Assert.Equal(0, divergence, 0.01);                                    // KL, about 17 parameters / 2N = 0.0014
    }

    [Fact]
    public void KindsHaveTheirForm()
    {
        var x = new MoonsToy().Sample(300, seed: 4).X;
        var diagonal = GaussianMixture.Fit(x, 4, Covariance.Diagonal).Covariances;
        Assert.Equal(0, diagonal[.., 0, 1].abs().max().item<double>());
        var tied = GaussianMixture.Fit(x, 4, Covariance.Tied).Covariances;
        Assert.True(tied.allclose(tied[0].expand(4, 2, 2)));
        Assert.True(tied[0, 0, 1].abs().item<double>() > 1e-3);
    }

    [Fact]
    public void OneComponentIsTheDatasMeanAndCovariance()
    {
        var x = new MoonsToy().Sample(300, seed: 4).X.to(float64);
        var one = GaussianMixture.Fit(x, 1, prior: 0);
        Assert.True(one.Means[0].allclose(x.mean([0L])));
        Assert.True(one.Covariances[0].allclose(x.T.cov(correction: 0)));
    }

    [Fact]
    public void RepeatedPointsCollapseOnlyWithoutAPrior()
    {
        var x = cat([zeros(50, 2), new MoonsToy().Sample(20, seed: 5).X + 10]);
        Assert.Contains("collapsed", Assert.Throws<InvalidOperationException>(
            () => GaussianMixture.Fit(x, 3, prior: 0)).Message);
        var mixture = GaussianMixture.Fit(x, 3);
        Assert.True(mixture.LogDensity(x).isfinite().all().item<bool>());
    }

    [Fact]
    public void AFeatureThatNeverChangesDoesNoHarm()
    {
        var x = cat([new MoonsToy().Sample(100, seed: 7).X, zeros(100, 1)], dim: 1);
        Assert.True(GaussianMixture.Fit(x, 3).LogDensity(x).isfinite().all().item<bool>());
    }

    [Fact]
    public void MoreComponentsThanDistinctPointsDoNoHarm()
    {
        var x = tensor(new double[,] { { 0, 0 }, { 0, 0 }, { 5, 5 }, { 5, 5 } });
        var mixture = GaussianMixture.Fit(x, 4);
        Assert.True(mixture.LogDensity(x).isfinite().all().item<bool>());
        Assert.Equal(1, mixture.Weights.sum().item<double>(), 1e-9);
    }

    [Fact]
    public void FarAwayPointsDoNotUnderflow()
    {
        var mixture = GaussianMixture.Fit(new MoonsToy().Sample(100, seed: 6).X, 3);
        var far = full(1, 2, 1e4, dtype: float64);
        Assert.True(mixture.LogDensity(far).item<double>() < -1e6);
        Assert.Equal(1, mixture.Responsibilities(far).sum().item<double>(), 1e-12);
    }

    [Fact]
    public void KMeansFindsSeparatedGroups()
    {
        using var generator = Seed.Generator(1);
        var grid = Toys.GridOf25().Sample(2_000, seed: 1).X;
        var centres = KMeans.Fit(grid, 25, generator, steps: 0);
        Assert.True(cdist(grid.to(float64), centres).amin([1]).lt(0.5).to(float64).mean().item<double>() > 0.9);
        var moved = KMeans.Fit(tensor(new double[] { 0, 1, 10, 12 }).unsqueeze(1), 2, generator);
        Assert.True(moved.flatten().sort().Values.allclose(tensor(new[] { 0.5, 11 })));
    }

    [Fact]
    public void OnlyTheModelIsLeft()
    {
        var x = new MoonsToy().Sample(100, seed: 6).X;
        var live = LiveTensors.Count();
        GaussianMixture.Fit(x, 3);
        Assert.Equal(live + 3, Tensor.TotalCount);
    }
}
