using System.Text.Json;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>What each cell shows, mime types and texts; of pictures their types only, of seconds nothing.</summary>
internal static class CellTexts
{
    internal static List<string> Of(NotebookDocument notebook) =>
        [.. notebook.CodeCells.Where(cell => !cell.HasTag("timing")).Select(Said)];

    private static string Said(NotebookCell cell)
    {
        var texts = new List<string>();
        string? stream = null;                                     // the client leaves it in the pieces that came
        foreach (var output in cell.Outputs.Select(output => output!.AsObject()))
        {
            var name = (string?)output["name"];
            if (name is not null && name == stream) texts[^1] += Text(output);
            else texts.Add(Text(output));
            stream = name;
        }

        return string.Join('\n', texts.Where(IsThere));
    }

    // a display that was cleared stays in a notebook as an empty text, or goes
    private static bool IsThere(string text) => text.Replace("text/plain", "").Trim().Length > 0;

    private static string Text(JsonObject output) => output["data"] is JsonObject bundle
        ? string.Join('\n', bundle.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key} {Content(entry.Key, entry.Value)}"))
        : NotebookCell.Text(output["text"] ?? output["evalue"]);

    private static string Content(string mime, JsonNode? value) =>
        mime.StartsWith("image/", StringComparison.Ordinal) ? "" : NotebookCell.Text(Sorted(Parsed(mime, value)));

    // .NET Interactive sends JSON as a text
    private static JsonNode? Parsed(string mime, JsonNode? value) =>
        mime.EndsWith("+json", StringComparison.Ordinal) && value is JsonValue or JsonArray
            ? JsonNode.Parse(NotebookCell.Text(value)) : value;

    // nbformat sorts the keys when it writes, and spells numbers as Python does: -0 comes back as 0
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        { } value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(value.GetValue<double>() + 0),
        _ => node?.DeepClone(),
    };
}
