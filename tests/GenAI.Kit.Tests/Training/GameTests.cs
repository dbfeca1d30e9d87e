using GenAI.Kit.Adversarial;
using GenAI.Kit.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Training;

[Collection("torch")]
public sealed class GameTests
{
    private static readonly PointGanConfig Tiny = new(Hidden: 16);

    private static readonly GanLoss Loss = GanLoss.NonSaturating;

    private sealed record Played(IReadOnlyList<GameStep> Steps, float[] Points, long Left, int Clipped, double Rate);

    private static Played Play(GameConfig c, int ofDiscriminator = 1, double? ema = null, double broken = 1)
    {
        Seed.Everything(1);
        using var scope = NewDisposeScope();
        using var g = new PointGenerator(Tiny);
        using var d = new PointDiscriminator(Tiny);
        using var ofG = Optimizers.Adam(g, 2e-3, beta1: 0.5);
        using var ofD = Optimizers.Adam(d, 2e-3, beta1: 0.5);
        var (counts, clipped) = (new List<long>(), 0);
        Tensor Made() => g.call(g.Noise(32));
        using var game = new Game([
            new("discriminator", d, ofD, rows => Loss.Discriminator(d.call(rows[0]), d.call(Made().detach())),
                ofDiscriminator, () => clipped++),
            new("generator", g, ofG, rows => Loss.Generator(d.call(rows[0]), d.call(Made())) * broken, EmaDecay: ema)], c);
        var steps = game.Fit([0.2 * randn(500, 2) + 3], step => counts.Add(LiveTensors.Count()));
        var points = ema is null ? g.Sample(200) : game.EmaOf("generator").With(() => g.Sample(200));
        return new(steps, points.data<float>().ToArray(), counts[^1] - counts[Math.Min(1, counts.Count - 1)], clipped,
            ofD.ParamGroups.First().LearningRate);
    }

    [Fact]
    public void TheGeneratorFindsTheCloudAndNoTensorIsLeft()
    {
        var game = Play(new(Steps: 400, Batch: 32, FinalRate: 0.1), ofDiscriminator: 2, ema: 0.9);
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
        Assert.Equal(2e-4, Play(new(3, 16, FinalRate: 0.1)).Rate, 1e-9);
        Assert.Equal(2e-3, Play(new(1, 16, FinalRate: 0.1)).Rate, 1e-9);             // the first step has the whole rate
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
            var rows = new List<float>();
            using var game = new Game([
                new("discriminator", d, ofD, batch =>
                {
                    rows.AddRange(batch[0].flatten().data<float>().ToArray());
                    return d.call(batch[0]).mean();
                }),
                new("generator", g, ofG, _ => g.call(g.Noise(4)).mean())], new(Steps: 3, Batch: 4, Seed: seed));
            return [.. Enumerable.Range(0, 3).Select(_ =>
            {
                rows.Clear();
                game.Fit([x]);
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
        using var ofG = Optimizers.Adam(g);
        using var ofD = Optimizers.Adam(d);
        float[] State() => [.. g.state_dict().Values.Concat(d.state_dict().Values)
            .SelectMany(v => v.to(float32).flatten().data<float>().ToArray())];
        float[] before = [];
        var calls = 0;
        Tensor Score(bool bad, Tensor[] rows)
        {
            before = State();
            var said = d.call(rows[0]) + d.call(g.call(randn(16, 2)));
            return bad && ++calls == 3 ? (said - said).abs().sqrt().mean() : said.square().mean();
        }
        using var game = new Game([
            new("discriminator", d, ofD, rows => Score(ofDiscriminator, rows)),
            new("generator", g, ofG, rows => Score(!ofDiscriminator, rows))], new(Steps: 9, Batch: 16));
        var e = Assert.Throws<ArithmeticException>(() => game.Fit([randn(100, 2)]));
        Assert.StartsWith($"The {(ofDiscriminator ? "discriminator" : "generator")}'s gradient of 0.weight is not a number "
            + "at step 3 of 9: ", e.Message);
        Assert.Equal(before, State());
    }

    /// <summary>Three players, two sources of unlike length: each steps as often as it asks for, in order, towards its
    /// own goal; losses stand in the players' order.</summary>
    [Fact]
    public void ThreePlayersStepInTurn()
    {
        Seed.Everything(1);
        using var scope = NewDisposeScope();
        using Linear a = nn.Linear(2, 1), b = nn.Linear(2, 1), c = nn.Linear(2, 1);
        using optim.Optimizer ofA = Optimizers.Adam(a, 0.05), ofB = Optimizers.Adam(b, 0.05), ofC = optim.SGD(c.parameters(), 0.05);
        var turns = "";
        Func<Tensor[], Tensor> Towards(Linear net, char name, double goal) => rows =>
        {
            turns += name;
            Assert.Equal((4L, 4L), (rows[0].shape[0], rows[1].shape[0]));
            return (net.call(rows[name == 'c' ? 1 : 0]) - goal).square().mean();
        };
        using var game = new Game([new("first", a, ofA, Towards(a, 'a', 1)), new("second", b, ofB, Towards(b, 'b', 2), Steps: 2),
            new("third", c, ofC, Towards(c, 'c', 3), EmaDecay: 0.9)], new(Steps: 300, Batch: 4, Paired: false));
        var steps = game.Fit([randn(40, 2), randn(17, 2)]);
        Assert.Equal(string.Concat(Enumerable.Repeat("abbc", 300)), turns);
        Assert.All(steps, step => Assert.Equal(3, step.Losses.Length));
        Assert.All(steps[^1].Losses, loss => Assert.InRange(loss, 0, 0.3));
        Assert.Equal([1.0, 2, 3], new[] { a, b, c }.Select(net => Math.Round(net.bias!.item<float>())));
        Assert.Equal(3, game.EmaOf("third").With(() => c.bias!.item<float>()), 0.3);
        Assert.Contains("No player called first keeps", Assert.Throws<ArgumentException>(() => game.EmaOf("first")).Message);
        Assert.Throws<ArgumentException>(() => game.EmaOf("nobody"));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(5, 0)]
    public void NoStepIsNoGame(int steps, int ofDiscriminator) => Assert.Throws<ArgumentException>(() =>
        Play(new(steps, 16), ofDiscriminator));

    [Fact]
    public void WhatIsNotANumberNamesThePlayer() => Assert.Contains("generator's loss is NaN at step 1",
        Assert.Throws<ArithmeticException>(() => Play(new(5, 16), broken: double.NaN)).Message);
}
