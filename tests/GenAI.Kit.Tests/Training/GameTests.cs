using GenAI.Kit.Adversarial;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Training;

[Collection("torch")]
public sealed class GameTests
{
    private static readonly PointGanConfig Tiny = new(Hidden: 16);

    private sealed record Game(IReadOnlyList<AdversarialStep> Steps, float[] Points, long Left, int Clipped, double Rate);

    private static Game Play(AdversarialConfig c, double rate = 2e-3, double broken = 0)
    {
        Seed.Everything(1);
        using var scope = NewDisposeScope();
        using var g = new PointGenerator(Tiny);
        using var d = new PointDiscriminator(Tiny);
        using var ofG = optim.Adam(g.parameters(), rate, beta1: 0.5);
        using var ofD = optim.Adam(d.parameters(), rate, beta1: 0.5);
        using var trainer = new AdversarialTrainer(g, ofG, d, ofD, c);
        var x = 0.2 * randn(500, 2) + 3;
        var (counts, clipped) = (new List<long>(), 0);
        var steps = trainer.Fit([x], rows => Gan.DiscriminatorLoss(d.call(rows[0]), d.call(g.Make(32).detach())),
            _ => Gan.GeneratorLoss(d.call(g.Make(32))) * (broken > 0 ? double.NaN : 1), () => clipped++,
            step => counts.Add(LiveTensors.Count()));
        var points = trainer.Ema is { } ema ? ema.With(() => g.Sample(200)) : g.Sample(200);
        return new(steps, points.data<float>().ToArray(), counts[^1] - counts[Math.Min(1, counts.Count - 1)], clipped,
            ofD.ParamGroups.First().LearningRate);
    }

    [Fact]
    public void TheGeneratorFindsTheCloudAndNoTensorIsLeft()
    {
        var game = Play(new(Steps: 400, Batch: 32, DiscriminatorSteps: 2, Anneal: 0.1, EmaDecay: 0.9));
        Assert.Equal(3, game.Points.Average(), 0.4);
        Assert.Equal(Enumerable.Range(1, 400), game.Steps.Select(s => s.Step));
        Assert.Equal(800, game.Clipped);
        Assert.Equal(0, game.Left);
    }

    [Fact]
    public void SameSeedSameBits() => Assert.Equal(Play(new(20, 16)).Points, Play(new(20, 16)).Points);

    [Fact]
    public void RatesFallAlongALine()
    {
        Assert.Equal(2e-3, Play(new(3, 16)).Rate, 1e-9);
        Assert.Equal(2e-4, Play(new(3, 16, Anneal: 0.1)).Rate, 1e-9);
        Assert.Equal(2e-3, Play(new(1, 16, Anneal: 0.1)).Rate, 1e-9);             // the first step has the whole rate
    }

    [Fact]
    public void ASecondCallGoesOnWithOtherBatches()
    {
        using var scope = NewDisposeScope();
        using var g = new PointGenerator(Tiny);
        using var d = new PointDiscriminator(Tiny);
        using var ofG = optim.SGD(g.parameters(), 0);
        using var ofD = optim.SGD(d.parameters(), 0);
        var x = arange(2000, dtype: float32).reshape(1000, 2);
        string[] Seen(long seed)
        {
            using var trainer = new AdversarialTrainer(g, ofG, d, ofD, new(Steps: 3, Batch: 4, Seed: seed));
            return [.. Enumerable.Range(0, 3).Select(_ =>
            {
                var rows = new List<float>();
                trainer.Fit([x], batch =>
                {
                    rows.AddRange(batch[0].flatten().data<float>().ToArray());
                    return d.call(batch[0]).mean();
                }, _ => g.Make(4).mean());
                return string.Join(' ', rows);
            })];
        }
        Assert.Equal(6, Seen(1).Concat(Seen(2)).Distinct().Count());
        Assert.Equal(Seen(1), Seen(1));
    }

    /// <summary>The gradient of either player; what both keep beside their weights is as before that step.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AGradientThatIsNoNumberNamesPlayerAndWeight(bool ofDiscriminator)
    {
        Seed.Everything(1);
        using var scope = NewDisposeScope();
        using var g = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2));
        using var d = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1));
        using var ofG = optim.Adam(g.parameters());
        using var ofD = optim.Adam(d.parameters());
        using var trainer = new AdversarialTrainer(g, ofG, d, ofD, new(Steps: 9, Batch: 16));
        float[] State() => [.. g.state_dict().Values.Concat(d.state_dict().Values)
            .SelectMany(v => v.to(float32).flatten().data<float>().ToArray())];
        float[] before = [];
        var calls = 0;
        Tensor Loss(bool bad, Tensor[] rows)
        {
            before = State();
            var said = d.call(rows[0]) + d.call(g.call(randn(16, 2)));
            return bad && ++calls == 3 ? (said - said).abs().sqrt().mean() : said.square().mean();
        }
        var e = Assert.Throws<ArithmeticException>(() => trainer.Fit([randn(100, 2)],
            rows => Loss(ofDiscriminator, rows), rows => Loss(!ofDiscriminator, rows)));
        Assert.StartsWith($"The {(ofDiscriminator ? "discriminator" : "generator")}'s gradient of 0.weight is not a number "
            + "at step 3: ", e.Message);
        Assert.Equal(before, State());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(5, 0)]
    public void NoStepIsNoGame(int steps, int ofDiscriminator) => Assert.Throws<ArgumentException>(() =>
        Play(new(steps, 16, DiscriminatorSteps: ofDiscriminator)));

    [Fact]
    public void WhatIsNotANumberNamesThePlayer() => Assert.Contains("generator's loss is NaN at step 1",
        Assert.Throws<ArithmeticException>(() => Play(new(5, 16), broken: 1)).Message);
}
