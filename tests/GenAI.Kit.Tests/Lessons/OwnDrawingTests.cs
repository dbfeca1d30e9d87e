using GenAI.Kit.Lessons;
using SkiaSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

[Collection("torch")]
public sealed class OwnDrawingTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("genai-drawing");

    public void Dispose() => folder.Delete(recursive: true);

    private string At(string name) => Path.Combine(folder.FullName, name);

    private string Png(long height, long width, string name = "mine.png")
    {
        using var bitmap = new SKBitmap((int)width, (int)height);
        bitmap.Erase(SKColors.White);
        for (var x = 0; x < width; x++) bitmap.SetPixel(x, 3, SKColors.Black);
        using var file = File.Create(At(name));
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        return At(name);
    }

    private static string Fault(string drawing, int side = 8) =>
        Assert.Throws<ArgumentException>(() => OwnDrawing.Read(drawing, side)).Message;

    [Fact]
    public void A_grid_is_read_line_by_line()
    {
        using var scope = NewDisposeScope();
        var read = OwnDrawing.OfText("\n#', \n   #\n");
        Assert.Equal([1, 1, 4, 4], read.shape);
        Assert.Equal([0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0], read.Doubles());
        Assert.Equal([1, 1, 8, 8], OwnDrawing.Read("#', \n   #", 8).shape);            // each twice as large
        Assert.Equal(read.Doubles(), OwnDrawing.Read("#',\r\n   #\r\n", 4).Doubles());   // short lines end in paper
    }

    [Fact]
    public void A_picture_is_read_dark_on_light_and_shrunk()
    {
        using var scope = NewDisposeScope();
        var read = OwnDrawing.Read(Png(8, 8), 8);
        Assert.Equal([1, 1, 8, 8], read.shape);
        Assert.Equal((0, 1), (read[0, 0, 3].max().Number(), read[0, 0, 4..].min().Number()));
        var half = OwnDrawing.Read(Png(16, 16), 8);
        Assert.Equal(0.5, half[0, 0, 1].max().Number(), 2);
    }

    [Fact]
    public void What_is_transparent_is_paper()
    {
        using var scope = NewDisposeScope();
        using (var bitmap = new SKBitmap(8, 8))
        {
            bitmap.Erase(SKColors.Transparent);
            using var file = File.Create(At("clear.png"));
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }
        Assert.Equal(1, OwnDrawing.Read(At("clear.png"), 8).min().Number());
    }

    [Fact]
    public void What_cannot_be_read_is_one_sentence()
    {
        Assert.Equal($"There is no file {At("none.png")}: give the path of a PNG.", Fault(At("none.png")));
        File.WriteAllText(At("words.png"), "no picture");
        Assert.Equal($"{At("words.png")} is no picture that can be read: save it as a PNG.",
            Fault(At("words.png")));
        using (var bitmap = new SKBitmap(8, 8))
        using (var file = File.Create(At("photo.png")))
            bitmap.Encode(file, SKEncodedImageFormat.Jpeg, 90);
        Assert.Equal($"{At("photo.png")} is a Jpeg: save it as a PNG.", Fault(At("photo.png")));
        var whole = File.ReadAllBytes(Png(64, 64));
        File.WriteAllBytes(At("short.png"), whole[..(whole.Length / 2)]);
        Assert.Equal($"{At("short.png")} is a broken PNG: its end is missing or damaged. Save it again.",
            Fault(At("short.png"), 64));
    }

    [Fact]
    public void A_wrong_size_names_both()
    {
        Assert.Equal($"{Png(8, 12)} shows 12 × 8 pixels: 8 × 8 are needed, or twice or three times as many each way.",
            Fault(At("mine.png")));
        Assert.StartsWith($"{Png(9, 9)} shows 9 × 9 pixels: 8 × 8 are needed", Fault(At("mine.png")));
        Assert.StartsWith($"{Png(4, 4)} shows 4 × 4 pixels: 8 × 8 are needed", Fault(At("mine.png")));
        Assert.Equal("The grid shows 5 × 4 pixels: 8 × 8 are needed, or a half or a quarter as many each way.",
            Fault("#####\n###"));
        Assert.StartsWith("The grid shows 6 × 6 pixels", Fault("#\n#\n#\n"));
        Assert.Equal("Line 2, column 3 of the grid is 'x': only blanks, ' (upper half), a comma (lower half) and # "
            + "(both) are read.", Fault("####\n##x#"));
    }

    [Fact]
    public void It_leaves_nothing_but_the_drawing()
    {
        var path = Png(16, 16);
        OwnDrawing.Read(path, 8).Dispose();
        var live = LiveTensors.Count();
        using var read = OwnDrawing.Read(path, 8);
        using var grid = OwnDrawing.Read("#', \n   #", 4);
        Assert.Equal(live + 2, Tensor.TotalCount);
    }
}
