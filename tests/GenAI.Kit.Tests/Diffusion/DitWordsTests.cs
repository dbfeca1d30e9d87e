using GenAI.Kit.Diffusion;
using GenAI.Kit.Multimodal;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

/// <summary>The diffusion transformer that reads words.</summary>
[Collection("torch")]
public sealed class DitWordsTests
{
    private static readonly DitConfig Tiny = new(4, 2, Patch: 2, Width: 16, Depth: 2, Heads: 2, ContextChannels: 6);

    private static Dit Awake()
    {
        Seed.Everything(1);
        var net = new Dit(Tiny);
        foreach (var (_, weight) in net.named_parameters())
            using (no_grad()) weight.add_(0.1 * randn_like(weight));
        return net;
    }

    // Vectors of four words, of which the last is padding in the second row.
    private static Tensor Words()
    {
        var words = cat([randn(2, 4, 6), ones(2, 4, 1)], 2);
        words[1, 3] = 0;
        return words;
    }

    [Fact]
    public void It_begins_by_saying_nothing_and_words_change_nothing_to_the_bit()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var block = new DitBlock(16, 2, crossAttends: true);
        var (x, at) = (randn(2, 4, 16), randn(2, 16));
        Assert.Equal(x.data<float>(), block.call(x, at, randn(2, 3, 16), null).data<float>());
    }

    [Fact]
    public void What_stands_at_padding_counts_nothing_and_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var net = Awake();
        var (x, t) = (randn(2, 2, 4, 4), tensor(new[] { 5L, 9 }));
        var words = Words();
        var other = words.clone();
        other[1, 3, ..6] = 7;
        Assert.Equal(net.call(x, t, words).data<float>(), net.call(x, t, other).data<float>());
        var learning = words.clone().requires_grad_();
        net.call(x, t, learning).square().sum().backward();
        Assert.Equal(0, learning.grad![1, 3, ..6].abs().max().item<float>());
        Assert.NotEqual(0, learning.grad[0, 3, ..6].abs().max().item<float>());
    }

    [Fact]
    public void Longer_padding_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var net = Awake();
        var (x, t, words) = (randn(2, 2, 4, 4), tensor(new[] { 5L, 9 }), Words());
        var longer = cat([words, zeros(2, 3, 7)], 1);
        var apart = (net.call(x, t, words) - net.call(x, t, longer)).abs().max().item<float>();
        Assert.InRange(apart, 0, 1e-5);
    }

    [Fact]
    public void Word_maps_sum_to_one_and_padding_gets_none()
    {
        using var scope = NewDisposeScope();
        using var net = Awake();
        var maps = net.CrossAttentionMaps(randn(2, 2, 4, 4), tensor(new[] { 5L, 9 }), Words());
        Assert.Equal([2, 4, 2, 2], maps.shape);
        Assert.All(maps.sum(1).data<float>(), sum => Assert.Equal(1, sum, 1e-5));
        Assert.Equal(0, maps[1, 3].abs().max().item<float>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Guided_it_goes_on_from_none_to_what_is_said(double weight)
    {
        using var scope = NewDisposeScope();
        using var net = Awake();
        var (x, t, words) = (randn(2, 2, 4, 4), full(2, 300, int64), Words());
        var none = cat([cat([zeros(2, 1, 6), ones(2, 1, 1)], 2), zeros(2, 3, 7)], 1);
        var (said, without) = (net.call(x, t, words), net.call(x, t, none));
        var model = new Ddpm(net, NoiseSchedule.Cosine(), Prediction.Velocity);
        var (ofData, ofNoise) = (model.Schedule.AlphaBar[300], 1 - model.Schedule.AlphaBar[300]);
        var clean = model.Given(words, weight, none).Predict(x, 300).Clean;
        var wanted = Math.Sqrt(ofData) * x - Math.Sqrt(ofNoise) * (without + weight * (said - without));
        Assert.InRange((clean - wanted).abs().max().item<float>(), 0, 1e-4);
        Assert.InRange((said - without).abs().max().item<float>(), 1e-3, 100);
    }

    [Fact]
    public void What_cannot_be_asked_is_one_sentence()
    {
        using var scope = NewDisposeScope();
        using var net = Awake();
        var (x, t) = (randn(2, 2, 4, 4), tensor(new[] { 5L, 9 }));
        string Fault(Action act) => Assert.ThrowsAny<Exception>(act).Message;
        Assert.Contains("Guidance needs `none`", Fault(() =>
            new Ddpm(net, NoiseSchedule.Cosine()).Given(Words(), weight: 2)));
        Assert.Contains("padding alone", Fault(() => net.call(x, t, zeros(2, 4, 7))));
        using var blind = new Dit(new(4, 2, Patch: 2, Width: 16, Depth: 1, Heads: 2));
        Assert.Contains("without ContextChannels", Fault(() => blind.CrossAttentionMaps(x, t, Words())));
        Assert.Contains("not by both", Fault(() => _ = new Dit(Tiny with { Labels = [2] })));
    }

    [Fact]
    public void Keys_are_the_fields_names() => Assert.Equal(["blocks", "contextLayer", "contextProjection",
        "modulation", "output", "patchEmbedding", "positions", "timeEmbedding"], ModelChecks.Fields(new Dit(Tiny)));

    [Fact]
    public void Other_channels_than_those_of_the_words_are_an_error_that_names_both()
    {
        using var scope = NewDisposeScope();
        using var net = new Dit(Tiny);
        var e = Assert.Throws<ArgumentException>(() => net.call(randn(1, 2, 4, 4), ones(1, int64), randn(1, 3, 6)));
        Assert.Contains("condition", e.Message);
        Assert.Contains("7", e.Message);
        Assert.Contains("6", e.Message);
    }

    [Fact]
    public void The_text_encoder_makes_such_a_condition()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(2);
        using var reader = new TextEncoder(new(9, 16, 1, 2, 8));
        var tokens = tensor(new long[,] { { 3, 4, 5, 2 }, { 6, 2, 0, 0 } });
        var condition = reader.Condition(tokens);
        Assert.Equal([2, 4, 17], condition.shape);
        Assert.Equal([1f, 1, 1, 1, 1, 1, 0, 0], condition[.., .., 16].contiguous().data<float>());
        Assert.Equal(0, condition[1, 2..].abs().max().item<float>());
        Assert.Equal(reader.call(tokens)[0].data<float>(), condition[0, .., ..16].contiguous().data<float>());
    }
}
