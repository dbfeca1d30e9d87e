using GenAI.Kit.Diffusion;
using GenAI.Kit.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

/// <summary>Both conditional networks: the diffusion transformer and the U-Net.</summary>
[Collection("torch")]
public sealed class DitTests
{
    private static readonly DitConfig Tiny = new(4, 2, Patch: 2, Width: 16, Depth: 2, Heads: 2, Labels: [2, 3]);
    private static readonly UNetConfig TinyUNet = new(Channels: 2, Maps: 8, Time: 16, Labels: [2, 3]);

    private static Tensor Wishes => tensor(new long[,] { { 0, 2 }, { 1, -1 }, { -1, -1 } });

    private static nn.Module<Tensor, Tensor, Tensor?, Tensor> Make(string kind) =>
        kind == "Dit" ? new Dit(Tiny) : new UNet(TinyUNet);

    [Theory]
    [InlineData("Dit", 4)]
    [InlineData("UNet", 8)]
    public void ShapesAreAsDocumented(string kind, int side)
    {
        using var scope = NewDisposeScope();
        using var net = Make(kind);
        Assert.Equal([3, 2, side, side], net.call(randn(3, 2, side, side), randint(1, 1001, [3], int64), Wishes).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        Assert.Equal(["blocks", "labelEmbedding", "modulation", "output", "patchEmbedding", "positions", "timeEmbedding"],
            ModelChecks.Fields(new Dit(Tiny)));
        Assert.Equal(["attention2", "attention3", "down1", "down2", "downsample1", "downsample2", "labelEmbedding", "middle",
            "output", "stem", "timeEmbedding", "up1", "up2"], ModelChecks.Fields(new UNet(TinyUNet)));
        Assert.Equal(["first", "table"], ModelChecks.Fields(new LabelEmbedding([2, 3], 4)));
    }

    /// <summary>Gates and output begin at 0, so the network says nothing and v costs what v is: variance 1.</summary>
    [Theory]
    [InlineData("Dit", 4)]
    [InlineData("UNet", 8)]
    public void AtFirstItSaysNothingSoTheLossIsThatOfTheTarget(string kind, int side)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var net = Make(kind);
        var wish = zeros(400, 2, int64);
        var model = new Ddpm(net, NoiseSchedule.Cosine(), Prediction.Velocity).Given(wish);
        Assert.Equal(1, model.Loss(randn(400, 2, side, side)).item<float>(), 0.03);
    }

    /// <summary>Blocks start as the identity: what comes out is what went in, to the bit.</summary>
    [Fact]
    public void ABlockBeginsAsTheIdentity()
    {
        using var scope = NewDisposeScope();
        using var block = new DitBlock(16, 2);
        var x = randn(2, 5, 16);
        Assert.Equal(0, (block.call(x, randn(2, 16)) - x).abs().max().item<float>());
    }

    /// <summary>A patch of the picture comes back to its own place: while blocks are the identity, it depends on nothing
    /// but itself.</summary>
    [Fact]
    public void PatchesReturnToTheirPlaces()
    {
        using var scope = NewDisposeScope();
        using var net = new Dit(Tiny);
        var x = zeros(1, 2, 4, 4);
        x[0, .., 2.., ..2] = 1;                                                   // the patch at row 1, column 0
        x.requires_grad = true;
        nn.init.normal_(net.get_parameter("output.weight")!);
        var picture = net.call(x, ones(1, int64), zeros(1, 2, int64));
        picture[0, .., 2.., ..2].sum().backward();
        var elsewhere = x.grad!.clone();
        elsewhere[0, .., 2.., ..2] = 0;
        Assert.NotEqual(0, x.grad!.abs().max().item<float>());
        Assert.Equal(0, elsewhere.abs().max().item<float>());
    }

    /// <summary>Not asked is a row of its own: a hidden value and no value are the same, another value is not.</summary>
    [Fact]
    public void EachValueHasAVectorOfItsOwnAndSoHasNone()
    {
        using var scope = NewDisposeScope();
        using var asked = new LabelEmbedding([2, 3], 4);
        var table = asked.get_parameter("table.weight")!;
        Assert.Equal([7, 4], table.shape);
        var sums = asked.call(Wishes);
        Assert.True(sums.allclose(stack([table[1] + table[6], table[2] + table[3], table[0] + table[3]])));
    }

    [Theory]
    [InlineData("Dit", 4)]
    [InlineData("UNet", 8)]
    public void OneBatchIsLearnedByHeartAndNothingLeftBehind(string kind, int side)
    {
        Seed.Everything(1);
        using var net = Make(kind);
        using Tensor x = rand(3, 2, side, side), noise = randn(3, 2, side, side), wish = Wishes;
        using var t = tensor(new long[] { 50, 400, 900 });
        var model = new Ddpm(net, NoiseSchedule.Cosine(), Prediction.Velocity).Given(wish);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(net, () => model.Losses(x, t, noise).mean(), 300), 0, 0.1);
    }

    [Theory]
    [InlineData("Dit", 4)]
    [InlineData("UNet", 8)]
    public void SameSeedSameBits(string kind, int side) => ModelChecks.SameSeedSameBits(() => Make(kind), net =>
        Ddim.Sample(new Ddpm(net, NoiseSchedule.Linear(20)).Given(Wishes, 2), randn(3, 2, side, side), 4, eta: 0.5));
}
