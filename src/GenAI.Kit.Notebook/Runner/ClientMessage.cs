using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NetMQ;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>One message as a client sends or receives it: the type, whose answer it is, the content.</summary>
internal sealed record ClientMessage(string Type, string? Parent, JsonObject Content)
{
    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public NetMQMessage Frames(string key, string session)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Id, ["session"] = session, ["username"] = "genai", ["version"] = "5.3", ["msg_type"] = Type,
            ["date"] = DateTime.UtcNow.ToString("o"),
        };
        byte[][] parts = [Bytes(header), "{}"u8.ToArray(), "{}"u8.ToArray(), Bytes(Content)];
        var message = new NetMQMessage();
        message.Append(Delimiter);
        message.Append(Sign(key, parts));
        foreach (var part in parts) message.Append(part);
        return message;
    }

    /// <returns>Null for a message that is not signed by our kernel or is no Jupyter message.</returns>
    public static ClientMessage? Read(NetMQMessage frames, string key)
    {
        var parts = frames.Select(frame => frame.ToByteArray()).SkipWhile(frame => !frame.SequenceEqual(Delimiter))
            .Skip(1).ToArray();
        if (parts.Length < 5 || Encoding.ASCII.GetString(parts[0]) != Sign(key, parts[1..5])) return null;
        var type = (string?)JsonNode.Parse(parts[1])?["msg_type"];
        var parent = (string?)JsonNode.Parse(parts[2])?["msg_id"];
        return type == null ? null : new ClientMessage(type, parent, JsonNode.Parse(parts[4]) as JsonObject ?? []);
    }

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static string Sign(string key, IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
        foreach (var part in parts) hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
