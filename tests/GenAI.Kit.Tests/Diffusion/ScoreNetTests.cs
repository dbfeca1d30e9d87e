using GenAI.Kit.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

[Collection("torch")]
public sealed class ScoreNetTests
{
    private static readonly ScoreNetConfig Tiny = new(Hidden: 16);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var net = new ScoreNet(Tiny);
        Assert.Equal([5, 2], net.call(randn(5, 2), rand(5) + 0.1).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        using var net = new ScoreNet(Tiny);
        Assert.Equal(["output", "trunk"], ModelChecks.Fields(net));
        Assert.Equal(["output.bias", "output.weight", "trunk.0.bias", "trunk.0.weight", "trunk.2.bias",
            "trunk.2.weight", "trunk.4.bias", "trunk.4.weight"], net.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    /// <summary>At first it takes the data for N(0, 1). Where they are, that is the score, and the loss is
    /// 1 / (1 + σ²).</summary>
    [Fact]
    public void AtFirstItSaysTheScoreOfABellOfVarianceOne()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var net = new ScoreNet(Tiny);
        Assert.Equal([-0.8f, 0.4f], net.call(tensor(new[] { 4f, -2 }).reshape(1, 2), full(1, 2)).data<float>());
        foreach (var sigma in new[] { 0.5, 2 })
            Assert.Equal(1 / (1 + sigma * sigma),
                ScoreMatching.Loss(net.call, randn(40_000, 2), full(40_000, sigma)).item<float>(), 0.01);
    }

    /// <summary>A tenth of the level, ten times what the network adds.</summary>
    [Fact]
    public void WhatItAddsGrowsAsOneOverTheLevel()
    {
        using var scope = NewDisposeScope();
        using var net = new ScoreNet(Tiny);
        using (no_grad()) net.state_dict()["output.bias"].fill_(0.3f);
        var score = net.call(zeros(2, 2), tensor(new[] { 1.5f, 0.15f }));
        Assert.Equal(0.2, score[0, 0].item<float>(), 1e-6);
        Assert.Equal(2.0, score[1, 1].item<float>(), 1e-5);
    }

    [Fact]
    public void OneBatchIsLearnedByHeartAndNothingLeftBehind()
    {
        Seed.Everything(1);
        using var net = new ScoreNet(Tiny);
        using Tensor x = randn(8, 2), noise = randn(8, 2), sigma = rand(8) + 0.2;
        using var noisy = x + sigma.unsqueeze(1) * noise;
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(net,
            () => (sigma.unsqueeze(1) * net.call(noisy, sigma) + noise).square().mean(), 400), 0, 0.02);
    }

    [Fact]
    public void SameSeedSameBits() => ModelChecks.SameSeedSameBits(() => new ScoreNet(Tiny), net =>
        Langevin.Annealed(net.call, randn(4, 2), ScoreMatching.Levels(2, 0.1, 3), 0.001, 5));
}
