using GenAI.Kit.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class ConditionalVaeTests
{
    private static readonly ConditionalVaeConfig Tiny = new(Side: 4, Classes: 3, Hidden: 12, Latent: 2);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var vae = new ConditionalVae(Tiny);
        var y = tensor(new long[] { 0, 1, 2, 2, 1 });
        Assert.Equal([5, 16], vae.call(rand(5, 1, 4, 4), y).Logits.shape);
        Assert.Equal([5, 2], vae.Encode(rand(5, 1, 4, 4), y).LogVar.shape);
        Assert.Equal([5, 1, 4, 4], vae.Sample(y).shape);
        Assert.Equal([5, 16], vae.Logits(randn(5, 2), y).shape);
        Assert.Equal([5, 1, 4, 4], vae.Decode(randn(5, 2), y).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        using var vae = new ConditionalVae(Tiny);
        Assert.Equal(["decoder", "toLogVar", "toMu", "trunk"], ModelChecks.Fields(vae));
    }

    [Fact]
    public void WithoutWeightsItPaysLog2APixel()
    {
        using var scope = NewDisposeScope();
        using var vae = new ConditionalVae(Tiny);
        using var _ = no_grad();
        foreach (var p in vae.parameters()) p.fill_(0);
        Assert.Equal(16 * Math.Log(2), vae.Loss(rand(6, 1, 4, 4), zeros(6, int64)).item<float>(), 1e-4);
    }

    [Fact]
    public void DrawsTheClassItIsAskedForAndLeavesNothing()
    {
        Seed.Everything(1);
        using var vae = new ConditionalVae(Tiny);
        using var pictures = rand(3, 1, 4, 4).round();                                 // one for each class
        using var y = arange(30) % 3;
        using var x = pictures[y];
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(vae, () => vae.Loss(x, y)), 0, 2);
        using var drawn = vae.Sample(y);
        Assert.InRange((drawn - x).abs().mean().item<float>(), 0, 0.05);
    }

    [Fact]
    public void SameSeedSameBits() =>
        ModelChecks.SameSeedSameBits(() => new ConditionalVae(Tiny), vae => vae.Sample(arange(3)));
}
