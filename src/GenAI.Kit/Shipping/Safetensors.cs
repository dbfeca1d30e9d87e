using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>The safetensors format: a header's length (8 bytes), a JSON header, then the bytes of every
/// tensor.</summary>
/// <remarks>The header maps a name to dtype, shape and the range of bytes behind the header; "__metadata__" maps
/// texts to texts. The ranges lie one behind the other and fill the file. Python's package of that name reads the
/// same files.</remarks>
internal static class Safetensors
{
    private const string Metadata = "__metadata__";
    private const int LongestHeader = 100_000_000;

    private static readonly JsonSerializerOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<string, ScalarType> Types = new()
    {
        ["F64"] = ScalarType.Float64, ["F32"] = ScalarType.Float32, ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16, ["I64"] = ScalarType.Int64, ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16, ["I8"] = ScalarType.Int8, ["U8"] = ScalarType.Byte, ["BOOL"] = ScalarType.Bool,
    };

    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors,
                             IReadOnlyDictionary<string, string> metadata)
    {
        using var scope = NewDisposeScope();
        var content = tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Key, Value: pair.Value.detach().cpu().contiguous())).ToList();
        var json = JsonSerializer.SerializeToUtf8Bytes(Header(content, metadata), Plain);
        var padding = (8 - json.Length % 8) % 8;                       // tensors start at a multiple of 8
        stream.Write(BitConverter.GetBytes((long)(json.Length + padding)));
        stream.Write(json);
        stream.Write("        "u8[..padding]);
        foreach (var (_, tensor) in content) stream.Write(tensor.bytes);
    }

    private static JsonObject Header(List<(string Key, Tensor Value)> content, object metadata)
    {
        var header = new JsonObject { [Metadata] = JsonSerializer.SerializeToNode(metadata) };
        long end = 0;
        foreach (var (name, tensor) in content)
        {
            var start = end;
            end += tensor.NumberOfElements * tensor.ElementSize;
            header[name] = JsonSerializer.SerializeToNode(
                new Entry(Types.First(type => type.Value == tensor.dtype).Key, tensor.shape, [start, end]));
        }
        return header;
    }

    /// <summary>The tensors (in the caller's scope) and the metadata.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or damaged: the message says where.</exception>
    public static (Dictionary<string, Tensor>, Dictionary<string, string> Metadata) Read(byte[] file, string path)
    {
        var start = HeaderEnd(file, path);
        try
        {
            var json = file.AsSpan(8, start - 8);
            var header = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json, Strict)!;
            var metadata = header.Remove(Metadata, out var texts)
                ? texts.Deserialize<Dictionary<string, string>>(Strict) : null;
            var entries = header.Select(pair => (pair.Key, Entry: pair.Value.Deserialize<Entry>(Strict)
                    ?? throw new JsonException($"{pair.Key} is null.")))
                .OrderBy(pair => pair.Entry.data_offsets.FirstOrDefault())
                .ThenBy(pair => pair.Entry.data_offsets.LastOrDefault()).ToList();
            Check(entries, file.Length - start, path);
            return (entries.ToDictionary(pair => pair.Key, pair => pair.Entry.Tensor(file, start)), metadata ?? []);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: the header is not that of a safetensors file: {e.Message}", e);
        }
    }

    private static int HeaderEnd(byte[] file, string path)
    {
        var length = file.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(file);
        if (length is < 2 or > LongestHeader || file.ElementAtOrDefault(8) != '{')
            throw new InvalidDataException($"{path} is not a safetensors file.");
        if (8 + length > file.Length)
            throw new InvalidDataException(
                $"{path} is cut short: {file.Length} bytes, the header alone takes {8 + length}.");
        return (int)(8 + length);
    }

    private static void Check(List<(string Name, Entry Entry)> entries, long length, string path)
    {
        long end = 0;
        foreach (var (name, entry) in entries)
        {
            if (!Types.TryGetValue(entry.dtype, out var type))
                throw new InvalidDataException($"{path}: {name} is of type {entry.dtype}, not read here.");
            var bytes = entry.shape.Aggregate((double)type.ElementSize(), (product, size) => product * size);
            var fits = entry.shape.All(size => size >= 0) && entry.data_offsets is [_, _] range && range[0] == end;
            if (!fits || entry.data_offsets[1] - end != bytes)
                throw new InvalidDataException($"{path}: {name} of shape [{string.Join(", ", entry.shape)}] " +
                    $"and type {entry.dtype} cannot lie at bytes {string.Join(" to ", entry.data_offsets)}.");
            end = entry.data_offsets[1];
        }
        var problem = end > length ? "cut short" : "too long";
        if (end != length)
            throw new InvalidDataException($"{path} is {problem}: {length} bytes of tensors, the header has {end}.");
    }

    private sealed record Entry(string dtype, long[] shape, long[] data_offsets)
    {
        public Tensor Tensor(byte[] file, int start)
        {
            var tensor = empty(shape, Types[dtype]);
            tensor.bytes = file.AsSpan((int)(start + data_offsets[0]), (int)(data_offsets[1] - data_offsets[0]));
            return tensor;
        }
    }
}
