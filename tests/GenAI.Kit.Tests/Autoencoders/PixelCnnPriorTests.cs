using GenAI.Kit.Autoencoders;
using GenAI.Kit.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class PixelCnnPriorTests
{
    private static readonly PixelCnnPriorConfig Tiny = new(Side: 4, Entries: 5, Maps: 8, Blocks: 2);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var prior = new PixelCnnPrior(Tiny);
        Assert.Equal([3, 5, 4, 4], prior.call(zeros(3, 4, 4, int64)).shape);
        var drawn = prior.Sample(7);
        Assert.Equal([7, 4, 4], drawn.shape);
        Assert.True(drawn.min().item<long>() >= 0 && drawn.max().item<long>() < 5);
        Assert.Equal(["blocks", "embedding", "first", "output", "place"], ModelChecks.Fields(prior));
    }

    [Fact]
    public void NoPlaceSeesItselfOrWhatComesAfter()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var prior = new PixelCnnPrior(Tiny);
        prior.eval();
        var codes = randint(0, 5, [1, 4, 4]);
        var logits = prior.call(codes).flatten(2);                                // [1, 5, 16]
        for (var n = 0; n < 16; n++)
        {
            var other = codes.clone();
            other[0, n / 4, n % 4] = (codes[0, n / 4, n % 4] + 1) % 5;
            var moved = (prior.call(other).flatten(2) - logits).abs().amax([0L, 1L]).gt(1e-7);
            Assert.False(moved[..(n + 1)].any().item<bool>());
            if (n % 4 < 3) Assert.True(moved[n + 1].item<bool>());
        }
    }

    [Fact]
    public void UpperRowsAloneSayTheSame()
    {
        using var scope = NewDisposeScope();
        using var prior = new PixelCnnPrior(Tiny);
        var codes = randint(0, 5, [3, 4, 4], int64);
        for (var rows = 1; rows <= 4; rows++)
        {
            var difference = prior.call(codes[.., ..rows]) - prior.call(codes)[.., .., ..rows];
            Assert.Equal([3, 5, rows, 4], difference.shape);
            Assert.InRange(difference.abs().max().item<float>(), 0, 1e-5);
        }
    }

    [Fact]
    public void WithoutAnOpinionItPaysLogK()
    {
        using var scope = NewDisposeScope();
        using var prior = new PixelCnnPrior(Tiny);
        using var _ = no_grad();
        foreach (var p in prior.parameters()) p.fill_(0);
        Assert.Equal(Math.Log(5), prior.Loss(randint(0, 5, [6, 4, 4])).item<float>(), 1e-5);
    }

    [Fact]
    public void OverfitsOneTextWritesItAndLeavesNothing()
    {
        Seed.Everything(1);
        using var prior = new PixelCnnPrior(Tiny);
        using var text = randint(0, 5, [1, 4, 4]);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(prior, () => prior.Loss(text)), 0, 0.01);
        using var written = prior.Sample(1, temperature: 0.5);
        Assert.True(written.eq(text).all().item<bool>());
    }

    [Fact]
    public void SameSeedSameBits() => ModelChecks.SameSeedSameBits(() => new PixelCnnPrior(Tiny), prior => prior.Sample(4));

    [Fact]
    public void MasksZeroTheMiddleAndWhatFollows()
    {
        using var scope = NewDisposeScope();
        using var a = new MaskedConv2d(1, 1, 3, seesItself: false);
        using var b = new MaskedConv2d(1, 1, 3, seesItself: true);
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 0, 0], a.state_dict()["mask"].data<float>().ToArray());
        Assert.Equal([1, 1, 1, 1, 1, 0, 0, 0, 0], b.state_dict()["mask"].data<float>().ToArray());
        Assert.Equal([2, 1, 5, 6], a.call(rand(2, 1, 5, 6)).shape);
    }
}
