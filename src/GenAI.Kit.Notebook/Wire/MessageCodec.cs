using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Wire;

/// <summary>Messages to frames and back: identities, <c>&lt;IDS|MSG&gt;</c>, signature, header, parent, metadata,
/// content.</summary>
public sealed class MessageCodec(Signer signer)
{
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly JsonSerializerOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };

    public IReadOnlyList<byte[]> Encode(Message message)
    {
        byte[][] body =
            [Bytes(message.Header), Bytes(message.Parent), Bytes(message.Metadata), Bytes(message.Content)];
        return [.. message.Identities, Delimiter, Encoding.ASCII.GetBytes(signer.Sign(body)), .. body];
    }

    /// <returns>Null for whatever is malformed, unsigned, wrongly signed or replayed.</returns>
    public Message? Decode(IReadOnlyList<byte[]> frames)
    {
        var at = IndexOfDelimiter(frames);
        if (at < 0 || frames.Count < at + 6) return null;
        byte[][] body = [.. frames.Skip(at + 2).Take(4)];
        if (!signer.Accept(frames[at + 1], body)) return null;
        try
        {
            var json = body.Select(f => JsonNode.Parse(f, null, Reading) as JsonObject).ToList();
            if (json.Any(j => j is null)) return null;
            foreach (var part in json) Unfold(part!);
            return new Message([.. frames.Take(at)], json[0]!, json[1]!, json[2]!, json[3]!);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static int IndexOfDelimiter(IReadOnlyList<byte[]> frames)
    {
        for (var i = 0; i < frames.Count; i++)
            if (frames[i].AsSpan().SequenceEqual(Delimiter)) return i;
        return -1;
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString(Writing));

    /// <summary>Reads all of a lazy tree now: a name that stands twice and text that is no UTF-8 show here.</summary>
    private static void Unfold(JsonNode node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (_, value) in json)
                    if (value is not null) Unfold(value);
                break;
            case JsonArray array:
                foreach (var value in array)
                    if (value is not null) Unfold(value);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                value.GetValue<string>();
                break;
        }
    }
}
