using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>Outputs: there, of one run, without errors, without a word of the machine; scores met.</summary>
internal static partial class OutputRules
{
    private const string Score = "application/vnd.genai-kit.score+json";

    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells, string lesson)
    {
        var code = cells.Where(cell => cell.IsCode).ToList();
        foreach (var (cell, index) in code.Select((cell, index) => (cell, index)))
            if (cell.Cell.ExecutionCount != index + 1)
                yield return cell.Wrong("run", $"execution count {cell.Cell.ExecutionCount?.ToString() ?? "none"}, "
                    + $"not {index + 1}: run the whole lesson with --in-place");
        foreach (var section in SectionRules.Names[3..8])
            if (code.Where(cell => cell.Section == section).All(cell => !cell.Outputs.Any()))
                yield return new("outputs", null, $"the section {section} shows no output");
        foreach (var cell in code)
            foreach (var finding in Cell(cell)) yield return finding;
        var covers = code.Where(cell => cell.Cell.HasTag("cover")).ToList();
        if (covers.Count != 1 || !HasPng(covers[0]))
            yield return new("cover", null, "one cell is tagged `cover`, and its output has an image/png");
        foreach (var finding in Scores(code, lesson)) yield return finding;
    }

    private static bool HasPng(LessonCell cell) => cell.Bundles.Any(bundle => bundle["image/png"] is not null);

    private static IEnumerable<Finding> Cell(LessonCell cell)
    {
        if (cell.Outputs.Any(output => (string?)output["output_type"] == "error"))
            yield return cell.Wrong("error", "an error output");
        if (cell.Outputs.Any(output => (string?)output["name"] == "stderr"))
            yield return cell.Wrong("error", "text on stderr");
        if (cell.Bundles.Any(bundle => bundle.ContainsKey("application/vnd.genai-kit.progress+json")))
            yield return cell.Wrong("progress", "a progress bar was left: clear the live display at the end");
        foreach (var text in cell.Outputs.SelectMany(Texts).Prepend(cell.Text))
            if (MachinePath().Match(text) is { Success: true } path)
                yield return cell.Wrong("machine", $"a path of the machine: {path.Value}");
    }

    private static IEnumerable<string> Texts(JsonObject output) =>
        (output["data"] as JsonObject ?? []).Where(entry => !entry.Key.StartsWith("image/", StringComparison.Ordinal))
            .Select(entry => NotebookCell.Text(entry.Value)).Append(NotebookCell.Text(output["text"]));

    private static IEnumerable<Finding> Scores(List<LessonCell> code, string lesson)
    {
        var last = code.Where(cell => cell.Section == "Measure").SelectMany(cell => cell.Bundles)
            .Select(bundle => bundle[Score]).OfType<JsonObject>().LastOrDefault();
        if (last is null || (string?)last["lesson"] != lesson)
        {
            yield return new("scores", null, $"the section Measure shows no scores of lesson {lesson}");
            yield break;
        }

        foreach (var score in last["scores"]!.AsArray())
            if (score?["passed"]?.ToString() == "false")
                yield return new("scores", null, $"the committed run missed its goal: {score["name"]}");
    }

    [GeneratedRegex(@"(?<![\w.])(/(home|root|Users|tmp|work|var|mnt)/[\w.]+|[A-Z]:\\+\w+)")]
    private static partial Regex MachinePath();
}
