using System.Text.Json.Nodes;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>What cells have told the runner, in a notebook's outputs.</summary>
public static class KitMime
{
    /// <summary>Every bundle of this type in the outputs, in order.</summary>
    public static IEnumerable<JsonObject> In(IEnumerable<JsonNode?> outputs, string mime) =>
        outputs.Select(output => output?["data"]?[mime]).OfType<JsonObject>();

    /// <summary>The scores in a notebook's outputs: the last table of each lesson counts.</summary>
    public static IReadOnlyList<ScoreLine> Scores(NotebookDocument notebook) =>
    [
        .. In(notebook.CodeCells.SelectMany(cell => cell.Outputs), CellMessages.Score).Select(CellMessages.Scored)
            .OfType<ScoreMessage>().GroupBy(table => table.Lesson)
            .SelectMany(tables => tables.Last().Scores ?? []).OfType<ScoreLine>(),
    ];
}
