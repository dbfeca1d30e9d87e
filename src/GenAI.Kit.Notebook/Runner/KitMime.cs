using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>The kit's own mime types: how a cell tells the runner of progress, scores and exercises.</summary>
public static class KitMime
{
    public const string Progress = "application/vnd.genai-kit.progress+json";
    public const string Score = "application/vnd.genai-kit.score+json";
    public const string Exercise = "application/vnd.genai-kit.exercise+json";

    /// <summary>The cell's own progress in a message's content, if it carries one.</summary>
    internal static CellProgress? ProgressOf(JsonObject content)
    {
        if (content["data"]?[Progress] is not JsonObject own) return null;
        var (done, total) = (Number(own["done"]) ?? 0, Number(own["total"]) ?? 0);
        return new(NotebookCell.Text(own["label"]), done, total, Number(own["secondsLeft"]));
    }

    /// <summary>Every bundle of this type in the outputs, in order.</summary>
    public static IEnumerable<JsonObject> In(IEnumerable<JsonNode?> outputs, string mime) =>
        outputs.Select(output => output?["data"]?[mime]).OfType<JsonObject>();

    internal static double? Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number
        ? double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture)
        : null;
}

/// <summary>One score that a lesson recorded.</summary>
public sealed record Score(
    string Lesson, string Name, double? Value, string Unit, string? Goal, bool? Passed, string? Published)
{
    /// <summary>The scores in a notebook's outputs: the last table of each lesson counts.</summary>
    public static IReadOnlyList<Score> In(NotebookDocument notebook) =>
    [
        .. KitMime.In(notebook.CodeCells.SelectMany(cell => cell.Outputs), KitMime.Score)
            .GroupBy(table => Text(table["lesson"]) ?? "").SelectMany(tables => Read(tables.Key, tables.Last())),
    ];

    private static IEnumerable<Score> Read(string lesson, JsonObject table) =>
        (table["scores"] as JsonArray ?? []).OfType<JsonObject>().Select(score => new Score(
            lesson, Text(score["name"]) ?? "", KitMime.Number(score["value"]), Text(score["unit"]) ?? "",
            Text(score["goal"]), Flag(score["passed"]), Text(score["published"])));

    private static string? Text(JsonNode? node) => node is null ? null : NotebookCell.Text(node);

    private static bool? Flag(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
