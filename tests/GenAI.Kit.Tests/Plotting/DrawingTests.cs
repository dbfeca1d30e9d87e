using GenAI.Kit.Plotting;
using SkiaSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class DrawingTests
{
    private static Drawing Two(double x = 200) =>
        new Drawing("Two", 400, 100).Box("a", 20, 20, 80, 40).Box("b", x, 20, 80, 40).Arrow("a", "b", "to b");

    [Fact]
    public void It_has_two_pixels_for_one_and_says_so()
    {
        using var shown = SKBitmap.Decode(Two().ToPng());
        Assert.Equal((800, 2 * (100 + 36)), (shown.Width, shown.Height));
        var density = ApngWriter.Chunks(Two().ToPng()).Single(chunk => chunk.Type == "pHYs").Data;
        byte[] twice = [0, 0, 0x1D, 0x88, 0, 0, 0x1D, 0x88, 1];                              // 7560 a metre
        Assert.Equal(twice, density);
    }

    [Fact]
    public void An_arrow_runs_from_edge_to_edge()
    {
        using var shown = SKBitmap.Decode(Two().ToPng());
        bool Dark(int x, int y) => shown.GetPixel(2 * x, 2 * (y + 36)).Red < 160;
        Assert.True(Dark(104, 40) && Dark(150, 40) && Dark(195, 40));
        Assert.False(Dark(60, 28) || Dark(150, 60) || Dark(320, 40));
    }

    [Fact]
    public void Its_words_and_arrows_are_its_alt_text_unless_another_is_given()
    {
        Assert.Equal("Two. a; b; a → b (to b).", Two().AltText);
        Assert.Equal("Other.", Two().Alt("Other.").ToMimeBundle()["text/plain"]);
        Assert.Equal(["image/png", "text/plain"], Two().ToMimeBundle().Keys.Order());
    }

    [Fact]
    public void A_name_that_is_not_there_is_told_with_those_that_are()
    {
        var error = Assert.Throws<ArgumentException>(() => Two().Arrow("a", "c"));
        Assert.Contains("\"c\"", error.Message);
        Assert.Contains("\"a\", \"b\"", error.Message);
        Assert.Throws<ArgumentException>(() => new Drawing("wide", 961));
    }

    [Fact]
    public void Every_shape_leaves_ink_where_it_is_put()
    {
        foreach (var add in new Func<Drawing, Drawing>[]
                 {
                     d => d.Box("x", 100, 50), d => d.Disc("x", 140, 50), d => d.Narrowing("x", 100, 20),
                     d => d.Widening("x", 100, 20), d => d.Cloud("x", 100, 30), d => d.Text("xx", 160, 75),
                     d => d.Group("x", 100, 50, 120, 50), d => d.Picture(zeros(1, 4, 4), 130, 40),
                     d => d.Row("r", ["a", "b"], 100, 60), d => d.Cells("c", ones(2, 2), 130, 45, format: "0"),
                     d => d.Curve("f", x => 1 - x * x, (-1, 1), 100, 30, 120, 60),
                     d => d.Line((100, 75), (220, 75)), d => d.Arrow((100, 75), (220, 75), bend: 10),
                     d => d.Arrow((100, 75), (220, 75), via: [(160, 60)]),
                 })
        {
            using var shown = SKBitmap.Decode(add(new Drawing("", 320, 150)).ToPng());
            var inked = (from x in Enumerable.Range(0, 640) from y in Enumerable.Range(0, 300)
                         where shown.GetPixel(x, y) != SKColors.White select (x, y)).ToArray();
            Assert.NotEmpty(inked);
            Assert.InRange(inked.Min(p => p.x), 150, 320);
            Assert.InRange(inked.Max(p => p.x), 310, 480);
        }
    }

    [Theory]
    [InlineData("left", 100, 75)]
    [InlineData("bottom", 150, 100)]
    public void A_side_of_a_shape_is_its_middle(string side, double x, double y)
    {
        var box = new Outline(new(100, 50, 200, 100));
        Assert.Equal((x, y), box.Side(side));
    }

    [Fact]
    public void A_ray_leaves_an_ellipse_on_its_edge()
    {
        var (x, y) = new Outline(new(0, 0, 40, 20), Round: true).Exit((20, 10), (120, 60));
        Assert.Equal(1, Math.Pow((x - 20) / 20, 2) + Math.Pow((y - 10) / 10, 2), 1e-9);
    }
}
