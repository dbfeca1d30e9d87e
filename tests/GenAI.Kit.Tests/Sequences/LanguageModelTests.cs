using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Sequences;

/// <summary>What the neural models of lesson 4.1 share, each in its real class at a tiny size.</summary>
[Collection("torch")]
public sealed class LanguageModelTests
{
    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> Models = new()
    {
        ["bigram"] = () => new BigramNet(new(5)),
        ["mlp"] = () => new MlpLanguageModel(new(5, Context: 3, Width: 4, Hidden: 16)),
        ["rnn"] = () => new RecurrentLanguageModel(new(5, Width: 4, Hidden: 16, Gated: false)),
        ["gru"] = () => new RecurrentLanguageModel(new(5, Width: 4, Hidden: 16)),
        ["conv"] = () => new CausalConvNet(new(5, Channels: 8, Blocks: 3)),
    };

    private static Tensor Sharp(Tensor logits) => Decoding.Draw(logits, temperature: 0.5);

    private static Tensor Sample(nn.Module model, Tensor start, int count, Func<Tensor, Tensor>? draw = null) => model switch
    {
        BigramNet net => net.Sample(start, count, draw),
        MlpLanguageModel net => net.Sample(start, count, draw),
        RecurrentLanguageModel net => net.Sample(start, count, draw),
        CausalConvNet net => net.Sample(start, count, draw),
        _ => throw new NotSupportedException(model.GetName()),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ShapesAreAsDocumented(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Models[name]();
        var x = randint(0, 5, [3, 7]);
        Assert.Equal([3, 7, 5], model.call(x).shape);
        Assert.Empty(NextToken.Loss(model.call(x), x).shape);
        var drawn = Sample(model, zeros(2, 1, int64), 6);
        Assert.Equal([2, 6], drawn.shape);
        Assert.True(drawn.min().item<long>() >= 0 && drawn.max().item<long>() < 5);
    }

    [Theory]
    [InlineData("bigram", "embedding")]
    [InlineData("mlp", "embedding hidden output")]
    [InlineData("rnn", "cell embedding output")]
    [InlineData("gru", "cell embedding output")]
    [InlineData("conv", "dilated embedding output pointwise")]
    public void KeysAreTheFields(string name, string fields)
    {
        using var model = Models[name]();
        Assert.Equal(fields.Split(' '), ModelChecks.Fields(model));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NoGradientComesFromTheFuture(string name)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var model = Models[name]();
        var x = randint(0, 5, [1, 8]);
        var logits = model.call(x);
        for (var t = 0; t < 8; t++)
        {
            var other = x.clone();
            other[0, t] = (x[0, t] + 1) % 5;
            var moved = (model.call(other) - logits).abs().amax([0L, 2L]).gt(1e-7);
            Assert.False(moved[..t].any().item<bool>());
            Assert.True(moved[t].item<bool>());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WithoutAnOpinionItPaysLogV(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Models[name]();
        using var _ = no_grad();
        foreach (var p in model.parameters()) p.fill_(0);
        var y = randint(0, 5, [4, 6]);
        y[0, 3..] = NextToken.Ignored;                                               // does not count
        Assert.Equal(Math.Log(5), NextToken.Loss(model.call(randint(0, 5, [4, 6])), y).item<float>(), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OverfitsOneTextWritesItAndLeavesNothing(string name)
    {
        Seed.Everything(1);
        using var model = Models[name]();
        using var x = tensor(new[,] { { 0L, 3, 1, 4, 2 } });              // each token once: a bigram can do it
        using var y = tensor(new[,] { { 3L, 1, 4, 2, 0 } });
        var loss = ModelChecks.OverfitsAndLeavesNothing(model, () => NextToken.Loss(model.call(x), y), 400, 0.05);
        Assert.InRange(loss, 0, 0.01);
        using var written = Sample(model, zeros(1, 1, int64), 5, Sharp);
        Assert.Equal([3L, 1, 4, 2, 0], written.data<long>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SameSeedSameBits(string name) =>
        ModelChecks.SameSeedSameBits(Models[name], model => Sample(model, zeros(3, 1, int64), 9));

    [Fact]
    public void TheirOwnLossAndSampleAreTheShared()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var model = new CausalConvNet(new(5, Channels: 8, Blocks: 2));
        var (x, y) = (randint(0, 5, [2, 6]), randint(0, 5, [2, 6]));
        Assert.Equal(NextToken.Loss(model.call(x), y).item<float>(), model.Loss(x, y).item<float>());
        Seed.Everything(4);
        var drawn = model.Sample(x, 3, Sharp);
        Seed.Everything(4);
        Assert.True(drawn.equal(Decoding.Write(model.AsNextToken(), x, 3, Sharp)).all().item<bool>());
    }

    [Fact]
    public void HowFarTheyLookBack()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        int Reach(nn.Module<Tensor, Tensor> model)
        {
            var x = randint(0, 5, [1, 20]);
            var last = model.call(x)[0, ^1];
            return Enumerable.Range(1, 20).Last(back =>
            {
                var other = x.clone();
                other[0, ^back] = (x[0, ^back] + 1) % 5;
                return (model.call(other)[0, ^1] - last).abs().max().item<float>() > 0;
            });
        }
        Assert.Equal(1, Reach(Models["bigram"]()));
        Assert.Equal(3, Reach(Models["mlp"]()));
        Assert.Equal(8, Reach(Models["conv"]()));                                 // 2³
        Assert.InRange(Reach(Models["gru"]()), 9, 20);
    }

    [Fact]
    public void ACellIsThatOfLibtorch()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var gru = new GruCell(3, 4);
        using var peer = nn.GRUCell(3, 4);
        var (mine, theirs) = (gru.state_dict(), peer.state_dict());
        using var _ = no_grad();
        foreach (var (key, same) in new[] { ("input", "ih"), ("recurrent", "hh") })
            foreach (var part in new[] { "weight", "bias" }) theirs[$"{part}_{same}"].copy_(mine[$"{key}.{part}"]);
        var (x, h) = (randn(5, 3), randn(5, 4));
        Assert.InRange((gru.call(x, h) - peer.call(x, h)).abs().max().item<float>(), 0, 1e-6);
        using var rnn = new RnnCell(3, 4);
        Assert.Equal([5, 4], rnn.call(x, h).shape);
        Assert.InRange(rnn.call(100 * x, h).abs().max().item<float>(), 0.9f, 1f);
    }
}
