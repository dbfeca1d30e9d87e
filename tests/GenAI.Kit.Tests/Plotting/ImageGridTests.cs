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

    private static SKColor Middle(Tensor image)
    {
        using var shown = SKBitmap.Decode(ImageGrid.Of(image, scale: 4).ToPng());
        return shown.GetPixel(5, 5);
    }
}
