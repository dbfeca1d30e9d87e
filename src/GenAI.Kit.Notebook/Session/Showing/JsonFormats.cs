using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>JSON values as their text, indented, cut where it is long.</summary>
internal static class JsonFormats
{
    private const int MostLines = 200, MostCharacters = 20_000;
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void OfSystem(Assembly assembly)
    {
        if (assembly != typeof(JsonNode).Assembly) return;
        LibraryFormats.AddText(typeof(JsonNode), value => Cut(((JsonNode)value).ToJsonString(Indented)));
        foreach (var type in new[] { typeof(JsonObject), typeof(JsonArray) })          // collections, by themselves
            LibraryFormats.AddText(type, value => Cut(((JsonNode)value).ToJsonString(Indented)));
        LibraryFormats.AddText(typeof(JsonElement), value => Cut(Text((JsonElement)value)));
        LibraryFormats.AddText(typeof(JsonDocument), value => Cut(Text(((JsonDocument)value).RootElement)));
    }

    public static void OfNewtonsoft(Assembly assembly)
    {
        foreach (var name in new[] { "JToken", "JContainer", "JObject", "JArray", "JProperty", "JValue", "JRaw" })
            if (assembly.GetType("Newtonsoft.Json.Linq." + name) is { } type)
                LibraryFormats.AddText(type, value => Cut(value.ToString() ?? ""));
    }

    private static string Text(JsonElement element) => element.ValueKind == JsonValueKind.Undefined
        ? "" : JsonSerializer.Serialize(element, Indented);

    private static string Cut(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', MostLines + 1);
        var shown = string.Join("\n", lines.Take(MostLines));
        if (shown.Length > MostCharacters) shown = shown[..MostCharacters];
        return shown.Length < text.Length && (lines.Length > MostLines || shown.Length == MostCharacters)
            ? $"{shown}\n… (cut: {text.Length:#,0} characters in all)" : shown;
    }
}
