using System.Text.Json;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Kernel.Channels;

/// <summary>Mime bundles on the wire: what is JSON by its mime type goes as JSON, all else as text.</summary>
internal static class MimeJson
{
    public static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach (var (mime, text) in bundle) data[mime] = IsJson(mime) ? Parse(text) : text;
        return data;
    }

    private static bool IsJson(string mime) =>
        mime == "application/json" || mime.EndsWith("+json", StringComparison.Ordinal);

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
