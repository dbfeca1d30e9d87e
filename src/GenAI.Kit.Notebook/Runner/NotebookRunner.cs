using System.Diagnostics;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>Runs a notebook's code cells in order in a fresh kernel; their outputs go into the document.</summary>
/// <remarks>Tags: `skip-execution` leaves a cell as it is, `raises-exception` lets it fail.</remarks>
public sealed class NotebookRunner(RunOptions options)
{
    /// <summary>The tag of cells that are left as they are.</summary>
    internal const string Skip = "skip-execution";

    private readonly OutputCollector collector = new();

    /// <returns>How it ended; in any case the document holds the outputs so far, none of an earlier run.</returns>
    /// <exception cref="NotebookException">The kernel did not start.</exception>
    public async Task<RunResult> Run(NotebookDocument notebook, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var cells = notebook.CodeCells.Where(cell => !cell.HasTag(Skip)).ToList();
        cells.ForEach(cell => cell.ClearOutputs());
        if (cells.All(cell => string.IsNullOrWhiteSpace(cell.Source))) return new(ExitCode.Fine, null, 0, 0, 0);
        KernelSession? session = null;
        try
        {
            session = await KernelSession.Start(options, cancellation);
            var ready = clock.Elapsed.TotalSeconds;
            var (code, message) = await RunAll(notebook, cells, session, cancellation);
            return new(code, message, clock.Elapsed.TotalSeconds, ready, session.PeakBytes);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new(ExitCode.Interrupted, "Interrupted before the first cell.", clock.Elapsed.TotalSeconds, 0, 0);
        }
        finally
        {
            if (session != null) await session.DisposeAsync();
        }
    }

    private async Task<(ExitCode, string?)> RunAll(NotebookDocument notebook, List<NotebookCell> cells,
        KernelSession session, CancellationToken cancellation)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            var (cell, at) = (cells[i], new RunProgress(i + 1, cells.Count, Heading(notebook, cells[i]), null));
            options.Progress?.Invoke(at);
            if (string.IsNullOrWhiteSpace(cell.Source)) continue;
            var outcome = OtherLanguage.Answer(cell, notebook) ?? await session.Execute(cell.Source, collector,
                cell.Outputs, own => options.Progress?.Invoke(at with { Own = own }), cancellation);
            cell.ExecutionCount = outcome.ExecutionCount;
            if (outcome.End == CellEnd.Fine || outcome.End == CellEnd.Failed && MayFail(cell)) continue;
            return Verdict(cell, 1 + notebook.Cells.ToList().IndexOf(cell), outcome);
        }

        return (ExitCode.Fine, null);
    }

    private bool MayFail(NotebookCell cell) => options.AllowErrors || cell.HasTag("raises-exception");

    private (ExitCode, string) Verdict(NotebookCell cell, int number, CellOutcome outcome)
    {
        var (code, what) = outcome.End switch
        {
            CellEnd.OverTime => (ExitCode.TimeLimit, $"took over {options.CellLimit!.Value.TotalSeconds:0.#} s: "
                + "give it more with --timeout, or run a smaller mode"),
            CellEnd.Interrupted => (ExitCode.Interrupted, "was interrupted"),
            CellEnd.KernelEnded => (ExitCode.CellFailed, $"stopped: {outcome.Fault}"),
            _ when IsFileTrouble(outcome.Fault!) => (ExitCode.FileTrouble, $"failed: {outcome.Fault}"),
            _ => (ExitCode.CellFailed, $"failed: {outcome.Fault}"),
        };
        if (!cell.Outputs.Any(output => (string?)output?["output_type"] == "error"))
            cell.Outputs.Add(OtherLanguage.Error(outcome.End.ToString(), $"the cell {what}"));
        var first = cell.Source.Split('\n').FirstOrDefault(line => !string.IsNullOrWhiteSpace(line), "").Trim();
        return (code, $"Cell {number} (`{first}`) {what.TrimEnd('.')}.");
    }

    // Missing or damaged data, a full disk: the file is at fault, not the cell.
    private static bool IsFileTrouble(string fault) => fault.Split(':')[0].Split('.')[^1] is "FileNotFoundException"
        or "DirectoryNotFoundException" or "InvalidDataException" or "IOException" or "UnauthorizedAccessException";

    private static string Heading(NotebookDocument notebook, NotebookCell cell) =>
        notebook.Cells.TakeWhile(above => above != cell).Where(above => above.Type == "markdown")
            .SelectMany(above => above.Source.Split('\n')).LastOrDefault(line => line.StartsWith('#'), "")
            .TrimStart('#').Trim();
}
