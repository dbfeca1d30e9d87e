using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Format;

/// <summary>Says of a file that is no notebook what is wrong, on which line, and what to do.</summary>
internal static class NotebookCheck
{
    private const string Cure = "restore the file, for example with `git restore`, or mend that line";

    internal static NotebookException Broken(string text, string name, JsonException e)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new($"{name} is empty, so it is no notebook: restore it, say with `git restore`.", inner: e);
        var lines = text.Split('\n');
        if (Array.FindIndex(lines, line => line.StartsWith("<<<<<<<", StringComparison.Ordinal)) is var mark and >= 0)
            return new($"{name}, line {mark + 1}: a merge conflict was left in this notebook: choose one side, "
                + "for example with `git checkout --ours`.", inner: e);
        var why = Regex.Replace(e.Message, @"\s*(Path: .*)?LineNumber: .*", "").TrimEnd('.');
        return new($"{name}, line {(e.LineNumber ?? 0) + 1}: this is not valid JSON ({why}): {Cure}.", inner: e);
    }

    internal static void Check(JsonNode? root, string text, string name)
    {
        if (root is not JsonObject notebook || notebook["cells"] is not JsonArray cells)
            throw new NotebookException($"{name}, line 1: this is no notebook (it has no list `cells`): {Cure}.");
        if (Version(notebook) is not 4)
            throw new NotebookException($"{name} is not of notebook format 4: "
                + "open it in Jupyter and save it once, or run `jupyter nbconvert --to notebook --inplace`.");
        if (notebook["metadata"] is not (null or JsonObject))
            throw new NotebookException($"{name}: the notebook's `metadata` is no JSON object: {Cure}.");
        for (var i = 0; i < cells.Count; i++)
            if (Fault(cells[i]) is { } fault)
                throw new NotebookException($"{name}, line {LineOfCell(text, i)}: cell {i + 1} {fault}: {Cure}.");
    }

    private static int? Version(JsonObject notebook) =>
        notebook["nbformat"] is JsonValue value && value.TryGetValue<int>(out var version) ? version : null;

    private static string? Fault(JsonNode? node)
    {
        if (node is not JsonObject cell) return "is no JSON object";
        if (!IsText(cell["cell_type"]) || (string)cell["cell_type"]! is not ("code" or "markdown" or "raw"))
            return "has no `cell_type` of code, markdown or raw";
        if (!IsText(cell["source"]) && !(cell["source"] is JsonArray lines && lines.All(IsText)))
            return "has no `source` (a string or a list of strings)";
        if (cell["metadata"] is not (null or JsonObject)) return "has `metadata` that are no JSON object";
        if (cell["outputs"] is not (null or JsonArray)) return "has `outputs` that are no list";
        var outputs = cell["outputs"] as JsonArray;
        return outputs?.All(IsOutput) == false ? "has an output without `output_type`" : null;
    }

    private static bool IsOutput(JsonNode? node) => node is JsonObject output && IsText(output["output_type"]);

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    private static int LineOfCell(string text, int cell)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read() && !(reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("cells")))
            if (reader.TokenType == JsonTokenType.PropertyName) reader.Skip();
        reader.Read();                                   // [
        for (var i = 0; i <= cell; i++)
        {
            if (i > 0) reader.Skip();
            reader.Read();
        }

        return 1 + bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
    }
}
