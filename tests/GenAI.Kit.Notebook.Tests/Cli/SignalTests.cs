using System.Diagnostics;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Cli;

/// <summary>SIGTERM, SIGINT and SIGHUP end `genai run` at any moment, with files whole and no kernel left.</summary>
public sealed class SignalTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);            // two, on a machine that has time
    private readonly Genai genai = new();

    public void Dispose() => genai.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Notebook(params NotebookCell[] cells)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are found in /proc");
        var path = genai.At("a.ipynb");
        NotebookDocument.Create(cells).Save(path);
        return path;
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task InACellThatDoesNotHeedAnInterrupt(string signal)
    {
        Genai.Heeds(signal);
        Notebook(NotebookCell.Code("Console.Write(\"before\");"), NotebookCell.Code("""
            System.IO.File.WriteAllText("runs", "");
            while (true) try { System.Threading.Thread.Sleep(-1); } catch { }
            """));
        using var process = genai.Start("run", "a.ipynb");
        await Until(() => File.Exists(genai.At("runs")), process);
        var run = await Signalled(process, signal);
        Assert.Equal(130, run.Code);
        var written = NotebookDocument.Load(genai.At("artifacts", "a.ipynb"));
        Assert.Equal("before", NotebookCell.Text(written.Cells[0].Outputs.Single()!["text"]));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(900)]
    [InlineData(1500)]
    public async Task WhileItStarts(int milliseconds)
    {
        Notebook(NotebookCell.Code("System.Threading.Thread.Sleep(-1);"));
        using var process = genai.Start("run", "a.ipynb");
        await Task.Delay(milliseconds, Token);
        var run = await Signalled(process, "TERM");
        Assert.True(run.Code is 130 or 128 + 15, $"{run.Code}");                   // .NET's own start knows no better
    }

    [Fact]
    public async Task WhileItWritesThePage()
    {
        var slow = string.Concat(Enumerable.Repeat("[a](", 60_000));
        Notebook([.. Enumerable.Range(0, 100).Select(_ => NotebookCell.Markdown(slow))]);
        using var process = genai.Start("run", "a.ipynb");
        await Until(() => File.Exists(genai.At("artifacts", "a.ipynb")), process);
        var run = await Signalled(process, "TERM");
        Assert.Equal(130, run.Code);
        Assert.Contains("interrupted before", run.Error);
        Assert.Equal(100, NotebookDocument.Load(genai.At("artifacts", "a.ipynb")).Cells.Count);
        Assert.False(File.Exists(genai.At("artifacts", "a.html")));
    }

    [Fact]
    public async Task WhenTheKernelHearsItToo()
    {
        Notebook(NotebookCell.Code("System.IO.File.WriteAllText(\"runs\", \"\"); while (true);"));
        using var process = genai.Start("run", "a.ipynb");
        await Until(() => File.Exists(genai.At("runs")), process);
        foreach (var kernel in KernelsOf(process.Id)) Process.Start("kill", ["-TERM", $"{kernel}"]).WaitForExit();
        Assert.Equal(130, (await Signalled(process, "TERM")).Code);
    }

    private async Task<GenaiResult> Signalled(Process process, string signal)
    {
        var id = process.Id;
        var ended = Genai.End(process);
        using var kill = Process.Start("kill", [$"-{signal}", $"{id}"]);
        var clock = Stopwatch.StartNew();
        var run = await ended.WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.True(clock.Elapsed < Limit, $"it ended after {clock.Elapsed.TotalSeconds:0.0} s");
        await Until(() => !KernelsOf(id).Any(), null);
        Assert.Empty(Directory.GetFiles(genai.Root, "*.tmp", SearchOption.AllDirectories));
        return run;
    }

    // A kernel names the process that it runs for.
    private static IEnumerable<int> KernelsOf(int runner) => Directory.GetDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
        .Where(folder => Text(Path.Combine(folder, "environ")).Split('\0').Contains($"GENAI_KIT_PARENT_PID={runner}"))
        .Select(folder => int.Parse(Path.GetFileName(folder)));

    private static string Text(string file)
    {
        try { return File.ReadAllText(file); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return ""; }
    }

    private static async Task Until(Func<bool> condition, Process? process)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(50, Token))
        {
            Assert.False(process?.HasExited ?? false, "it has ended");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(90), "it did not come about");
        }
    }
}
