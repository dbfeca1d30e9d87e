using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>Weights (`.safetensors`) or a table of results (`.tsv`) that comes with the kit, and its stamp: the texts
/// inside that say how it was made.</summary>
/// <remarks>The stamp of weights is the header's `__metadata__`, that of a table the lines `# name: text` above its
/// header. Renewing it changes no other byte of what the file holds.</remarks>
public sealed class ShippedFile
{
    private const string Metadata = "__metadata__";
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject? header;
    private readonly byte[] body;

    private ShippedFile(JsonObject? header, List<KeyValuePair<string, string>> stamp, byte[] body)
    {
        (this.header, this.body) = (header, body);
        Stamp = stamp;
    }

    /// <summary>Name and text of each thing that it says of its making, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Stamp { get; private set; }

    /// <summary>The hash of the source that made it; null where it says none.</summary>
    public string? Source => this["source"] is { Length: > 0 } source ? source : null;

    /// <summary>What it says under a name.</summary>
    public string? this[string name] => Stamp.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>SHA-256 of what it holds, without its stamp.</summary>
    public string Content
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var (name, entry) in header ?? [])
                if (name != Metadata) hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{entry?.ToJsonString()}\0"));
            hash.AppendData(body);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <returns>Null where there is no such file, or none that can be read so.</returns>
    public static ShippedFile? Read(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            return path.EndsWith(".tsv", StringComparison.Ordinal) ? Table(bytes) : Weights(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Says something else under a name, or, without a text, nothing.</summary>
    public void Say(string name, string? text)
    {
        var stamp = Stamp.ToList();
        var at = stamp.FindIndex(pair => pair.Key == name);
        if (at >= 0) stamp.RemoveAt(at);
        if (text != null) stamp.Insert(at >= 0 ? at : stamp.Count, new(name, text.ReplaceLineEndings(" ")));
        Stamp = stamp;
    }

    /// <summary>The whole file.</summary>
    public byte[] ToBytes()
    {
        var remarks = string.Concat(Stamp.Select(pair => $"# {pair.Key}: {pair.Value}\n"));
        if (header is null) return [.. Encoding.UTF8.GetBytes(remarks), .. body];
        header[Metadata] = new JsonObject(Stamp.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        var json = Encoding.UTF8.GetBytes(header.ToJsonString(Plain));
        var padding = (8 - json.Length % 8) % 8;                       // tensors start at a multiple of 8
        return [.. BitConverter.GetBytes((long)(json.Length + padding)), .. json,
            .. "        "u8[..padding], .. body];
    }

    private static ShippedFile? Weights(byte[] bytes)
    {
        var length = bytes.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length < 2 || length > bytes.Length - 8) return null;
        if (JsonNode.Parse(bytes.AsSpan(8, (int)length)) is not JsonObject header) return null;
        var stamp = (header[Metadata] as JsonObject ?? [])
            .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value ?? "")).ToList();
        return new(header, stamp, bytes[(int)(8 + length)..]);
    }

    private static ShippedFile Table(byte[] bytes)
    {
        var (at, stamp) = (0, new List<KeyValuePair<string, string>>());
        while (bytes.AsSpan(at).StartsWith("# "u8) && bytes.AsSpan(at).IndexOf((byte)'\n') is var end and >= 0)
        {
            if (Encoding.UTF8.GetString(bytes, at + 2, end - 2).Split(": ", 2) is not [var name, var text]) break;
            stamp.Add(new(name, text.TrimEnd('\r')));
            at += end + 1;
        }

        return new(null, stamp, bytes[at..]);
    }
}
