using GenAI.Kit.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class ConvVaeTests
{
    private static readonly ConvVaeConfig Tiny = new(Side: 8, Channels: 3, Latent: 4, Maps: 4, Hidden: 16);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var vae = new ConvVae(Tiny);
        Assert.Equal([5, 3, 8, 8], vae.call(rand(5, 3, 8, 8)).Mean.shape);
        Assert.Equal([5, 4], vae.Encode(rand(5, 3, 8, 8)).Mu.shape);
        var drawn = vae.Sample(7);
        Assert.Equal([7, 3, 8, 8], drawn.shape);
        Assert.True(drawn.min().item<float>() >= 0 && drawn.max().item<float>() <= 1);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        using var vae = new ConvVae(Tiny);
        Assert.Equal(["decoder", "logSigma", "toLogVar", "toMu", "trunk"], ModelChecks.Fields(vae));
    }

    [Fact]
    public void AGreyPictureOfAnEmptyModelCostsItsGaussian()
    {
        using var scope = NewDisposeScope();
        using var vae = new ConvVae(Tiny);
        using var _ = no_grad();
        foreach (var p in vae.parameters()) p.fill_(0);                           // σ = 1, every mean ½
        var expected = 3 * 8 * 8 * (0.5 * 0.25 + 0.5 * Math.Log(2 * Math.PI));
        Assert.Equal(expected, vae.Loss(ones(6, 3, 8, 8)).item<float>(), 1e-3);
    }

    [Fact]
    public void OverfitsOneBatchLearnsItsSigmaAndLeavesNothing()
    {
        Seed.Everything(1);
        using var vae = new ConvVae(Tiny);
        using var x = rand(4, 3, 1, 1).expand(4, 3, 8, 8).contiguous();           // four plain colours
        var before = vae.Loss(x).item<float>();
        var after = ModelChecks.OverfitsAndLeavesNothing(vae, () => vae.Loss(x));
        Assert.True(after < before - 100, $"{before} fell to {after} nats only");
        using var scope = NewDisposeScope();
        var error = (vae.call(x).Mean - x).square().mean().sqrt().item<float>();
        Assert.InRange(vae.state_dict()["logSigma"].exp().item<float>() / error, 0.6, 1.6);   // the best σ is it
    }

    [Fact]
    public void SameSeedSameBits() => ModelChecks.SameSeedSameBits(() => new ConvVae(Tiny), vae => vae.Sample(4));
}
