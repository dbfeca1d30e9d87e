using System.Text.Json.Nodes;
using GenAI.Kit.Plotting;
using SkiaSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class ImageSliderTests
{
    private static ImageSlider Noisy(int side, int frames = 10) => ImageGrid.Slider("noise",
        Enumerable.Range(0, frames).Select(i => ($"{i}", ImageGrid.Of(rand(12, 3, side, side), 6, $"Noise {i}",
            rowLabels: ["first", "second"]))));

    /// <summary>Noise is what compresses worst.</summary>
    [Theory]
    [InlineData(16, "png")]
    [InlineData(64, "webp")]
    public void Ten_frames_of_twelve_faces_take_300_kB_at_most(int side, string format)
    {
        using var scope = NewDisposeScope();
        var slider = Noisy(side);
        Assert.InRange(slider.ToPlotlyJson().Length, 1000, 300_000);
        Assert.Contains($"data:image/{format};base64,", slider.ToPlotlyJson());
    }

    [Fact]
    public void One_frame_shows_at_a_time_and_each_step_shows_its_own()
    {
        using var scope = NewDisposeScope();
        var json = JsonNode.Parse(Noisy(8, 3).ToPlotlyJson())!;
        bool[] Visible(JsonNode? node) => [.. node!.AsArray().Select(v => (bool)v!)];
        Assert.Equal([false, true, false], json["data"]!.AsArray().Select(trace => (bool)trace!["visible"]!));
        var slider = json["layout"]!["sliders"]![0]!;
        Assert.Equal(1, (int)slider["active"]!);
        foreach (var (i, step) in slider["steps"]!.AsArray().Index())
        {
            Assert.Equal(Enumerable.Range(0, 3).Select(k => k == i), Visible(step!["args"]![0]!["visible"]));
            Assert.Equal($"<b>Noise {i}</b>", (string?)step["args"]![1]!["title.text"]);
            Assert.Equal($"{i}", (string?)step["label"]);
        }
        Assert.Equal(["first", "second"], json["layout"]!["annotations"]!.AsArray().Select(note => (string)note!["text"]!));
    }

    [Fact]
    public void A_frame_has_the_pixels_of_its_images()
    {
        using var scope = NewDisposeScope();
        var image = tensor(new[] { 0f, 1, 0.4f, 0.2f }).reshape(1, 1, 2, 2);
        var slider = ImageGrid.Slider("t", [("0", ImageGrid.Of(image, scale: 8)), ("1", ImageGrid.Of(1 - image, scale: 8))]);
        var source = (string)JsonNode.Parse(slider.ToPlotlyJson())!["data"]![0]!["source"]!;
        using var frame = SKBitmap.Decode(Convert.FromBase64String(source.Split(',')[1]));
        Assert.Equal([0, 255, 102, 51], frame.Pixels.Select(p => (int)p.Red));
    }

    [Fact]
    public void It_has_a_picture_of_several_steps_and_words()
    {
        using var scope = NewDisposeScope();
        var bundle = Noisy(16).ToMimeBundle();
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], bundle.Keys.Order());
        using var picture = SKBitmap.Decode(Convert.FromBase64String(bundle["image/png"]));
        Assert.InRange(picture.Height, 5 * 64, 5 * 80);
        Assert.StartsWith("Images with a slider over noise 0 to 9, 10 in all. 5: Noise 5. 12 images", bundle["text/plain"]);
        Assert.Equal("Other.", Noisy(8).Alt("Other.").AltText);
    }

    [Fact]
    public void A_row_that_no_step_changes_stands_below_the_picture_of_the_others()
    {
        using var scope = NewDisposeScope();
        var originals = rand(6, 8, 8);
        byte[] Rows(params (string, Tensor)[] rows) => ImageGrid.Rows("", rows).ToPng();
        var made = rand(2, 6, 8, 8);
        var slider = ImageGrid.Slider("width", [Frame(0), Frame(1)]);
        Assert.Equal(Rows(("width 0", made[0]), ("width 1", made[1]), ("picture", originals)), slider.ToPng());
        var alone = ImageGrid.Slider("width", [Frame(0), Frame(0)]);                         // no row moves
        Assert.Equal(Rows(("width 0", made[0]), ("width 0", made[0])), alone.ToPng());

        (string, ImageGrid) Frame(int i) => ($"{i}", ImageGrid.Rows("", ("made", made[i]), ("picture", originals)));
    }

    [Fact]
    public void Rows_side_by_side_have_their_names_above()
    {
        using var scope = NewDisposeScope();
        int Height(string[]? names) => SKBitmap.Decode(ImageGrid.Slider("t", Enumerable.Range(0, 3).Select(i =>
            ($"{i}", ImageGrid.Of(rand(10, 3, 16, 16), 5, rowLabels: names)))).ToPng()).Height;
        Assert.Equal(15, Height(["noisy", "guess"]) - Height(null));
    }

    [Fact]
    public void Grids_of_several_sizes_are_an_error()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => ImageGrid.Slider("t", []));
        Assert.Throws<ArgumentException>(() => ImageGrid.Slider("t",
            [("0", ImageGrid.Of(rand(2, 8, 8))), ("1", ImageGrid.Of(rand(3, 8, 8)))]));
    }
}
