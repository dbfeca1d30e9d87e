using GenAI.Kit.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

[Collection("torch")]
public sealed class ScoreTests
{
    /// <summary>Data N(0, 1) with noise σ are N(0, 1 + σ²): the score is −x / (1 + σ²), and no other does
    /// better.</summary>
    [Fact]
    public void TheTrueScoreHasTheLeastLoss()
    {
        using var scope = NewDisposeScope();
        double Loss(double factor)
        {
            Seed.Everything(1);
            var x = randn(100_000, 1);
            return ScoreMatching.Loss((at, sigma) => -factor * at / (1 + sigma.square().unsqueeze(1)), x,
                full(100_000, 0.7)).item<float>();
        }
        Assert.True(Loss(1) < Loss(0.9) && Loss(1) < Loss(1.1));
        Assert.Equal(1 / (1 + 0.49), Loss(1), 0.01);           // E|ε − σx̃/(1 + σ²)|² = 1/(1 + σ²)
    }

    [Fact]
    public void LangevinEndsInTheDensity()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var x = Langevin.Sample(at => -(at - 2) / 0.25, zeros(20_000), step: 0.02, steps: 300);
        Assert.Equal(2, x.mean().item<float>(), 0.02);
        Assert.Equal(0.5, x.std().item<float>(), 0.02);
    }

    /// <summary>Two far modes of unequal weight: from one side Langevin stays there; annealed it finds both.</summary>
    [Fact]
    public void AnnealingFindsTheOtherMode()
    {
        using var scope = NewDisposeScope();
        Tensor Score(Tensor x, Tensor sigma)
        {
            var v = 0.04 + sigma.square();
            var right = (Math.Log(0.7 / 0.3) + 2 * x * 3 / v).sigmoid();        // P(mode at +3 | x)
            return (6 * right - 3 - x) / v;
        }
        Seed.Everything(1);
        var start = full(4000, -3.0f);
        var none = zeros(4000);
        var stuck = Langevin.Sample(x => Score(x, none), start, 0.01, 400);
        var found = Langevin.Annealed(Score, start, ScoreMatching.Levels(6, 0.05, 12), 0.001, 60);
        Assert.Equal(0, stuck.gt(0).to(float32).mean().item<float>());
        Assert.Equal(0.7, found.gt(0).to(float32).mean().item<float>(), 0.04);
    }

    [Fact]
    public void LevelsFallByOneFactor()
    {
        var levels = ScoreMatching.Levels(8, 1, 4);
        Assert.Equal([8.0, 4, 2, 1], levels.Select(level => Math.Round(level, 9)));
    }
}
