using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Wire;

/// <summary>One message of Jupyter's protocol 5.3, without its signature.</summary>
/// <param name="Identities">Routing frames, or the topic of a published message.</param>
public sealed record Message(
    IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject Parent, JsonObject Metadata, JsonObject Content)
{
    public const string ProtocolVersion = "5.3";

    public string Type => Header.Text("msg_type") ?? "";

    public string Id => Header.Text("msg_id") ?? "";

    /// <summary>A new message of this type, caused by <paramref name="parent"/>.</summary>
    public static Message Create(string type, string session, JsonObject content, Message? parent = null) => new(
        parent?.Identities ?? [],
        new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("o"),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        },
        parent is null ? [] : (JsonObject)parent.Header.DeepClone(), [], content);
}

/// <summary>Reading JSON that may hold anything.</summary>
public static class JsonReading
{
    public static string? Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static bool Flag(this JsonObject json, string name, bool otherwise) =>
        json[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : otherwise;

    public static int? Number(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;
}
