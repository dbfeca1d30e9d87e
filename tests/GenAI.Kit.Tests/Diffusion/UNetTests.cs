using System.Globalization;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

[Collection("torch")]
public sealed class UNetTests
{
    private static readonly UNetConfig Tiny = new(Channels: 2, Maps: 8, Time: 16);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var net = new UNet(Tiny);
        Assert.Equal([3, 2, 12, 12], net.call(randn(3, 2, 12, 12), randint(1, 1001, [3], int64)).shape);
        Assert.Equal([4, 6], SinusoidalEmbedding.Of(arange(4, int64), 6).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames() => Assert.Equal(
        ["attention2", "attention3", "down1", "down2", "downsample1", "downsample2", "middle", "output", "stem",
            "timeEmbedding", "up1", "up2"],
        ModelChecks.Fields(new UNet(Tiny)));

    [Fact]
    public void AtFirstItSaysNothingSoTheLossIsThatOfTheNoise()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var net = new UNet(Tiny);
        Assert.Equal(0, net.call(randn(3, 2, 8, 8), randint(1, 1001, [3], int64)).abs().max().item<float>());
        var model = new Ddpm(net, NoiseSchedule.Linear());
        Assert.Equal(1, model.Loss(rand(200, 2, 8, 8)).item<float>(), 0.03);
    }

    /// <summary>Waves of a step: at 0 all sines are 0 and all cosines 1; the first pair turns once in 2π steps.</summary>
    [Fact]
    public void WavesAreSinesAndCosines()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0f, 0, 1, 1], SinusoidalEmbedding.Of(zeros(1, int64), 4)[0].data<float>());
        Assert.Equal(Math.Sin(7), SinusoidalEmbedding.Of(full(1, 7, int64), 4)[0, 0].item<float>(), 1e-5);
        Assert.Equal(Math.Cos(0.07), SinusoidalEmbedding.Of(full(1, 7, int64), 4)[0, 3].item<float>(), 1e-5);
    }

    [Fact]
    public void OneBatchIsLearnedByHeartAndNothingLeftBehind()
    {
        Seed.Everything(1);
        using var net = new UNet(Tiny);
        using Tensor x = rand(4, 2, 8, 8), noise = randn(4, 2, 8, 8), t = tensor(new long[] { 5, 300, 600, 900 });
        var model = new Ddpm(net, NoiseSchedule.Linear());
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(net, () => model.Losses(x, t, noise).mean(), 300), 0, 0.1);
    }

    [Fact]
    public void SamplingLeavesOnlyTheSample()
    {
        using var net = new UNet(Tiny);
        var model = new Ddpm(net, NoiseSchedule.Linear(20), pictures: [2, 8, 8]);
        using var start = randn(2, 2, 8, 8);
        Ddim.Sample(model, start, 5).Dispose();
        var live = LiveTensors.Count();
        using var made = Ddim.Sample(model, start, 5, eta: 1);
        using var ancestral = model.Sample(start);
        Assert.Equal(live + 2, Tensor.TotalCount);
        Assert.InRange(made.min().item<float>(), 0, 1);
        Assert.InRange(made.max().item<float>(), 0, 1);
    }

    /// <summary>The shipped weights in PyTorch (tests/Peers/ddpm.py --noise) and here: the same noise. Four faces at
    /// four steps, under a wave in place of noise; every eighth number.</summary>
    [Fact]
    public void TheNoiseIsThatOfThePeer()
    {
        using var scope = NewDisposeScope();
        using var net = Pretrained.Load<UNet>("5.2-noise");
        var (model, t) = (new Ddpm(net, NoiseSchedule.Linear()), tensor(new long[] { 1, 100, 500, 1000 }));
        var x0 = 2 * Datasets.Faces().Test.Pixels[..4] - 1;
        var wave = (Math.Sqrt(2) * (1.7 * arange(4 * 768, float64)).sin()).to(float32).reshape(x0.shape);
        var said = Scope.Eval(net, () => net.call(model.AddNoise(x0, t, wave), t).reshape(4, 96, 8)[.., .., 0].clone());
        var rows = File.ReadAllLines(Path.Combine(KitFolder.Find(), "tests/GenAI.Kit.Tests/Diffusion/unet-noise.tsv"));
        Assert.Equal(4, rows.Length);
        for (var k = 0; k < 4; k++)
            Assert.Equal(rows[k].Split('\t').Select(v => float.Parse(v, CultureInfo.InvariantCulture)),
                said[k].data<float>(), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void SameSeedSameBits() => ModelChecks.SameSeedSameBits(() => new UNet(Tiny), net =>
        Ddim.Sample(new Ddpm(net, NoiseSchedule.Linear(20)), randn(2, 2, 8, 8), 4, eta: 0.5));
}
