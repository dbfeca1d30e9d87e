using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classic;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class AutoencoderTests
{
    private static readonly AutoencoderConfig Tiny = new(Side: 8, Channels: 3, Width: 4, Maps: 4);
    private static readonly DenoisingAutoencoderConfig TinyDenoiser = new(Channels: 1, Maps: 4, Noise: 0.1);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var net = new Autoencoder(Tiny);
        Assert.Equal([5, 3, 8, 8], net.call(rand(5, 3, 8, 8)).shape);
        Assert.Equal([5, 4], net.Encode(rand(5, 3, 8, 8)).shape);
        using var linear = new LinearAutoencoder(new(Side: 4, Width: 3));
        Assert.Equal([5, 1, 4, 4], linear.call(rand(5, 1, 4, 4)).shape);
        Assert.Equal([5, 3], linear.Encode(rand(5, 1, 4, 4)).shape);
        using var denoiser = new DenoisingAutoencoder(TinyDenoiser);
        Assert.Equal([5, 1, 8, 8], denoiser.call(rand(5, 1, 8, 8)).shape);
        Assert.Equal([5, 8, 2, 2], denoiser.Encode(rand(5, 1, 8, 8)).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        Assert.Equal(["decoder", "encoder"], ModelChecks.Fields(new Autoencoder(Tiny)));
        Assert.Equal(["decoder.bias", "decoder.weight", "encoder.bias", "encoder.weight"],
            new LinearAutoencoder(new(Side: 4, Width: 3)).state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["decoder", "encoder"], ModelChecks.Fields(new DenoisingAutoencoder(TinyDenoiser)));
    }

    [Fact]
    public void AnEmptyNetLosesTheMeanSquare()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var net = new Autoencoder(Tiny);
        using var linear = new LinearAutoencoder(new(Side: 4, Width: 3));
        foreach (var p in net.parameters().Concat(linear.parameters())) p.fill_(0);
        Assert.Equal(0.25, net.Loss(full(new long[] { 2, 3, 8, 8 }, 0.5f)).item<float>(), 1e-6);
        Assert.Equal(0.25, linear.Loss(full(new long[] { 2, 1, 4, 4 }, 0.5f)).item<float>(), 1e-6);
    }

    [Fact]
    public void TheLinearOneComesDownToThePrincipalComponents()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var linear = new LinearAutoencoder(new(Side: 1, Channels: 6, Width: 2));
        var x = randn(200, 6) * tensor(new[] { 3f, 2, 1, 0.5f, 0.3f, 0.2f });
        var pictures = x.reshape(200, 6, 1, 1);
        var pca = Pca.Fit(x);
        var best = (pca.Decode(pca.Encode(x, 2)) - x).square().mean().item<double>();
        var loss = ModelChecks.OverfitsAndLeavesNothing(linear, () => linear.Loss(pictures), 2000, 0.01);
        Assert.InRange(loss / best, 0.999, 1.01);
    }

    [Fact]
    public void OverfitsOneBatchAndLeavesNothing()
    {
        Seed.Everything(1);
        using var net = new Autoencoder(Tiny);
        using var x = rand(4, 3, 8, 8);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(net, () => net.Loss(x), 1000), 0, 0.02);
    }

    [Fact]
    public void TheDenoiserSpoilsByItsNoiseAndCleans()
    {
        Seed.Everything(1);
        using var net = new DenoisingAutoencoder(TinyDenoiser);
        using var x = rand(4, 1, 1, 1).expand(4, 1, 8, 8).contiguous();
        using (NewDisposeScope())
            Assert.Equal(0.1, (net.Corrupt(zeros(100, 1, 32, 32))).std().item<float>(), 0.005);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(net, () => net.Loss(x), 400), 0, 0.005);   // noise: 0.01
    }

    [Fact]
    public void SameSeedSameBits()
    {
        ModelChecks.SameSeedSameBits(() => new Autoencoder(Tiny), net => net.call(rand(2, 3, 8, 8)));
        ModelChecks.SameSeedSameBits(() => new LinearAutoencoder(new(Side: 4, Width: 3)), net => net.call(rand(2, 1, 4, 4)));
        ModelChecks.SameSeedSameBits(() => new DenoisingAutoencoder(TinyDenoiser), net => net.Loss(rand(2, 1, 8, 8)));
    }
}
