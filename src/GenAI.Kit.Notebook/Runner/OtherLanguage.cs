using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>Cells that their metadata say are not C#: HTML, Markdown and Mermaid are shown, the rest fails in one
/// sentence.</summary>
internal static class OtherLanguage
{
    /// <returns>Null for a cell that the kernel answers: C#, or one that begins with a magic command.</returns>
    internal static CellOutcome? Answer(NotebookCell cell, NotebookDocument notebook)
    {
        if (CellLanguage.OfFirstLine(cell.Source) is not null) return null;
        var language = CellLanguage.Of(cell, notebook);
        if (language.IsCSharp) return null;
        if (language.Mime is { } mime)
        {
            cell.Outputs.Add((JsonNode)Shown(mime, cell.Source));
            return new(CellEnd.Fine, null, null);
        }

        var error = Error("OtherLanguage", language.Refusal);
        error["traceback"] = new JsonArray(language.Refusal);
        cell.Outputs.Add((JsonNode)error);
        return new(CellEnd.Failed, language.Refusal, null);
    }

    internal static JsonObject Error(string name, string value) => new()
    {
        ["ename"] = name, ["evalue"] = value, ["output_type"] = "error",
        ["traceback"] = new JsonArray($"{name}: {value}"),
    };

    private static JsonObject Shown(string mime, string text)
    {
        var data = new JsonObject { [mime] = NotebookCell.Lines(text) };
        if (mime == CellLanguage.Mermaid) data["text/plain"] = NotebookCell.Lines(text);
        return new() { ["data"] = data, ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };
    }
}
