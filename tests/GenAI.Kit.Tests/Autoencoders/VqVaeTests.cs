using GenAI.Kit.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class VqVaeTests
{
    private static readonly VqVaeConfig Tiny = new(Side: 8, Channels: 3, Maps: 4, Entries: 6, Width: 3);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var vq = new VqVae(Tiny);
        var pass = vq.call(rand(5, 3, 8, 8));
        Assert.Equal([5, 3, 8, 8], pass.Picture.shape);
        Assert.Equal([5, 4, 4], pass.Codes.shape);
        var codes = vq.Encode(rand(5, 3, 8, 8));
        Assert.Equal((int64, 5L), (codes.dtype, codes.shape[0]));
        Assert.Equal([5, 3, 8, 8], vq.Decode(codes).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        using var vq = new VqVae(Tiny);
        Assert.Equal(["codebook", "decoder", "encoder"], ModelChecks.Fields(vq));
    }

    [Fact]
    public void DecodingItsCodesIsTheReconstruction()
    {
        using var scope = NewDisposeScope();
        using var vq = new VqVae(Tiny);
        var x = rand(5, 3, 8, 8);
        vq.call(x);                                                               // entries onto data
        vq.eval();
        Assert.True(vq.Decode(vq.Encode(x)).allclose(vq.call(x).Picture, atol: 1e-6));
    }

    [Fact]
    public void TheLossIsTheErrorAndAQuarterOfTheCommitment()
    {
        using var scope = NewDisposeScope();
        using var vq = new VqVae(Tiny);
        vq.eval();
        var x = rand(5, 3, 8, 8);
        var pass = vq.call(x);
        var expected = ((pass.Picture - x).square().mean() + 0.25 * pass.Commitment).item<float>();
        Assert.Equal(expected, vq.Loss(x).item<float>(), 1e-6);
    }

    [Fact]
    public void OverfitsOneBatchAndLeavesNothing()
    {
        Seed.Everything(1);
        using var vq = new VqVae(Tiny with { Revive = 3 / 64.0 });                // half of a follower: 64 for 6 entries
        using var x = rand(4, 3, 1, 1).expand(4, 3, 8, 8).contiguous();           // four plain colours
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(vq, () => vq.Loss(x), 600, 0.003), 0, 0.01);
    }

    [Fact]
    public void SameSeedSameBits() =>
        ModelChecks.SameSeedSameBits(() => new VqVae(Tiny), vq => vq.call(rand(3, 3, 8, 8)).Picture);
}
