using System.Text.Json.Nodes;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Runner;

/// <summary>Runs a lesson in quick mode in one kernel. At a cell tagged `exercise` its stub, each wrong answer and
/// then its solution take the cell's place, each followed by the cells up to the check.</summary>
/// <remarks>The check is the next cell that calls `.Check(`. The exercise cell's metadata:
/// `genai_kit: {"exercise": "1.1.a", "solution": "…", "wrong": ["…", "…"]}`.</remarks>
internal sealed class LessonHarness
{
    private readonly List<string> problems = [];
    private readonly OutputCollector collector = new();
    private readonly KernelSession session;
    private readonly List<NotebookCell> cells;

    private LessonHarness(KernelSession session, NotebookDocument notebook)
    {
        this.session = session;
        cells = [.. notebook.CodeCells.Where(cell => !cell.HasTag("skip-execution"))];
    }

    /// <returns>What is wrong with the lesson, a sentence each.</returns>
    public static async Task<IReadOnlyList<string>> Examine(
        NotebookDocument notebook, string folder, CancellationToken token)
    {
        if (Parameters.List(notebook).Any(parameter => parameter.Name == "mode"))
            Parameters.Replace(notebook, new Dictionary<string, string> { ["mode"] = "quick" });
        var options = Kernels.Options(folder) with { CellLimit = TimeSpan.FromMinutes(2) };
        await using var session = await KernelSession.Start(options, token);
        var harness = new LessonHarness(session, notebook);
        await harness.RunAll(token);
        return harness.problems;
    }

    private async Task RunAll(CancellationToken token)
    {
        for (var i = 0; i < cells.Count && problems.Count == 0; i++)
            if (cells[i].HasTag("exercise")) i = await Exercise(i, token);
            else await Run(cells[i], cells[i].Source, token);
    }

    private async Task<int> Exercise(int at, CancellationToken token)
    {
        var told = cells[at].Metadata["genai_kit"] as JsonObject ?? [];
        var id = NotebookCell.Text(told["exercise"]);
        var check = cells.FindIndex(at + 1, cell => cell.Source.Contains(".Check("));
        var wrong = (told["wrong"] as JsonArray ?? []).Select(NotebookCell.Text).ToList();
        if (id == "" || check < 0 || wrong.Count < 2 || told["solution"] is null)
        {
            problems.Add($"Exercise '{id}' needs an id, a solution, two wrong answers and a cell that checks it.");
            return at;
        }

        var open = await Attempt(at, check, cells[at].Source, $"{id}, stub", "not attempted", token);
        for (var i = 0; i < wrong.Count; i++)
        {
            var what = $"{id}, wrong answer {i + 1}";
            var said = await Attempt(at, check, wrong[i], what, "failed", token);
            if (string.IsNullOrEmpty(said)) problems.Add($"{what}: the check says nothing that helps.");
            if (said == open) problems.Add($"{what}: the check says the same as of the stub.");
        }

        await Attempt(at, check, NotebookCell.Text(told["solution"]), $"{id}, solution", "passed", token);
        return check;
    }

    private async Task<string?> Attempt(
        int at, int check, string text, string what, string expected, CancellationToken token)
    {
        await Run(cells[at], text, token, what);
        for (var i = at + 1; i <= check; i++) await Run(cells[i], cells[i].Source, token, what);
        var verdict = KitMime.In(cells[check].Outputs, CellMessages.Exercise).Select(CellMessages.Checked)
            .LastOrDefault();
        var status = verdict?.Status;
        var message = verdict?.Message;
        var id = verdict?.Exercise;
        if (id != null && !what.StartsWith(id + ",")) problems.Add($"{what}: the next check is that of {id}.");
        if (status != expected) problems.Add($"{what}: '{status ?? "none"}' instead of '{expected}' ({message}).");
        return message;
    }

    private async Task Run(NotebookCell cell, string source, CancellationToken token, string? what = null)
    {
        cell.ClearOutputs();
        if (string.IsNullOrWhiteSpace(source)) return;
        var outcome = await session.Execute(source, collector, cell.Outputs, null, token);
        if (outcome.End == CellEnd.Fine || outcome.End == CellEnd.Failed && cell.HasTag("raises-exception")) return;
        problems.Add($"{what ?? "cell"} `{source.Split('\n')[0]}`: {outcome.End} {outcome.Fault}.");
    }
}
