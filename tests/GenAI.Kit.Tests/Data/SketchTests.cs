using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Data;

[Collection("torch")]
public sealed class SketchTests
{
    [Fact]
    public void A_drawing_is_pencil_on_paper_of_the_same_size()
    {
        using var scope = NewDisposeScope();
        var drawn = Sketch.Of(rand(3, 3, 16, 24));
        Assert.Equal([3, 1, 16, 24], drawn.shape);
        Assert.True(drawn.min().item<float>() >= 0 && drawn.max().item<float>() <= 1);
        Assert.False(drawn.requires_grad);
    }

    [Fact]
    public void A_plain_picture_is_empty_paper()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(1f, Sketch.Of(full([4, 3, 16, 16], 0.3)).min().item<float>());
    }

    [Fact]
    public void A_border_between_colours_of_equal_brightness_is_a_line()
    {
        using var scope = NewDisposeScope();
        var picture = zeros(20, 3, 16, 16);
        picture[.., 0, .., ..8] = 0.9f;
        picture[.., 2, .., 8..] = 0.9f;
        var drawn = Sketch.Of(picture).mean([0]);                    // over twenty hands: pencils are lifted
        Assert.True(drawn[0, .., 7].mean().item<float>() < 0.4);
        Assert.Equal(1f, drawn[0, .., ..6].min().item<float>());
        Assert.Equal(1f, drawn[0, .., 10..].min().item<float>());
    }

    [Fact]
    public void A_thin_dark_line_is_drawn_and_a_dark_field_only_at_its_border()
    {
        using var scope = NewDisposeScope();
        var picture = ones(20, 3, 24, 24);
        picture[.., .., 4, ..] = 0;
        picture[.., .., 12.., ..] = 0;
        var drawn = Sketch.Of(picture).mean([0, 1]);
        Assert.True(drawn[4].mean().item<float>() < 0.4);
        Assert.True(drawn[11].mean().item<float>() < 0.4);
        Assert.Equal(1f, drawn[16..].min().item<float>());
    }

    [Fact]
    public void The_same_seed_draws_the_same_and_another_does_not()
    {
        using var scope = NewDisposeScope();
        var picture = rand(2, 3, 16, 16);
        var first = Sketch.Of(picture, 5);
        Assert.True(first.equal(Sketch.Of(picture, 5)).all().item<bool>());
        Assert.False(first.equal(Sketch.Of(picture, 6)).all().item<bool>());
        Seed.Everything(3);
        var (a, _) = (rand(1).item<float>(), Sketch.Of(picture));
        var b = rand(1).item<float>();
        Seed.Everything(3);
        Assert.Equal((a, b), (rand(1).item<float>(), rand(1).item<float>()));       // the global dice are not moved
    }

    [Fact]
    public void It_leaves_nothing_behind_and_says_what_it_reads()
    {
        using var picture = rand(2, 3, 16, 16);
        Sketch.Of(picture).Dispose();
        var live = LiveTensors.Count();
        Sketch.Of(picture).Dispose();
        Assert.Equal(live, Tensor.TotalCount);
        using var grey = rand(2, 1, 16, 16);
        Assert.Equal("Sketch reads [B, 3, U, V], not [2, 1, 16, 16].",
            Assert.Throws<ArgumentException>(() => Sketch.Of(grey)).Message);
    }
}
