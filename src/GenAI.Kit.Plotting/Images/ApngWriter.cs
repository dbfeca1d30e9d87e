using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace GenAI.Kit.Plotting;

/// <summary>Joins PNG files of one size and colour type into an animated PNG (PNG third edition, W3C 2025, §11.3.6):
/// each file's IDAT chunks become the fdAT chunks of a frame.</summary>
internal static class ApngWriter
{
    private static readonly byte[] Signature = [0x89, .. "PNG\r\n\u001a\n"u8];

    public static byte[] Join(IReadOnlyList<byte[]> frames, double seconds, double hold)
    {
        var chunks = frames.Select(f => Chunks(f).ToArray()).ToArray();
        var header = chunks[0].First(c => c.Type == "IHDR").Data;
        if (!chunks.All(f => f.First(c => c.Type == "IHDR").Data.SequenceEqual(header)))
            throw new ArgumentException("The frames of an animation must all have one size.");
        using var file = new MemoryStream();
        file.Write(Signature);
        Write(file, "IHDR", header);
        Write(file, "acTL", [.. Big(frames.Count), .. Big(0)]);                       // 0: for ever
        var sequence = 0;
        for (var i = 0; i < frames.Count; i++)
        {
            var milliseconds = (int)Math.Round(1000 * (i == frames.Count - 1 ? hold : seconds));
            Write(file, "fcTL", [.. Big(sequence++), .. header[..8], .. Big(0), .. Big(0),
                (byte)(milliseconds >> 8), (byte)milliseconds, 1000 >> 8, 1000 & 255, 0, 0]);
            foreach (var data in chunks[i].Where(c => c.Type == "IDAT"))
                if (i == 0) Write(file, "IDAT", data.Data);
                else Write(file, "fdAT", [.. Big(sequence++), .. data.Data]);
        }
        Write(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>A PNG file that says how many of its pixels are one on the page, of 96 an inch (pHYs,
    /// §11.3.4.3).</summary>
    public static byte[] Dense(byte[] png, int pixels) =>                          // pixels a metre
        WithChunks(png, [("pHYs", [.. Big(pixels * 3780), .. Big(pixels * 3780), 1])]);

    /// <summary>A PNG file that says more than its pixels: a key of 1 to 79 Latin letters, a text in any letters
    /// (iTXt, §11.3.3.4; not compressed, of no one language).</summary>
    public static byte[] Told(byte[] png, IEnumerable<(string Key, string Text)> about) =>
        WithChunks(png, about.Select(told => ("iTXt", (byte[])
            [.. Encoding.Latin1.GetBytes(told.Key), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(told.Text)])));

    // The same file with more chunks behind its header.
    private static byte[] WithChunks(byte[] png, IEnumerable<(string Type, byte[] Data)> more)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var (header, rest) = (Chunks(png).Take(1), Chunks(png).Skip(1));
        foreach (var (type, data) in header.Concat(more).Concat(rest)) Write(file, type, data);
        return file.ToArray();
    }

    /// <summary>The chunks of a PNG file, each checked against its CRC.</summary>
    public static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        if (!png.AsSpan().StartsWith(Signature)) throw new FormatException("These bytes are no PNG file.");
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var body = png.AsSpan(at + 4, length + 4);
            if (BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)) != Crc32.HashToUInt32(body))
                throw new FormatException($"The PNG chunk at byte {at} is damaged: its CRC is wrong.");
            yield return (Encoding.ASCII.GetString(body[..4]), body[4..].ToArray());
            at += length + 12;
        }
    }

    private static void Write(Stream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(Big(data.Length));
        file.Write(body);
        file.Write(Big((int)Crc32.HashToUInt32(body)));
    }

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
