using GenAI.Kit.Plotting;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class ImageGridTests
{
    [Fact]
    public void Each_pixel_becomes_a_square_of_its_colour()
    {
        var image = tensor(new[] { 0f, 1, 0.5f, 0.2f }).reshape(1, 1, 2, 2);
        using var shown = SKBitmap.Decode(ImageGrid.Of(image, scale: 4).ToPng());
        byte[] expected = [0, 255, 128, 51];
        for (var i = 0; i < 64; i++)
            Assert.Equal(expected[i / 32 * 2 + i % 8 / 4], shown.GetPixel(3 + i % 8, 3 + i / 8).Red);
    }

    [Fact]
    public void Bytes_and_floats_of_the_same_images_look_the_same()
    {
        var bytes = (GalleryData.Images(4, 3) * 255).round().to(ScalarType.Byte);
        Assert.Equal(ImageGrid.Of(bytes).ToPng(), ImageGrid.Of(bytes.to(ScalarType.Float32) / 255).ToPng());
    }

    [Fact]
    public void Channels_are_red_green_blue_and_numbers_are_cut_to_the_range()
    {
        var image = tensor(new[] { 2f, 0.4f, -1 }).reshape(1, 3, 1, 1);
        Assert.Equal(new SKColor(255, 102, 0), Middle(image));
        Assert.Equal((SKColor)0xFFD55E00, Middle(image / 0 * 0));                               // NaN
    }

    [Fact]
    public void Small_images_are_enlarged_and_the_grid_stays_on_the_page()
    {
        using var faces = SKBitmap.Decode(ImageGrid.Of(GalleryData.Images(20, 1)).ToPng());
        Assert.InRange(faces.Width, 600, 800);
        using var wide = SKBitmap.Decode(ImageGrid.Of(zeros(40, 28, 28), columns: 20).ToPng());
        Assert.InRange(wide.Width, 500, 800);
    }

    /// <summary>Whatever ends the lines; what has one line by its place (a title) shows a space there.</summary>
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Captions_of_several_lines_take_height_and_no_width(string end)
    {
        ImageGrid Grid(string caption, string title = "") => ImageGrid.Of(GalleryData.Images(3, 1), 3,
            title, [caption, "b", "c"], scale: 4);
        using var one = SKBitmap.Decode(Grid("hair: turban").ToPng());
        var grid = Grid($"hair: turban{end}eyes: sunglasses{end}mouth");
        using var three = SKBitmap.Decode(grid.ToPng());
        using var longest = SKBitmap.Decode(Grid("eyes: sunglasses").ToPng());
        Assert.Equal(longest.Width, three.Width);
        Assert.InRange(three.Height - one.Height, 2 * 12, 2 * 20);
        Assert.Contains("hair: turban eyes: sunglasses mouth; b; c", grid.AltText);
        Assert.Equal(Grid("a", "Two words").ToPng(), Grid("a", $"Two{end}words").ToPng());
        Assert.Contains("hair: turban<br>eyes: sunglasses<br>mouth",
            ImageGrid.Slider("step", [("1", grid)]).ToPlotlyJson());
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_a_long_title_is_cut()
    {
        var two = GalleryData.Images(2, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageGrid.Of(two, columns: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageGrid.Of(two, columns: -1, scale: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageGrid.Of(two, scale: 0));
        Assert.StartsWith("3 captions", Assert.Throws<ArgumentException>(
            () => ImageGrid.Of(two, captions: ["a", "b", "c"])).Message);
        Assert.StartsWith("2 labels", Assert.Throws<ArgumentException>(
            () => ImageGrid.Of(two, columns: 2, rowLabels: ["a", "b"])).Message);
        using var wide = SKBitmap.Decode(ImageGrid.Of(two, title: string.Concat(Enumerable.Repeat("long 🎈", 400)))
            .ToPng());
        Assert.InRange(wide.Width, 600, 900);
    }

    private static SKColor Middle(Tensor image)
    {
        using var shown = SKBitmap.Decode(ImageGrid.Of(image, scale: 4).ToPng());
        return shown.GetPixel(5, 5);
    }
}
