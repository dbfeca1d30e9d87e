using GenAI.Kit.Diffusion;
using GenAI.Kit.Layers;
using GenAI.Kit.Multimodal;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Multimodal;

/// <summary>The painter of lesson 5.4, which reads and paints.</summary>
[Collection("torch")]
public sealed class TextDitTests
{
    private static readonly DitConfig Image =
        new(Side: 4, Channels: 2, Width: 16, Depth: 2, Heads: 2, ContextChannels: 8);
    private static readonly TextEncoderConfig Text = new(Tokens: 12, Width: 8, Depth: 1, Heads: 2, MaxLength: 6);

    [Fact]
    public void Shapes_and_keys_are_as_documented()
    {
        using var scope = NewDisposeScope();
        var net = new TextDit(new(Image, Text));
        var words = net.Condition(ModelChecks.Sentences([3, 4, 2], [5, 2, 0]));
        Assert.Equal([2, 3, 9], words.shape);
        Assert.Equal([1, 1, 1, 1, 1, 0], words[.., .., 8].data<float>());
        Assert.Equal([2, 2, 4, 4], net.call(randn(2, 2, 4, 4), tensor(new long[] { 1, 9 }), words).shape);
        Assert.Equal([2, 2, 4, 4], net.call(randn(2, 2, 4, 4), tensor(new long[] { 1, 9 }), null).shape);
        Assert.Equal(["image", "text"], ModelChecks.Fields(net));
    }

    [Fact]
    public void It_says_what_its_painter_says_of_what_its_reader_read()
    {
        using var scope = NewDisposeScope();
        var net = Woken();
        var (x, t, tokens) = (randn(1, 2, 4, 4), tensor(new long[] { 5 }), ModelChecks.Sentences([3, 4, 2]));
        Tensor Said(params long[] sentence) => net.call(x, t, net.Condition(ModelChecks.Sentences(sentence)));
        var plain = net.call(x, t, net.Condition(tokens));
        Assert.True(plain.allclose(net.Image.call(x, t, net.Text.Condition(tokens))));
        Assert.False(plain.allclose(Said(4, 3, 2)));                              // the order of words counts
        Assert.True(plain.allclose(Said(3, 4, 2, 0, 0), atol: 1e-5));             // padding does not
    }

    /// <summary>That is why reader and painter are one network: what is drawn wrong changes what is read.</summary>
    [Fact]
    public void The_gradient_reaches_the_words_that_were_read_and_no_padding()
    {
        using var scope = NewDisposeScope();
        var net = Woken();
        var words = net.Condition(ModelChecks.Sentences([3, 4, 2], [5, 2, 0]));
        net.call(randn(2, 2, 4, 4), tensor(new long[] { 1, 9 }), words).square().sum().backward();
        var embedding = net.Text.parameters().First(weight => weight.shape.SequenceEqual([12L, 8]));
        var reached = embedding.grad!.abs().sum(dim: 1);
        foreach (var token in Enumerable.Range(0, 12))
            Assert.Equal(token is >= 2 and <= 5, reached[token].item<float>() > 0);
    }

    [Fact]
    public void A_lora_on_the_painter_leaves_the_reader_as_it_is()
    {
        using var scope = NewDisposeScope();
        var net = Woken();
        using var lora = new Lora(net.Image, rank: 2);
        net.call(randn(1, 2, 4, 4), tensor(new long[] { 5 }), net.Condition(ModelChecks.Sentences([3, 4, 2])).detach())
            .square().sum().backward();
        Assert.All(net.parameters(), weight => Assert.Null(weight.grad));
        Assert.Contains(lora.parameters(), weight => weight.grad is not null);
    }

    [Fact]
    public void A_reader_of_another_width_is_named()
    {
        var error = Assert.Throws<ArgumentException>(
            () => new TextDit(new(Image with { ContextChannels = 5 }, Text)));
        Assert.Equal("The reader's vectors have 8 channels, the painter looks at 5.", error.Message);
        Assert.EndsWith("looks at none.", Assert.Throws<ArgumentException>(
            () => new TextDit(new(Image with { ContextChannels = null }, Text))).Message);
    }

    // Layers that begin at 0 let nothing through yet.
    private static TextDit Woken()
    {
        var net = new TextDit(new(Image, Text));
        using var _ = no_grad();
        foreach (var weight in net.Image.parameters()) weight.add_(randn(weight.shape) * 0.1);
        return net;
    }
}
