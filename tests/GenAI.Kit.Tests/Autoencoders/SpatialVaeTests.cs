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
    }

    [Fact]
    public void SameSeedSameBits() =>
        ModelChecks.SameSeedSameBits(() => new SpatialVae(Tiny), net => net.Loss(rand(2, 3, 8, 8)).reshape(1));
}
