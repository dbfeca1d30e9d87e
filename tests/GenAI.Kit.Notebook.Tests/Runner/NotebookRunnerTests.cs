using System.Text.Json.Nodes;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Runner;

public sealed class NotebookRunnerTests
{
    private const string ReportProcess = "Console.Write(Environment.ProcessId)";

    private static Task<RunResult> Run(NotebookDocument notebook, RunOptions? options = null) =>
        new NotebookRunner(options ?? Kernels.Options()).Run(notebook, TestContext.Current.CancellationToken);

    [Fact]
    public async Task RunsCellsInOrderAndCollectsWhatTheyShow()
    {
        var notebook = NotebookDocument.Create(
            NotebookCell.Markdown("# Title\ntext\n## Part"),
            NotebookCell.Code("var shown = display(\"first\"); Console.Write(1); Console.Write(2);"),
            NotebookCell.Code("throw new Exception(\"no\");", "raises-exception"),
            NotebookCell.Code("while (true);", "skip-execution"),
            NotebookCell.Code("Console.WriteLine(\"old\"); clear_output(true); Console.WriteLine(\"new\"); 40 + 2"),
            NotebookCell.Code(" "),
            NotebookCell.Code("""
                var bar = "{\"label\":\"steps\",\"done\":1,\"total\":4,\"secondsLeft\":2}"
                    .DisplayAs("application/vnd.genai-kit.progress+json");
                System.Threading.Thread.Sleep(20);
                bar.Clear();
                shown.Update("second");
                """),
            NotebookCell.Code(ReportProcess));
        notebook.Cells[3].Outputs.Add(JsonNode.Parse("""{"output_type":"stream","name":"stdout","text":"kept"}"""));
        notebook.Cells[7].Outputs.Add(JsonNode.Parse("""{"output_type":"stream","name":"stdout","text":"stale"}"""));
        var progress = new List<RunProgress>();
        var options = Kernels.Options() with { Progress = at => { lock (progress) progress.Add(at); } };
        var result = await Run(notebook, options);

        Assert.Equal((ExitCode.Fine, null), (result.Code, result.Message));
        Assert.Equal("second12", notebook.Cells[1].Shown());
        Assert.Equal("Exception", notebook.Cells[2].Shown());
        Assert.Equal("kept", notebook.Cells[3].Shown());
        Assert.Equal("new\n42", notebook.Cells[4].Shown());
        Assert.Empty(notebook.Cells[6].Outputs);
        Assert.Equal([1, 2, null, 3, null, 4, 5], notebook.CodeCells.Select(cell => cell.ExecutionCount));
        Assert.Contains(new RunProgress(5, 6, "Part", new ProgressMessage("steps", 1, 4, 2)), progress);
        Assert.False(Kernels.IsAlive(int.Parse(notebook.Cells[7].Shown())));
        Assert.InRange(result.PeakBytes, 50_000_000, 2_000_000_000);
    }

    [Fact]
    public async Task AKernelCollectsItsGarbageAfterEightMebibytes()
    {
        var notebook = Kernels.Notebook("Console.Write(GC.GetConfigurationVariables()[\"GCGen0MaxBudget\"])");
        await Run(notebook);
        Assert.Equal($"{8 << 20}", notebook.Cells[0].Shown());
    }

    [Fact]
    public async Task TwoRunsGiveTheSameFileAndErrorsMayBeAllowed()
    {
        const string code = "var random = new Random(1); display(random.Next()); throw new Exception(\"at end\");";
        var first = Kernels.Notebook(code, "nonsense(", "1 + 1");
        var second = first.Clone();
        var options = Kernels.Options() with { AllowErrors = true };
        await Task.WhenAll(Run(first, options), Run(second, options));
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal("2", first.Cells[2].Shown());
    }

    [Fact]
    public async Task AFailureStopsTheRunAndNamesCellAndCause()
    {
        var notebook = NotebookDocument.Create(
            NotebookCell.Markdown("text"), NotebookCell.Code("1"), NotebookCell.Code("\nint.Parse(\"x\")"),
            NotebookCell.Code("3"));
        notebook.Cells[3].ExecutionCount = 7;
        var result = await Run(notebook);
        Assert.Equal(ExitCode.CellFailed, result.Code);
        Assert.StartsWith("Cell 3 (`int.Parse(\"x\")`) failed: FormatException", result.Message);
        Assert.Equal("FormatException", notebook.Cells[2].Shown());
        Assert.Null(notebook.Cells[3].ExecutionCount);
    }

    [Fact]
    public async Task ACellOverItsTimeIsInterrupted()
    {
        var notebook = Kernels.Notebook("Console.Write(\"before\"); while (true);", "1");
        var result = await Run(notebook, Kernels.Options() with { CellLimit = TimeSpan.FromSeconds(6) });
        Assert.Equal(ExitCode.TimeLimit, result.Code);
        Assert.Contains("took over 6 s: give it more with --timeout", result.Message);
        Assert.StartsWith("before", notebook.Cells[0].Shown());
        Assert.Single(notebook.Cells[0].Outputs, output => (string?)output!["output_type"] == "error");
        Assert.Empty(notebook.Cells[1].Outputs);
    }

    [Fact]
    public async Task AKernelThatDoesNotAnswerTheInterruptIsKilled()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "stopped by kill");
        const string stop = "System.Diagnostics.Process.Start(\"kill\", $\"-STOP {Environment.ProcessId}\");";
        var notebook = Kernels.Notebook(ReportProcess, stop + " System.Threading.Thread.Sleep(-1);");
        var (limit, grace) = (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(0.5));
        var options = Kernels.Options() with { CellLimit = limit, Grace = grace };
        var result = await Run(notebook, options);
        Assert.Equal(ExitCode.TimeLimit, result.Code);
        Assert.Contains("OverTime", notebook.Cells[1].Shown());
        Assert.False(Kernels.IsAlive(int.Parse(notebook.Cells[0].Shown())));
    }

    [Fact]
    public async Task AKernelThatEndsIsTold()
    {
        var notebook = Kernels.Notebook("Console.Write(\"before\");", "Environment.Exit(7);", "3");
        var result = await Run(notebook);
        Assert.Equal(ExitCode.CellFailed, result.Code);
        Assert.Contains("Cell 2 (`Environment.Exit(7);`) stopped: the kernel ended with code 7", result.Message);
        Assert.Equal("before", notebook.Cells[0].Shown());
        Assert.Equal("KernelEnded", notebook.Cells[1].Shown());
    }

    [Fact]
    public async Task CancellingInterruptsTheCellAndKeepsWhatItShowed()
    {
        var notebook = Kernels.Notebook(
            ReportProcess, "Console.Write(\"before\"); System.Threading.Thread.Sleep(-1);", "3");
        using var cancel = new CancellationTokenSource();
        var options = Kernels.Options() with
        {
            Progress = at => { if (at.Cell == 2) cancel.CancelAfter(TimeSpan.FromSeconds(1.5)); },
        };
        var result = await new NotebookRunner(options).Run(notebook, cancel.Token);
        Assert.Equal(ExitCode.Interrupted, result.Code);
        Assert.StartsWith("before", notebook.Cells[1].Shown());
        Assert.False(Kernels.IsAlive(int.Parse(notebook.Cells[0].Shown())));
    }

    [Fact]
    public async Task CancellingBeforeTheFirstCellEndsTheRun()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.2));
        var result = await new NotebookRunner(Kernels.Options()).Run(Kernels.Notebook("1"), cancel.Token);
        Assert.Equal(ExitCode.Interrupted, result.Code);
    }

    [Theory]
    [InlineData("no-such-program", "", "can't be started", ExitCode.FileTrouble)]
    [InlineData("dotnet", "--no-such-option", "did not start: the kernel ended with code", ExitCode.FileTrouble)]
    [InlineData("sleep", "600", "The kernel did not answer in 0.5 s", ExitCode.TimeLimit)]
    public async Task AKernelThatDoesNotStartIsToldInOneSentence(
        string program, string argument, string expected, ExitCode code)
    {
        var limit = TimeSpan.FromSeconds(program == "sleep" ? 0.5 : 20);
        var options = Kernels.Options() with { Kernel = new KernelProgram(program, argument), StartLimit = limit };
        var error = await Assert.ThrowsAsync<NotebookException>(() => Run(Kernels.Notebook("1"), options));
        Assert.Contains(expected, error.Message);
        Assert.Equal(code, error.Code);
    }
}
