using GenAI.Kit.Autoencoders;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class SpatialVaeTests
{
    private static readonly SpatialVaeConfig Tiny = new(Channels: 3, Latent: 2, Maps: 8);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var net = new SpatialVae(Tiny);
        var x = rand(5, 3, 8, 8);
        var pass = net.call(x);
        Assert.Equal([5, 3, 8, 8], pass.Mean.shape);
        Assert.Equal([5, 2, 4, 4], pass.Posterior.Mu.shape);
        var z = net.Encode(x).Mu;
        Assert.Equal([5, 2, 4, 4], z.shape);
        var back = net.Decode(z);
        Assert.Equal([5, 3, 8, 8], back.shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames() =>
        Assert.Equal(["decoder", "encoder"], ModelChecks.Fields(new SpatialVae(Tiny)));

    [Fact]
    public void Each_halving_halves_the_side_of_the_code()
    {
        using var scope = NewDisposeScope();
        using var net = new SpatialVae(Tiny with { Halvings = 3 });
        var x = rand(2, 3, 16, 24);
        Assert.Equal([2, 2, 2, 3], net.Encode(x).Mu.shape);
        Assert.Equal([2, 3, 16, 24], net.call(x).Mean.shape);
    }

    /// <summary>The shipped codes of faces were made by these layers: one more, or another order, would not fit.
    /// </summary>
    [Fact]
    public void One_halving_has_the_layers_of_the_shipped_weights()
    {
        using var net = new SpatialVae(Tiny);
        string[] layers = ["encoder.1", "encoder.2", "encoder.4", "encoder.5", "encoder.7", "decoder.0", "decoder.1",
            "decoder.3", "decoder.4", "decoder.6", "decoder.7", "decoder.9"];
        Assert.Equal(layers.SelectMany(layer => new[] { $"{layer}.bias", $"{layer}.weight" }).Order(),
            net.state_dict().Keys.Order());
    }

    /// <summary>The loss is the squared error plus the weighted KL: without noise to speak of, by the formula.</summary>
    [Fact]
    public void LossIsErrorAndWeightedKl()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using SpatialVae free = new(Tiny with { KlWeight = 0 }), priced = new(Tiny with { KlWeight = 2 });
        priced.load_state_dict(free.state_dict());
        var x = rand(4, 3, 8, 8);
        Seed.Everything(2);
        var error = free.Loss(x).item<float>();
        Seed.Everything(2);
        var both = priced.Loss(x).item<float>();
        Assert.Equal(2 * free.call(x).Posterior.Kl().mean().item<float>(), both - error, 1e-4);
    }

    [Fact]
    public void OneBatchIsLearnedByHeartAndNothingLeftBehind()
    {
        Seed.Everything(1);
        using var net = new SpatialVae(Tiny);
        using var x = rand(2, 3, 4, 4);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(net, () => net.Loss(x), 400), 0, 0.02);
        using var deep = new SpatialVae(Tiny with { Halvings = 2, Maps = 32 });
        using var plain = rand(2, 3, 1, 1).expand(2, 3, 8, 8).contiguous();
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(deep, () => deep.Loss(plain), 400), 0, 0.02);
    }

    [Fact]
    public void SameSeedSameBits() =>
        ModelChecks.SameSeedSameBits(() => new SpatialVae(Tiny), net => net.Loss(rand(2, 3, 8, 8)).reshape(1));
}
