using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Sequences;

[Collection("torch")]
public sealed class TransformerTests
{
    private static readonly TransformerConfig Tiny =
        new(10, 9, Channels: 16, Heads: 2, Layers: 2, Hidden: 32, Dropout: 0, MaxLength: 12);

    private static Tensor Sources => tensor(new long[,] { { 3, 4, 5, 2, 0 }, { 7, 2, 0, 0, 0 }, { 9, 8, 7, 6, 2 } });

    private static Tensor Targets => tensor(new long[,] { { 3, 4, 2, 0 }, { 5, 6, 7, 2 }, { 8, 2, 0, 0 } });

    public static TheoryData<Position> Kinds => [.. Enum.GetValues<Position>()];

    [Theory, MemberData(nameof(Kinds))]
    public void ShapesAreAsDocumented(Position kind)
    {
        using var scope = NewDisposeScope();
        using var model = new Transformer(Tiny with { Positions = kind });
        Assert.Equal([3, 4, 9], model.call(Sources, Targets).shape);
        Assert.Equal([3, 5, 16], model.Encode(Sources).shape);
        Assert.Equal([3, 1, 9], model.Decode(model.Encode(Sources), Mask.Padding(Sources), zeros(3, 0, int64)).shape);
        var maps = model.Maps(Sources, Targets);
        Assert.Equal([2, 3, 2, 5, 5], maps.Encoder.shape);
        Assert.Equal([2, 3, 2, 4, 4], maps.Decoder.shape);
        Assert.Equal([2, 3, 2, 4, 5], maps.Cross.shape);
        Assert.Equal(0, maps.Cross[.., 1, .., .., 2..].max().item<float>());      // nobody looks at padding
        Assert.Equal(0, maps.Decoder[.., .., .., 0, 1..].max().item<float>());    // nor ahead
        Assert.Equal(["decoder", "decoderNorm", "encoder", "encoderNorm", "output", "sourceEmbedding",
            "targetEmbedding"],
            ModelChecks.Fields(model));
    }

    [Fact]
    public void PredictionsDependOnWhatIsWrittenBeforeAndOnNothingElse()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var model = new Transformer(Tiny);
        var (source, target) = (tensor(new long[,] { { 3, 4, 5, 2, 0, 0 } }), tensor(new long[,] { { 3, 4, 5, 6, 7 } }));
        var logits = model.call(source, target);
        var weight = model.parameters().Single(p => p.shape.SequenceEqual([9L, 16]) && p.requires_grad
            && ReferenceEquals(p, model.get_parameter("targetEmbedding.embedding.weight")));
        var letters = model.get_parameter("sourceEmbedding.embedding.weight");
        for (var t = 0; t < 5; t++)                                               // each token stands at one place only
        {
            var gradients = autograd.grad([logits[0, t].square().sum()], [weight, letters], retain_graph: true);
            var seen = gradients[0].abs().amax([1L]).gt(0).data<bool>().ToArray();
            Assert.Equal([false, true, false, .. Enumerable.Range(0, 6).Select(n => n < t)], seen);
            var read = gradients[1].abs().amax([1L]).gt(0).data<bool>().ToArray();
            Assert.Equal([false, false, true, true, true, true, false, false, false, false], read);
        }
    }

    /// <summary>Maps are those of the model without dropout, whatever mode it is in; they are all that is left.</summary>
    [Fact]
    public void MapsKnowNoDropout()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var model = new Transformer(Tiny with { Dropout = 0.5 });
        float[] Maps(AttentionMaps maps) => [.. new[] { maps.Encoder, maps.Decoder, maps.Cross }
            .SelectMany(map => map.flatten().data<float>().ToArray())];
        model.eval();
        var plain = Maps(model.Maps(Sources, Targets));
        model.train();
        Assert.Equal(plain, Maps(model.Maps(Sources, Targets)));
        Assert.True(model.training);
        var (source, target) = (Sources, Targets);
        var live = LiveTensors.Count();
        var found = model.Maps(source, target);
        Assert.Equal(live + 3, Tensor.TotalCount);
        Assert.False(found.Cross.requires_grad);
    }

    [Fact]
    public void WithoutTheMaskItSeesTheAnswer()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var model = new Transformer(Tiny with { Causal = false });
        var other = Targets.clone();
        other[1, 2] = 8;
        Assert.True((model.call(Sources, Targets) - model.call(Sources, other))[1, 0].abs().max().item<float>() > 1e-4);
    }

    [Fact]
    public void WithoutAnOpinionItPaysLogKWithOrWithoutSmoothing()
    {
        using var scope = NewDisposeScope();
        using var model = new Transformer(Tiny);
        using var _ = no_grad();
        foreach (var p in model.parameters()) p.fill_(0);
        Assert.Equal(Math.Log(9), model.Loss(Sources, Targets).item<float>(), 1e-5);
        Assert.Equal(Math.Log(9), model.Loss(Sources, Targets, smoothing: 0.1).item<float>(), 1e-5);
    }

    [Fact]
    public void PaddingAndGroupsDoNotMoveTheLoss()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var model = new Transformer(Tiny);
        var loss = model.Loss(Sources, Targets).item<float>();
        Tensor Wider(Tensor x) => nn.functional.pad(x, [0, 3]);
        Assert.Equal(loss, model.Loss(Wider(Sources), Wider(Targets)).item<float>(), 1e-5);
        Assert.Equal(loss, model.Loss(Sources, Targets, groups: 3).item<float>(), 1e-5);
    }

    [Fact]
    public void OverfitsOneBatchWritesItAndLeavesNothing()
    {
        Seed.Everything(1);
        using var model = new Transformer(Tiny);
        using Tensor from = Sources, to = Targets;
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(model, () => model.Loss(from, to, groups: 2)), 0, 0.01);
        using var scope = NewDisposeScope();
        Assert.Equal(to.data<long>().ToArray(), model.Greedy(from, 9).data<long>().ToArray());
        var beams = Beams(model, from, 3, 9);
        Assert.Equal(to.data<long>().ToArray(), beams.Texts[.., 0, ..4].contiguous().data<long>().ToArray());
    }

    [Fact]
    public void SameSeedSameBits() => ModelChecks.SameSeedSameBits(() => new Transformer(Tiny with { Dropout = 0.1 }),
        model => cat([model.call(Sources, Targets).flatten(), model.Greedy(Sources, 5).flatten()]));

    [Fact]
    public void ABeamOfOneIsGreedyAndAFullBeamFindsTheBest()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(2);
        using var model = new Transformer(Tiny with { TargetTokens = 5 });             // two symbols: 3 and 4
        var source = Sources;
        var (greedy, one) = (model.Greedy(source, 4), Beams(model, source, 1, 4));
        Assert.Equal(greedy.data<long>().ToArray(), one.Texts[.., 0].contiguous().data<long>().ToArray());
        var best = Beams(model, source, 81, 4);                           // more than there are texts
        var (texts, logP) = (All().ToArray(), best.LogP[.., 0].data<float>().ToArray());
        for (var row = 0; row < 3; row++)
        {
            var exact = texts.Max(text => LogP(model, source[row..(row + 1)], text));
            Assert.Equal(exact, logP[row], 1e-4);
            Assert.True(one.LogP[row, 0].item<float>() <= exact + 1e-4);
        }
        Assert.True(best.LogP.diff(dim: 1).nan_to_num(0).le(0).all().item<bool>());
    }

    private static Beams Beams(Transformer model, Tensor source, int width, int longest) =>
        BeamSearch.Of(model.Given(source), zeros(source.shape[0], 0, int64), width, longest);

    /// <summary>Every text of at most three symbols and its end, and those of four symbols without.</summary>
    private static IEnumerable<long[]> All() => Enumerable.Range(0, 5).SelectMany(length =>
        Enumerable.Range(0, 1 << length).Select(bits =>
            Enumerable.Range(0, length).Select(n => 3L + (bits >> n & 1)).Concat(length < 4 ? [2L] : []).ToArray()));

    private static double LogP(Transformer model, Tensor source, long[] text)
    {
        using var scope = NewDisposeScope();
        var target = tensor(text).unsqueeze(0);
        var logP = nn.functional.log_softmax(Scope.Eval(model, () => model.call(source, target)), 2);
        return logP.gather(2, target.unsqueeze(2)).sum().item<float>();
    }

    [Fact]
    public void RolloutOfOneLayerIsHalfTheAttentionAndOfManyTheirProduct()
    {
        using var scope = NewDisposeScope();
        var a = nn.functional.softmax(randn(3, 2, 4, 4), -1);
        var one = 0.5 * a[0].mean([0L]) + 0.5 * eye(4);
        Assert.InRange((AttentionRollout.Of(a[..1]) - one).abs().max().item<float>(), 0, 1e-6f);
        var all = AttentionRollout.Of(a);
        Assert.InRange((all.sum(1) - 1).abs().max().item<float>(), 0, 1e-5f);
        var byHand = (0.5 * a[2].mean([0L]) + 0.5 * eye(4)).matmul(0.5 * a[1].mean([0L]) + 0.5 * eye(4)).matmul(one);
        Assert.InRange((all - byHand).abs().max().item<float>(), 0, 1e-6f);
    }
}
