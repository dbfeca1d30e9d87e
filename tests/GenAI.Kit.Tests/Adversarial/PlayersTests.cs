using GenAI.Kit.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Adversarial;

[Collection("torch")]
public sealed class PlayersTests
{
    private static readonly PointGanConfig Points = new(Noise: 2, Hidden: 16, Pack: 2);
    private static readonly DcganConfig Pictures = new(Side: 8, Channels: 3, Noise: 6, Maps: 4);
    private static readonly ProjectionGanConfig Classes = new(Side: 6, Channels: 1, Classes: 3, Noise: 6, Maps: 4);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([6, 2], new PointGenerator(Points).call(randn(6, 2)).shape);
        Assert.Equal([7, 2], new PointGenerator(Points).Sample(7).shape);
        Assert.Equal([3], new PointDiscriminator(Points).call(randn(6, 2)).shape);
        Assert.Equal([5, 3, 8, 8], new DcganGenerator(Pictures).Sample(5).shape);
        Assert.Equal([5], new DcganDiscriminator(Pictures).call(rand(5, 3, 8, 8)).shape);
        Assert.Equal([4, 1, 6, 6], new ConditionalGenerator(Classes).Sample(tensor(new long[] { 0, 1, 2, 2 })).shape);
        Assert.Equal([2], new ProjectionDiscriminator(Classes).call(rand(2, 1, 6, 6), zeros(2, int64)).shape);
        var drawn = new DcganGenerator(Pictures).Sample(50);
        Assert.True(drawn.min().item<float>() >= 0 && drawn.max().item<float>() <= 1);
    }

    [Fact]
    public void Each_stage_of_pictures_doubles_the_side_and_halves_the_maps()
    {
        using var scope = NewDisposeScope();
        var large = Pictures with { Side = 24, Stages = 3 };
        Assert.Equal([2, 3, 24, 24], new DcganGenerator(large).Sample(2).shape);
        Assert.Equal([2], new DcganDiscriminator(large).call(rand(2, 3, 24, 24)).shape);
        long[][] From(nn.Module net) => [.. net.parameters().Where(p => p.ndim == 4).Select(p => p.shape[..2])];
        Assert.Equal([[32, 16], [16, 8], [8, 4], [3, 4]], From(new DcganGenerator(large)));       // 4 maps at 24×24
        Assert.Equal([[4, 3], [8, 4], [16, 8], [32, 16]], From(new DcganDiscriminator(large)));
        Assert.Equal([288, 6], new DcganGenerator(large).parameters().First().shape);             // 32 maps at 3×3
        Assert.Equal([[16, 8], [8, 4], [3, 4]], From(new DcganGenerator(Pictures)));              // as shipped
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        Assert.Equal(["net"], ModelChecks.Fields(new PointGenerator(Points)));
        Assert.Equal(["net"], ModelChecks.Fields(new PointDiscriminator(Points)));
        Assert.Equal(["net"], ModelChecks.Fields(new DcganGenerator(Pictures)));
        Assert.Equal(["net"], ModelChecks.Fields(new DcganDiscriminator(Pictures)));
        Assert.Equal(["norm0", "norm1", "norm2", "output", "project", "refine", "upsample"],
            ModelChecks.Fields(new ConditionalGenerator(Classes)));
        Assert.Equal(["classEmbedding", "trunk", "unconditional"], ModelChecks.Fields(new ProjectionDiscriminator(Classes)));
    }

    [Fact]
    public void APlayerOfZerosCannotTellAndPaintsGrey()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        T Zero<T>(T net) where T : nn.Module
        {
            foreach (var p in net.parameters()) p.fill_(0);
            return net;
        }
        Assert.Equal(0, Zero(new PointDiscriminator(Points)).call(randn(6, 2)).abs().max().item<float>());
        Assert.Equal(0, Zero(new DcganDiscriminator(Pictures)).call(rand(2, 3, 8, 8)).abs().max().item<float>());
        Assert.Equal(0.5f, Zero(new DcganGenerator(Pictures)).Sample(3).mean().item<float>());
        Assert.Equal(0.5f, Zero(new ConditionalGenerator(Classes)).Sample(zeros(3, int64)).mean().item<float>());
    }

    /// <summary>Eq. 3: with features fixed, two classes differ by the product of features and class vectors.</summary>
    [Fact]
    public void TheClassEntersAsAProjection()
    {
        using var scope = NewDisposeScope();
        using var net = new ProjectionDiscriminator(Classes);
        using var _ = no_grad();
        var x = rand(4, 1, 6, 6);
        var features = ((nn.Module<Tensor, Tensor>)net.named_children().Single(c => c.name == "trunk").module).call(2 * x - 1);
        var vectors = net.state_dict()["classEmbedding.weight"];
        var expected = features.matmul(vectors[2] - vectors[0]);
        var difference = net.call(x, full(4, 2, int64)) - net.call(x, zeros(4, int64));
        Assert.InRange((difference - expected).abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public void TheGeneratorDrawsClassesDifferently()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var net = new ConditionalGenerator(Classes);
        var scale = net.state_dict()["norm0.scale"];
        using (no_grad()) scale[1].fill_(3);
        var z = net.Noise(4);
        var drawn = Scope.Eval(net, () => net.call(z, zeros(4, int64)) - net.call(z, ones(4, int64)));
        Assert.True(drawn.abs().max().item<float>() > 1e-4);
        var same = Scope.Eval(net, () => net.call(z, zeros(4, int64)) - net.call(z, full(4, 2, int64)));
        Assert.Equal(0, same.abs().max().item<float>());                          // classes 0 and 2 start alike
    }

    [Fact]
    public void DiscriminatorsLearnOneBatchAndLeaveNothing()
    {
        Seed.Everything(1);
        using var points = new PointDiscriminator(Points);
        using var pictures = new DcganDiscriminator(Pictures);
        using var classes = new ProjectionDiscriminator(Classes);
        using Tensor real = randn(8, 2), fake = randn(8, 2), a = rand(4, 3, 8, 8), b = rand(4, 3, 8, 8);
        using Tensor grey = rand(6, 1, 6, 6), labels = tensor(new long[] { 0, 1, 2, 0, 1, 2 }), wrong = labels.roll(1);
        double Least(nn.Module net, Func<Tensor> loss) => ModelChecks.OverfitsAndLeavesNothing(net, loss, 300);
        Assert.InRange(Least(points, () => GanLoss.NonSaturating.Discriminator(points.call(real), points.call(fake))), 0, 0.05);
        Assert.InRange(Least(pictures, () => GanLoss.NonSaturating.Discriminator(pictures.call(a), pictures.call(b))
            + 0.001 * GradientPenalty.R1(pictures.call, a) + 0.001 * GradientPenalty.Between(pictures.call, a, b)), 0, 0.1);
        // same pictures, other classes: only the class tells them apart
        Assert.InRange(Least(classes, () => GanLoss.NonSaturating.Discriminator(classes.call(grey, labels), classes.call(grey, wrong))),
            0, 0.05);
    }

    [Fact]
    public void GeneratorsLearnOneBatchAndLeaveNothing()
    {
        Seed.Everything(1);
        using var points = new PointGenerator(Points);
        using var pictures = new DcganGenerator(Pictures);
        using var classes = new ConditionalGenerator(Classes);
        using Tensor z2 = randn(8, 2), to2 = randn(8, 2), z = randn(4, 6), to = rand(4, 3, 1, 1).expand(4, 3, 8, 8).contiguous();
        using Tensor y = tensor(new long[] { 0, 1, 2, 0 }), grey = rand(4, 1, 1, 1).expand(4, 1, 6, 6).contiguous();
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(points, () => (points.call(z2) - to2).square().mean(), 500),
            0, 0.02);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(pictures, () => (pictures.call(z) - to).square().mean()), 0, 0.01);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(classes, () => (classes.call(z, y) - grey).square().mean()),
            0, 0.01);
    }

    [Fact]
    public void SameSeedSameBits()
    {
        ModelChecks.SameSeedSameBits(() => new PointGenerator(Points), net => net.Sample(4));
        ModelChecks.SameSeedSameBits(() => new DcganGenerator(Pictures), net => net.Sample(4));
        ModelChecks.SameSeedSameBits(() => new ConditionalGenerator(Classes), net => net.Sample(zeros(4, int64)));
        ModelChecks.SameSeedSameBits(() => new ProjectionDiscriminator(Classes), net => net.call(rand(2, 1, 6, 6), zeros(2, int64)));
    }
}
