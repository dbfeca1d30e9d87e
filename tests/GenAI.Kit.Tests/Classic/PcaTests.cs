using GenAI.Kit.Classic;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classic;

[Collection("torch")]
public sealed class PcaTests
{
    [Fact]
    public void FindsTheAxesOfAKnownGaussian()
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(1);
        var x = randn([20_000, 3], float64, generator: generator) * tensor(new[] { 1.0, 3, 2 }) + 5;
        var pca = Pca.Fit(x);
        Assert.Equal([9, 4, 1], pca.Variances.data<double>().ToArray().Select(v => Math.Round(v)));
        Assert.True(pca.Directions.abs().argmax(0).eq(tensor(new long[] { 1, 2, 0 })).all().item<bool>());
        Assert.Equal(5, pca.Mean.mean().item<double>(), 0.05);
    }

    [Fact]
    public void LosesTheVariancesThatAreLeftOut()
    {
        using var scope = NewDisposeScope();
        var x = randn(500, 6, float64).matmul(randn(6, 6, float64));
        var pca = Pca.Fit(x);
        for (var width = 1; width <= 6; width++)
        {
            var z = pca.Encode(x, width);
            Assert.Equal([500, width], z.shape);
            var lost = (pca.Decode(z) - x).square().sum(dim: 1).mean().item<double>();
            Assert.Equal(width == 6 ? 0 : pca.Variances[width..].sum().item<double>(), lost, 1e-9);
        }
    }
}
