using GenAI.Kit.Classic;
using GenAI.Kit.Data;
using MathNet.Numerics.Distributions;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classic;

/// <summary>What histogram, KDE and mixture have in common, and the first two alone.</summary>
[Collection("torch")]
public sealed class DensityTests
{
    private static readonly Tensor Moons = new MoonsToy().Sample(500, seed: 1).X;

    public static TheoryData<string> Names => ["histogram", "kde", "mixture"];

    [Theory]
    [MemberData(nameof(Names))]
    public void IntegratesToOneAndMatchesItsSamples(string name)
    {
        var model = Fit(name);
        var axis = linspace(-2.5, 3.5, 201, float64);
        var grid = stack(meshgrid([axis, axis], indexing: "ij"), dim: 2).reshape(-1, 2);
        var mass = model.LogDensity(grid).exp() * 0.03 * 0.03;
        Assert.Equal(1, mass.sum().item<double>(), 0.01);
        var mean = (mass.unsqueeze(1) * grid).sum(dim: 0);
        var drawn = model.Sample(200_000, seed: 2);
        Assert.True(drawn.mean([0L]).allclose(mean, atol: 0.015));
        var entropy = -(mass * model.LogDensity(grid).clamp_min(-100)).sum().item<double>();
        Assert.Equal(entropy, -model.LogDensity(drawn).mean().item<double>(), 0.03);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SameSeedSameBits(string name)
    {
        double[] Draw(long seed) => Fit(name).Sample(20, seed).data<double>().ToArray();
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AMillionSamplesInASecondAndNothingLeft(string name)
    {
        var model = Fit(name);
        using var warmUp = model.Sample(1_000);
        var live = LiveTensors.Count();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using (var x = model.Sample(1_000_000)) Assert.Equal([1_000_000, 2], x.shape);
        using (var density = model.LogDensity(Moons)) Assert.Equal([500], density.shape);
        Assert.Equal(live, Tensor.TotalCount);
        Assert.True(watch.Elapsed.TotalSeconds < 5, $"{watch.Elapsed.TotalSeconds:f1} s");   // ≤ 1 s when alone
    }

    [Fact]
    public void HistogramCountsByHand()
    {
        var x = tensor(new double[] { 0, 0.1, 0.2, 0.6, 1 }).unsqueeze(1);
        var histogram = Histogram.Fit(x, bins: 2);
        Assert.True(histogram.Shares.allclose(tensor(new[] { 0.6, 0.4 })));
        var density = histogram.LogDensity(tensor(new[] { 0.3, 0.9, 1.0, 1.1, -0.1 }).unsqueeze(1)).exp();
        Assert.True(density.allclose(tensor(new[] { 1.2, 0.8, 0.8, 0, 0 })));
        Assert.Equal(2 * 2 / 7.0, Histogram.Fit(x, 2, pseudoCount: 1).Shares[0].item<double>(), 1e-12);
    }

    [Fact]
    public void HistogramRefusesTheCurseOfDimension()
    {
        var error = Assert.Throws<ArgumentException>(() => Histogram.Fit(zeros(3, 64), bins: 10));
        Assert.Contains("10 bins along each of 64 axes are 1e64 cells", error.Message);
    }

    [Fact]
    public void WhatCanNotBeFittedIsRefused()
    {
        Assert.Contains("not 0", Assert.Throws<ArgumentException>(() => Histogram.Fit(Moons, bins: 0)).Message);
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => Kde.Fit(Moons, double.NaN)).Message);
        foreach (var folds in new[] { 1, 501 })
            Assert.Throws<ArgumentException>(() => Kde.CrossValidate(Moons, [0.1], folds));
        foreach (var components in new[] { 0, 501 })
            Assert.Throws<ArgumentException>(() => GaussianMixture.Fit(Moons, components));
    }

    [Fact]
    public void KdeIsTheMeanOfMathNetsNormals()
    {
        var data = new[] { -1.0, 0.5, 2.0 };
        var kde = Kde.Fit(tensor(data).unsqueeze(1), bandwidth: 0.7);
        foreach (var x in new[] { -3.0, 0, 1, 40 })
            Assert.Equal(data.Select(at => Normal.PDFLn(at, 0.7, x)).Aggregate(LogAdd) - Math.Log(3),
                kde.LogDensity(full(1, 1, x, dtype: float64)).item<double>(), 1e-9);
    }

    [Fact]
    public void CrossValidationFindsABandwidthNearTheBest()
    {
        using var generator = Seed.Generator(3);
        var normal = randn(400, 1, float64, generator: generator);
        double[] candidates = [0.02, 0.1, 0.3, 1, 3];
        var scores = Kde.CrossValidate(normal, candidates);
        Assert.Equal(2, scores.IndexOf(scores.Max()));                        // Silverman: 1.06 N^(-1/5) = 0.32
        var best = Kde.Fit(normal, 0.3).LogDensity(randn(4_000, 1, float64, generator: generator)).mean();
        Assert.Equal(best.item<double>(), scores[2], 0.1);
    }

    [Fact]
    public void KdeInBatchesIsTheSame()
    {
        using var generator = Seed.Generator(4);
        var kde = Kde.Fit(randn(3_000, 2, float64, generator: generator), 0.2);
        var x = randn(2_000, 2, float64, generator: generator);                // 6 million pairs: three batches
        var parts = cat([kde.LogDensity(x[..13]), kde.LogDensity(x[13..])]);
        Assert.True(kde.LogDensity(x).allclose(parts, rtol: 1e-12));
    }

    private static IDensity Fit(string name) => name switch
    {
        "histogram" => Histogram.Fit(Moons, bins: 20),
        "kde" => Kde.Fit(Moons, bandwidth: 0.15),
        _ => GaussianMixture.Fit(Moons, components: 6),
    };

    private static double LogAdd(double a, double b) =>
        Math.Max(a, b) + Math.Log(1 + Math.Exp(-Math.Abs(a - b)));
}
