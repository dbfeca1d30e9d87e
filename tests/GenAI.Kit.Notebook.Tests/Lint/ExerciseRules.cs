using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>At least three exercises, each with solution, two wrong answers, and the cell that checks it.</summary>
internal static class ExerciseRules
{
    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells, string lesson)
    {
        var code = cells.Where(cell => cell.IsCode).ToList();
        var exercises = code.Where(cell => cell.Cell.HasTag("exercise")).ToList();
        if (exercises.Count < 3) yield return new("exercises", null, $"{exercises.Count} exercises, at least 3");
        foreach (var cell in exercises)
        {
            var check = code.ElementAtOrDefault(code.IndexOf(cell) + 1)?.Text ?? "";
            foreach (var text in Faults(cell.Cell, lesson, check)) yield return cell.Wrong("exercises", text);
            if (cell.Section != "Exercises") yield return cell.Wrong("exercises", "it is not in section Exercises");
        }

        var ids = exercises.Select(cell => (string?)cell.Cell.Metadata["genai_kit"]?["exercise"]).ToList();
        if (ids.Distinct().Count() != ids.Count) yield return new("exercises", null, "two exercises share one id");
    }

    private static IEnumerable<string> Faults(NotebookCell cell, string lesson, string check)
    {
        var kit = cell.Metadata["genai_kit"] as JsonObject ?? [];
        var (id, solution) = ((string?)kit["exercise"] ?? "", (string?)kit["solution"] ?? "");
        var wrong = (kit["wrong"] as JsonArray ?? []).Select(text => (string?)text ?? "").ToList();
        if (!id.StartsWith(lesson + ".", StringComparison.Ordinal))
            yield return $"its id is {lesson}.a or the like, not \"{id}\"";
        if (string.IsNullOrWhiteSpace(solution)) yield return "it has no solution";
        if (wrong.Count < 2) yield return $"{wrong.Count} wrong answers, at least 2";
        var answers = wrong.Append(solution).Append(cell.Source).Select(text => text.Trim());
        if (answers.Distinct().Count() != wrong.Count + 2)
            yield return "stub, solution and wrong answers are not all different";
        if (!check.Contains(".Check(", StringComparison.Ordinal)) yield return "the next code cell calls no Check";
    }
}
