using GenAI.Kit.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class PixelVaeTests
{
    private static readonly PixelVaeConfig Tiny = new(Side: 8, Maps: 4, Latent: 3);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var vae = new PixelVae(Tiny);
        Assert.Equal([5, 64], vae.call(rand(5, 1, 8, 8)).Logits.shape);
        Assert.Equal([5, 3], vae.Encode(rand(5, 1, 8, 8)).Mu.shape);
        Assert.Equal([5, 64], vae.Logits(randn(5, 3), rand(5, 1, 8, 8)).shape);
        var mean = vae.Decode(randn(5, 3), rand(5, 1, 8, 8));
        Assert.Equal([5, 1, 8, 8], mean.shape);
        Assert.True(mean.min().item<float>() >= 0 && mean.max().item<float>() <= 1);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        using var vae = new PixelVae(Tiny);
        Assert.Equal(["before", "fromCode", "output", "toLogVar", "toMu", "trunk"], ModelChecks.Fields(vae));
    }

    [Fact]
    public void APixelIsPredictedFromThoseBeforeItOnly()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);                                                       // no unit of so small a net is dead
        using var vae = new PixelVae(Tiny);
        var (z, x) = (randn(1, 3), rand(1, 1, 8, 8, requires_grad: true));
        vae.Logits(z, x)[0, 27].backward();                                       // row 3, column 3
        var seen = x.grad!.flatten().ne(0);
        Assert.False(seen[27..].any().item<bool>());
        Assert.True(seen[26].item<bool>() && seen[19].item<bool>());              // to the left, and above
    }

    [Fact]
    public void WithoutWeightsItPaysLog2APixel()
    {
        using var scope = NewDisposeScope();
        using var vae = new PixelVae(Tiny);
        using var _ = no_grad();
        foreach (var p in vae.parameters()) p.fill_(0);
        Assert.Equal(64 * Math.Log(2), vae.Loss(rand(6, 1, 8, 8)).item<float>(), 1e-3);
        Assert.Equal(64 * Math.Log(2) + 3 * 0.25, vae.Loss(rand(6, 1, 8, 8), freeNats: 0.25).item<float>(), 1e-3);
    }

    [Fact]
    public void OverfitsOneBatchAndLeavesNothing()
    {
        Seed.Everything(1);
        using var vae = new PixelVae(Tiny);
        using var x = rand(4, 1, 8, 8).round();
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(vae, () => vae.Loss(x, beta: 0.01)), 0, 10);
    }

    [Fact]
    public void SameSeedSameBits() =>
        ModelChecks.SameSeedSameBits(() => new PixelVae(Tiny), vae => vae.Decode(randn(2, 3), rand(2, 1, 8, 8)));
}
