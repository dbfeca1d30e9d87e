using System.Buffers.Binary;
using System.IO.Compression;
using GenAI.Kit.Contract;

namespace GenAI.Kit.Data;

/// <summary>Reads shipped files, each checked against data/SHA256SUMS.</summary>
internal static class DataFile
{
    public const string Manifest = Sums.FileName;

    /// <summary>The content of a shipped file, unpacked if its name ends in .gz.</summary>
    /// <param name="name">Its path under data, with slashes.</param>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="FileNotFoundException">It, or the list of sums, is missing.</exception>
    /// <exception cref="InvalidDataException">It is not what was shipped.</exception>
    public static byte[] Read(string name, string? folder = null)
    {
        folder ??= KitFolder.Data();
        var content = File.ReadAllBytes(Present(folder, name));
        var sum = Sums.Of(content);
        Present(folder, Manifest);
        var expected = Sums.Read(folder).GetValueOrDefault(name);
        if (sum != expected)
            throw new InvalidDataException($"{Path.Combine(folder, name)} is not the file that was shipped: its " +
                $"SHA-256 is {sum}, {Manifest} has {expected ?? "none"}. Restore it: git checkout -- data/{name}");
        return Unpack(content, name);
    }

    /// <summary>Lists a file that was made anew, with its sum.</summary>
    /// <param name="name">Its path under data, with slashes.</param>
    /// <param name="folder">The data folder.</param>
    public static void List(string name, string folder) => Sums.Renew(folder, name);

    /// <summary>Unpacks gzip if the name says so.</summary>
    public static byte[] Unpack(byte[] content, string name)
    {
        if (!name.EndsWith(".gz", StringComparison.Ordinal)) return content;
        var unpacked = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            gzip.CopyTo(unpacked);
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }
        // .NET accepts a file cut short within its last 8 bytes; the very last 4 are the unpacked length.
        if (content.Length < 18 || BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(^4..)) != unpacked.Length)
            throw Damaged();
        return unpacked.ToArray();

        InvalidDataException Damaged() => new(
            $"{name}: the gzip data is damaged or cut short after {unpacked.Length} bytes were unpacked.");
    }

    private static string Present(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path
            : throw new FileNotFoundException($"{path} is missing. Restore it: git checkout -- data/{name}", path);
    }
}
