using System.Buffers.Binary;
using System.IO.Compression;
using GenAI.Kit.Plotting;
using SkiaSharp;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class ApngTests
{
    private static readonly IPicture[] Pictures =
        [.. Enumerable.Range(1, 3).Select(i => new Figure($"Step {i}", width: 300, height: 200).Line([0, i]))];

    [Fact]
    public void Every_frame_is_there_whole_and_in_order()
    {
        var chunks = ApngWriter.Chunks(new Animation(Pictures, seconds: 0.1, hold: 2).ToPng()).ToArray();
        Assert.Equal("IHDR", chunks[0].Type);
        Assert.Equal("acTL", chunks[1].Type);
        Assert.Equal([3, 0], new[] { Int(chunks[1].Data, 0), Int(chunks[1].Data, 4) });         // frames, for ever
        Assert.Equal("IEND", chunks[^1].Type);
        var numbered = chunks.Where(c => c.Type is "fcTL" or "fdAT").Select(c => Int(c.Data, 0));
        Assert.Equal(Enumerable.Range(0, numbered.Count()), numbered);
        var delays = chunks.Where(c => c.Type == "fcTL").Select(c => c.Data[20] << 8 | c.Data[21]);
        Assert.Equal([100, 100, 2000], delays);                                                 // milliseconds
    }

    [Fact]
    public void Each_frames_data_unpacks_to_what_was_drawn()
    {
        var found = Frames(ApngWriter.Chunks(new Animation(Pictures).ToPng()));
        Assert.Equal(Pictures.Select(f => Unpack(Join(ApngWriter.Chunks(f.ToPng()), "IDAT"))), found.Select(Unpack));
        Assert.All(found.Select(Unpack), f => Assert.Equal(200 * (1 + 300 * 3), f.Length));     // filter, then RGB
    }

    [Fact]
    public void A_viewer_without_animation_shows_the_first_frame()
    {
        using var shown = SKBitmap.Decode(new Animation(Pictures).ToPng());
        using var first = SKBitmap.Decode(Pictures[0].ToPng());
        Assert.Equal(first.Pixels, shown.Pixels);
    }

    [Fact]
    public void A_damaged_byte_is_found()
    {
        var png = new Animation(Pictures).ToPng();
        png[png.Length / 2] ^= 1;
        var problem = Assert.Throws<FormatException>(() => ApngWriter.Chunks(png).ToArray());
        Assert.Contains("CRC", problem.Message);
    }

    [Fact]
    public void A_file_says_what_it_is_told_and_shows_the_same()
    {
        var grid = ImageGrid.Of(TorchSharp.torch.zeros(2, 1, 4, 4));
        var folder = Directory.CreateTempSubdirectory("genai-kit-test");
        var path = Path.Combine(folder.FullName, "told.png");
        grid.SavePng(path, ("Seed", "1"), ("Description", "röd"));
        var png = File.ReadAllBytes(path);
        folder.Delete(true);
        Assert.Equal(["Seed\0\0\0\0\0" + "1", "Description\0\0\0\0\0röd"], ApngWriter.Chunks(png)
            .Where(chunk => chunk.Type == "iTXt").Select(chunk => System.Text.Encoding.UTF8.GetString(chunk.Data)));
        using var shown = SKBitmap.Decode(png);
        using var drawn = SKBitmap.Decode(grid.ToPng());
        Assert.Equal(drawn.Pixels, shown.Pixels);
    }

    [Fact]
    public void Frames_of_two_sizes_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Animation([Pictures[0], new Figure().Line([1, 2])]));

    [Fact]
    public void No_frames_are_refused() => Assert.Throws<ArgumentException>(() => new Animation([]));

    /// <summary>Each frame's compressed data: IDAT for the first, fdAT less its number for the others.</summary>
    private static List<byte[]> Frames(IEnumerable<(string Type, byte[] Data)> chunks)
    {
        var found = new List<byte[]>();
        foreach (var (type, data) in chunks)
        {
            if (type == "fcTL") found.Add([]);
            if (type == "IDAT") found[^1] = [.. found[^1], .. data];
            if (type == "fdAT") found[^1] = [.. found[^1], .. data[4..]];
        }
        return found;
    }

    private static byte[] Join(IEnumerable<(string Type, byte[] Data)> chunks, string type) =>
        [.. chunks.Where(c => c.Type == type).SelectMany(c => c.Data)];

    private static byte[] Unpack(byte[] data)
    {
        using var unpacked = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        zlib.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static int Int(byte[] data, int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at));
}
