using System.Globalization;
using GenAI.Kit.Data;
using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Sequences;

[Collection("torch")]
public sealed class GptTests
{
    private static readonly GptConfig Tiny = new(Tokens: 7, Context: 8, Layers: 2, Heads: 2, Channels: 8);

    private static Gpt Made()
    {
        Seed.Everything(1);
        var gpt = new Gpt(Tiny);
        using var _ = no_grad();
        foreach (var p in gpt.parameters()) p.mul_(5);                  // so that attention differs from its mean
        return gpt;
    }

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var gpt = Made();
        var text = randint(7, [3, 5], int64);
        Assert.Equal([3, 5, 7], gpt.call(text).shape);
        Assert.Equal([3, 5, 8], gpt.Embed(text).shape);
        Assert.Equal([2, 3, 2, 5, 5], gpt.Attention(text).shape);
        Assert.Equal([3, 11], gpt.Sample(text, 11, Decoding.Greedy).shape);
        Assert.Equal([3, 0], gpt.Sample(text, 0, Decoding.Greedy).shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => gpt.Sample(text, -1, Decoding.Greedy));
        Assert.Empty(gpt.Loss(text).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        using var gpt = Made();
        Assert.Equal(["blocks", "norm", "positions", "tokens"], ModelChecks.Fields(gpt));
        string[] block = [.. gpt.state_dict().Keys.Where(key => key.StartsWith("blocks.1.")).Select(key => key[9..])];
        Assert.Equal(["attention.inProjection.bias", "attention.inProjection.weight", "attention.outProjection.bias",
            "attention.outProjection.weight", "mlp.0.bias", "mlp.0.weight", "mlp.2.bias", "mlp.2.weight", "norm1.bias",
            "norm1.weight", "norm2.bias", "norm2.weight"], block.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AModelOfZerosKnowsNothing()
    {
        using var scope = NewDisposeScope();
        using var gpt = Made();
        using (no_grad()) foreach (var p in gpt.parameters()) p.zero_();
        Assert.Equal(Math.Log(7), gpt.Loss(randint(7, [4, 9], int64)).item<float>(), 1e-6);
    }

    [Fact]
    public void NothingComesFromTheFuture()
    {
        using var scope = NewDisposeScope();
        using var gpt = Made();
        var x = gpt.Embed(randint(7, [1, 8], int64)).detach().requires_grad_();
        gpt.Logits(x)[0, 4].square().sum().backward();
        var reached = x.grad!.abs().sum(dim: 2)[0];                     // [8]
        Assert.True(reached[..5].gt(0).all().item<bool>());
        Assert.Equal(0, reached[5..].abs().max().item<float>());
    }

    /// <summary>Eq. 1 of Vaswani et al. by hand against the fused attention, by the vectors after one block.</summary>
    [Fact]
    public void WeightsAreThoseOfTheFusedAttention()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(2);
        using var attention = new MultiHeadAttention(8, 2, causal: true);
        foreach (var p in attention.parameters()) nn.init.normal_(p, 0, 0.5);
        var x = randn(2, 6, 8);
        var weights = attention.Weights(x);
        Assert.True(weights.sum(dim: 3).sub(1).abs().max().item<float>() < 1e-6);
        Assert.Equal(0, weights.triu(1).abs().max().item<float>());
        var state = attention.state_dict();
        var v = nn.functional.linear(x, state["inProjection.weight"][16..], state["inProjection.bias"][16..])
            .reshape(2, 6, 2, 4).transpose(1, 2);
        var y = nn.functional.linear(weights.matmul(v).transpose(1, 2).reshape(2, 6, 8), state["outProjection.weight"],
            state["outProjection.bias"]);
        Assert.True((y - attention.call(x)).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void CachedIsUncached()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var gpt = Made();
        var text = randint(7, [3, 8], int64);
        using var cache = new KeyValueCache(2, 8);
        var whole = gpt.call(text);
        var parts = new List<Tensor> { gpt.Next(text[.., ..3], cache) };
        for (var t = 3; t < 8; t++) parts.Add(gpt.Next(text[.., t..(t + 1)], cache));
        Assert.True((stack(parts, 1) - whole[.., 2..]).abs().max().item<float>() < 1e-4);
        var error = Assert.Throws<ArgumentException>(() => gpt.Next(text[.., ..1], cache));
        Assert.Equal("9 tokens don't fit into a context of 8.", error.Message);
        cache.Clear();
        Assert.True((gpt.Next(text, cache) - whole[.., 7]).abs().max().item<float>() < 1e-4);
        cache.Clear();
        var apart = cat([gpt.Logits(gpt.Embed(text[.., ..3]), cache), gpt.Logits(gpt.Embed(text[.., 3..], 3), cache)], 1);
        Assert.True((apart - whole).abs().max().item<float>() < 1e-4);       // the second reading has five tokens
    }

    [Fact]
    public void GreedyTextIsThatOfTheWholeModel()
    {
        using var scope = NewDisposeScope();
        using var gpt = Made();
        var start = randint(7, [2, 3], int64);
        var shown = new List<Tensor>();
        var next = gpt.Sample(start, 5, Decoding.Greedy, (n, token) => shown.Add(token + 10 * n));
        var all = start;
        for (var t = 0; t < 5; t++) all = cat([all, gpt.call(all)[.., -1].argmax(1, keepdim: true)], 1);
        Assert.Equal(all[.., 3..].flatten().data<long>(), next.flatten().data<long>());
        Assert.Equal((next + 10 * arange(5)).flatten().data<long>(), stack(shown, 1).flatten().data<long>());
    }

    /// <summary>Asked anew for each token, without a cache, through the interface that beam search and others
    /// use.</summary>
    [Fact]
    public void AsNextTokenItWritesTheSame()
    {
        using var scope = NewDisposeScope();
        using var gpt = Made();
        var (start, next) = (randint(7, [2, 3], int64), gpt.AsNextToken());
        var sampled = gpt.Sample(start, 5, Decoding.Greedy);
        Assert.Equal(sampled.flatten().data<long>(),
            Decoding.Write(next, start, 5, Decoding.Greedy).contiguous().flatten().data<long>());
        Assert.Equal(sampled[.., 0].data<long>().ToArray(), next.Next(start).argmax(1).data<long>().ToArray());
        Assert.Equal((2L, 7L), (next.Next(start).shape[0], next.Next(start).shape[1]));
        Assert.Same(gpt, next.Model);
        var beams = BeamSearch.Of(next, start, 1, 5, never: [], end: 99);
        Assert.Equal(sampled.flatten().data<long>(), beams.Texts.contiguous().flatten().data<long>());
    }

    /// <summary>A prompt that fills the context, or is longer, is read but for its first tokens: all that fit beside the
    /// one to come.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public void ALongPromptIsReadAsFarAsTheContextGoes(int length)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var gpt = Made();
        var text = randint(7, [1, length], int64);
        var read = Math.Min(length, 7);
        Assert.True((First(text) - gpt.call(text[.., ^read..])[.., -1]).abs().max().item<float>() < 1e-4);
        for (var back = 1; back <= length; back++)
        {
            var other = text.clone();
            other[0, length - back] = (text[0, length - back] + 1) % 7;
            Assert.Equal(back <= read, (First(other) - First(text)).abs().max().item<float>() > 1e-6);
        }

        Tensor First(Tensor prompt)
        {
            Tensor? first = null;
            gpt.Sample(prompt, 1, logits => { first = logits.clone().MoveToOuterDisposeScope(); return logits.argmax(1); });
            return first!;
        }
    }

    /// <summary>Where the cache has become full, the later half is read anew; even a context of one token goes on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void AFullContextIsHalvedAndTheTextGoesOn(int context)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var gpt = new Gpt(Tiny with { Context = context });
        using (no_grad()) foreach (var p in gpt.parameters()) p.mul_(5);
        var all = randint(7, [2, 11], int64);
        var next = gpt.Sample(all, 30, Decoding.Greedy);
        var (read, window) = (0, context - 1);
        for (var n = 0; n < 30; n++)                                    // by the whole model, without a cache
        {
            if (read == context) (read, window) = (0, context / 2);
            read = read == 0 ? Math.Max(1, window) : read + 1;
            all = cat([all, gpt.call(all[.., ^read..])[.., -1].argmax(1, keepdim: true)], 1);
        }
        Assert.Equal(all[.., 11..].flatten().data<long>(), next.flatten().data<long>());
    }

    [Fact]
    public void OneBatchIsLearnedByHeartAndNothingLeftBehind()
    {
        Seed.Everything(1);
        using var gpt = new Gpt(Tiny);
        using var text = randint(7, [4, 9], int64);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(gpt, () => gpt.Loss(text), steps: 400), 0, 0.3);
    }

    /// <summary>The shipped weights in PyTorch (tests/Peers/gpt.py --logits) and here: the same logits.</summary>
    [Fact]
    public void LogitsAreThoseOfThePeer()
    {
        using var scope = NewDisposeScope();
        var (novels, unseen) = Texts.Austen();
        var tokenizer = CharTokenizer.Of(novels + unseen);
        using var gpt = Pretrained.Load<Gpt>("4.3-gpt");
        var logits = Scope.Eval(gpt, () => gpt.call(tokenizer.Encode(unseen[..128]).unsqueeze(0))[0]);
        var rows = File.ReadAllLines(Path.Combine(KitFolder.Find(), "tests/GenAI.Kit.Tests/Sequences/gpt-logits.tsv"));
        Assert.Equal(8, rows.Length);
        for (var k = 0; k < 8; k++)
            Assert.Equal(rows[k].Split('\t').Select(v => float.Parse(v, CultureInfo.InvariantCulture)),
                logits[16 * k].data<float>(), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void SameSeedSameBits()
    {
        using var scope = NewDisposeScope();
        long[] Text()
        {
            using var gpt = Made();
            var text = gpt.Sample(zeros(1, 1, int64), 30, logits => Decoding.Draw(logits));
            return text.flatten().data<long>().ToArray();
        }
        Assert.Equal(Text(), Text());
    }
}
