using GenAI.Kit.Lessons;
using SkiaSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

[Collection("torch")]
public sealed class PictureFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genai-kit-test").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_square_in_the_middle_is_brought_to_size()
    {
        using var scope = NewDisposeScope();
        var path = Save(12, 4, (x, _) => x is < 4 or > 7 ? SKColors.Red : SKColors.Blue);
        var square = PictureFile.Square(path, 2);
        Assert.Equal([3, 2, 2], square.shape);
        Assert.Equal([0f, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1], square.data<float>());
    }

    [Fact]
    public void What_is_transparent_shows_white()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([1f, 1, 1], PictureFile.Square(Save(3, 3, (_, _) => SKColors.Transparent), 1).data<float>());
    }

    [Fact]
    public void A_large_picture_is_averaged_not_sampled()
    {
        using var scope = NewDisposeScope();
        var board = Save(64, 64, (x, y) => (x + y) % 2 == 0 ? SKColors.Black : SKColors.White);
        var grey = PictureFile.Square(board, 8);
        Assert.InRange(grey.min().item<float>(), 0.4, 0.6);
        Assert.InRange(grey.max().item<float>(), 0.4, 0.6);
    }

    [Fact]
    public void One_tensor_is_left_and_no_broken_file_leaves_any()
    {
        var path = Save(64, 64, (x, y) => new SKColor((byte)(x * y), (byte)(7 * x), (byte)(31 * y)));
        var (whole, broken) = (File.ReadAllBytes(path), Path.Combine(folder, "broken.png"));
        File.WriteAllBytes(broken, whole[..(whole.Length / 2)]);
        PictureFile.Square(path, 2).Dispose();
        var live = LiveTensors.Count();
        using (var kept = PictureFile.Square(path, 2)) Assert.Equal(live + 1, LiveTensors.Count());
        Assert.Throws<ArgumentException>(() => PictureFile.Square(broken, 2));
        Assert.Equal(live, LiveTensors.Count());
    }

    private string Save(int width, int height, Func<int, int, SKColor> colour)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++) bitmap.SetPixel(x, y, colour(x, y));
        var path = Path.Combine(folder, $"{width}.png");
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        return path;
    }
}
