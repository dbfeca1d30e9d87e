using GenAI.Kit.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Layers;

[Collection("torch")]
public sealed class AttentionTests
{
    [Fact]
    public void WeightsAreTheSoftmaxOfScaledProductsOverWhatIsSeen()
    {
        using var scope = NewDisposeScope();
        var q = tensor(new float[,] { { 2, 0, 0, 0 } });
        var k = tensor(new[,] { { 0f, 1, 1, 1 }, { (float)Math.Log(2), 9, 9, 9 }, { (float)Math.Log(3), 0, 0, 0 },
            { (float)Math.Log(6), 0, 0, 0 } });
        var mask = tensor(new[] { true, true, true, false });
        Assert.Equal([1 / 6f, 2 / 6f, 3 / 6f, 0], Attention.Weights(q, k, mask).data<float>().ToArray(), Close);
        Assert.Equal([1 / 12f, 2 / 12f, 3 / 12f, 6 / 12f], Attention.Weights(q, k).data<float>().ToArray(), Close);
        Assert.Equal([1 / 50f, 4 / 50f, 9 / 50f, 36 / 50f],
            Attention.Weights(q, k, scale: 1).data<float>().ToArray(), Close);
        bool Close(float a, float b) => Math.Abs(a - b) < 1e-6;
    }

    [Fact]
    public void FusedIsTheSameAsWrittenOut()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var (q, k, v) = (randn(2, 3, 5, 8), randn(2, 3, 7, 8), randn(2, 3, 7, 8));
        var mask = rand(2, 1, 5, 7).gt(0.5);
        mask[.., .., .., 0] = true;
        foreach (var m in new[] { null, mask, Mask.Causal(7)[..5] })
            Assert.InRange((Attention.Of(q, k, v, m) - Attention.Fused(q, k, v, m)).abs().max().item<float>(), 0, 1e-5f);
    }

    [Fact]
    public void HeadsHaveTheDocumentedShapesAndKeys()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var heads = new MultiHeadAttention(12, 3, rotary: true);
        var (x, memory) = (randn(2, 4, 12), randn(2, 6, 12));
        Assert.Equal([2, 4, 12], heads.call(x, memory, null, null).shape);
        var weights = heads.Weights(x, memory, null);
        Assert.Equal([2, 3, 4, 6], weights.shape);
        Assert.InRange((weights.sum(-1) - 1).abs().max().item<float>(), 0, 1e-5f);
        Assert.Equal(["inProjection", "outProjection"], ModelChecks.Fields(heads));
        ModelChecks.SameSeedSameBits(() => new MultiHeadAttention(12, 3), m => m.call(ones(1, 4, 12), ones(1, 4, 12), null, null));
    }

    [Fact]
    public void OutputIsTheWeightsTimesTheValues()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var heads = new MultiHeadAttention(8, 2);
        var x = randn(3, 5, 8);
        var mask = Mask.Causal(5);
        var state = heads.state_dict();
        Tensor Linear(Tensor h, string name) => h.matmul(state[name + ".weight"].T) + state[name + ".bias"];
        var v = Linear(x, "inProjection")[.., .., 16..].reshape(3, 5, 2, 4).transpose(1, 2);
        var byHand = Linear(heads.Weights(x, x, mask).matmul(v).transpose(1, 2).reshape(3, 5, 8), "outProjection");
        Assert.InRange((heads.call(x, x, mask, null) - byHand).abs().max().item<float>(), 0, 1e-5f);
        Assert.InRange((heads.call(x, mask) - byHand).abs().max().item<float>(), 0, 1e-5f);      // x asks itself
    }

    /// <summary>In two readings, the second of several places, it says the same as at once.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void ALaterReadingOfSeveralPlacesIsThatOfTheWhole(bool rotary)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var heads = new MultiHeadAttention(8, 2, causal: true, rotary: rotary);
        using var cache = new KeyValueCache(layers: 1, capacity: 7);
        var x = randn(3, 7, 8);
        var apart = cat([heads.call(x[.., ..2], cache: cache[0]), heads.call(x[.., 2..6], cache: cache[0]),
            heads.call(x[.., 6..], cache: cache[0])], 1);
        Assert.InRange((apart - heads.call(x)).abs().max().item<float>(), 0, 1e-5f);
        Assert.Equal(7, cache.Length);
        Assert.Equal("8 tokens don't fit into a context of 7.",
            Assert.Throws<InvalidOperationException>(() => heads.call(x[.., ..1], cache: cache[0])).Message);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void NoGradientReachesAMaskedPlace(bool rotary)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var heads = new MultiHeadAttention(8, 2, rotary: rotary);
        var x = randn([1, 6, 8], requires_grad: true);
        var y = heads.call(x, x, Mask.Causal(6), null);
        for (var t = 0; t < 6; t++)
        {
            var gradient = autograd.grad([y[0, t].sum()], [x], retain_graph: true)[0][0].abs().amax([1L]);
            Assert.True(gradient[..(t + 1)].gt(0).all().item<bool>());
            Assert.True(gradient[(t + 1)..].eq(0).all().item<bool>());
        }
    }

    [Fact]
    public void WithoutPositionsItSeesASet()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var (x, order) = (randn(1, 6, 8), tensor(new long[] { 3, 1, 5, 0, 2, 4 }));
        float Moved(bool rotary)
        {
            using var heads = new MultiHeadAttention(8, 2, rotary: rotary);
            var mixed = x.index_select(1, order);
            var moved = heads.call(x, x, null, null).index_select(1, order) - heads.call(mixed, mixed, null, null);
            return moved.abs().max().item<float>();
        }
        Assert.InRange(Moved(rotary: false), 0, 1e-5f);
        Assert.True(Moved(rotary: true) > 1e-3f);
    }

    [Fact]
    public void WavesAreThePapers()
    {
        using var scope = NewDisposeScope();
        var table = SinusoidalEmbedding.Table(50, 16);
        Assert.Equal([50, 16], table.shape);
        for (var i = 0; i < 8; i++)                                               // §3.5, at place 37
        {
            var angle = 37 / Math.Pow(10_000, 2 * i / 16.0);
            Assert.Equal(Math.Sin(angle), table[37, i].item<float>(), 1e-4);
            Assert.Equal(Math.Cos(angle), table[37, i + 8].item<float>(), 1e-4);
        }
    }

    [Fact]
    public void TurningKeepsLengthsAndTellsOnlyDistances()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var (q, k) = (randn(1, 16), randn(1, 16));
        var (turnedQ, turnedK) = (RotaryEmbedding.Rotate(q.expand(40, 16)), RotaryEmbedding.Rotate(k.expand(40, 16)));
        Assert.InRange((turnedQ.norm(1) - q.norm()).abs().max().item<float>(), 0, 1e-4f);
        float Product(int m, int n) => turnedQ[m].dot(turnedK[n]).item<float>();
        Assert.Equal(Product(3, 1), Product(33, 31), 1e-3);
        Assert.NotEqual(Product(3, 1), Product(3, 2), 1e-2);
        Assert.Equal(q[0].dot(k[0]).item<float>(), Product(9, 9), 1e-4);
    }

    [Fact]
    public void MasksAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([true, false, false, true, true, false, true, true, true], Mask.Causal(3).data<bool>().ToArray());
        var real = Mask.Padding(tensor(new long[,] { { 5, 2, 0 }, { 4, 4, 2 } }));
        Assert.Equal([2, 1, 1, 3], real.shape);
        Assert.Equal([true, true, false, true, true, true], real.data<bool>().ToArray());
    }
}
