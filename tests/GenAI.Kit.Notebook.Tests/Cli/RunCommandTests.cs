using System.Diagnostics;
using System.Text.Json.Nodes;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;
using GenAI.Kit.Notebook.Tests.Runner;

namespace GenAI.Kit.Notebook.Tests.Cli;

public sealed class RunCommandTests : IDisposable
{
    // A red pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJ"
        + "RU5ErkJggg==";

    private const string Parameters = "string mode = \"full\"; int seed = 1;";
    private readonly Genai genai = new();

    public void Dispose() => genai.Dispose();

    private string Lesson(params NotebookCell[] cells)
    {
        var path = genai.At("notebooks", "1.1-tiny.ipynb");
        var head = new[] { NotebookCell.Markdown("# Tiny"), NotebookCell.Code(Parameters, "parameters") };
        NotebookDocument.Create([.. head, .. cells]).Save(path);
        return path;
    }

    private static string Table(bool passed) => $$"""
        {"lesson":"1.1","scores":[{"name":"accuracy","value":0.93,"unit":"","goal":">= 0.9",
         "passed":{{(passed ? "true" : "false")}},"published":null}]}
        """;

    private static NotebookCell Score(bool passed) =>
        NotebookCell.Code($"@\"{Table(passed).Replace("\"", "\"\"")}\".DisplayAs(\"{CellMessages.Score}\");");

    [Fact]
    public async Task WritesNotebookAndPageToArtifactsAndSaysWhere()
    {
        var cell = NotebookCell.Code("Console.Write($\"{mode} {seed} {Environment.CurrentDirectory}\")");
        var lesson = Lesson(cell, Score(true));
        var before = File.ReadAllText(lesson);
        var run = await genai.Run("run", "1.1", "-p", "mode=quick", "-p", "seed=5", "--check");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("1.1-tiny: cell 2 of 3", run.Output);
        Assert.Matches(@"met\s+accuracy\s+0\.93\s+>= 0\.9", run.Output);
        Assert.EndsWith(Path.Combine("artifacts", "1.1-tiny.html"), run.Output.TrimEnd());
        Assert.Contains("quick 5", File.ReadAllText(genai.At("artifacts", "1.1-tiny.html")));
        var written = NotebookDocument.Load(genai.At("artifacts", "1.1-tiny.ipynb"));
        Assert.Contains("mode = \"quick\"; int seed = 5", written.Cells[1].Source);
        Assert.EndsWith("notebooks", written.Cells[2].Shown());
        Assert.Equal("quick", (string?)written.Metadata["genai_kit"]!["mode"]);
        Assert.Equal(before, File.ReadAllText(lesson));
    }

    [Fact]
    public async Task InPlaceRenewsOutputsCoverAndMinutes()
    {
        var lesson = Lesson(NotebookCell.Code($"\"{Png}\".DisplayAs(\"image/png\");", "cover"));
        var run = await genai.Run("run", "1.1", "--in-place");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var written = NotebookDocument.Load(lesson);
        Assert.Equal(Png, (string?)Assert.Single(written.Cells[2].Outputs)!["data"]!["image/png"]);
        Assert.Equal(Convert.FromBase64String(Png), File.ReadAllBytes(genai.At("notebooks", "figures", "1.1.png")));
        var stamp = written.Metadata["genai_kit"]!;
        Assert.Equal(("1.1", "full"), ((string?)stamp["lesson"], (string?)stamp["mode"]));
        Assert.All(["full", "quick", "demo"], mode => Assert.True((double)stamp["minutes"]![mode]! > 0));
        Assert.Contains("accuracy", (await ListAfter(written, lesson)).Output);
    }

    private async Task<GenaiResult> ListAfter(NotebookDocument notebook, string path)
    {
        notebook.Cells[2].Outputs.Add(new JsonObject
        {
            ["output_type"] = "display_data", ["metadata"] = new JsonObject(),
            ["data"] = new JsonObject { [CellMessages.Score] = JsonNode.Parse(Table(true)) },
        });
        notebook.Save(path);
        return await genai.Run("list");
    }

    [Fact]
    public async Task MissingDataIsAFileTroubleAndAFailureNeverReplacesALesson()
    {
        var failing = NotebookCell.Code("System.IO.File.ReadAllText(\"no-such-data.csv\")");
        var lesson = Lesson(NotebookCell.Code("Console.Write(seed);"), failing);
        var before = File.ReadAllText(lesson);
        var run = await genai.Run("run", "1.1", "--in-place");
        Assert.Equal(5, run.Code);
        Assert.Contains("1.1-tiny: Cell 4 (`System.IO.File.ReadAllText(\"no-such-data.csv\")`) failed: ", run.Error);
        Assert.Contains("keeps the outputs that it had", run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal(before, File.ReadAllText(lesson));
        Assert.Equal("1", NotebookDocument.Load(genai.At("artifacts", "1.1-tiny.ipynb")).Cells[2].Shown());
    }

    [Fact]
    public async Task CheckFailsOnAGoalMissedAndOnNone()
    {
        var lesson = Lesson(Score(false));
        var missed = await genai.Run("run", "1.1", "--check", "--out", "x.ipynb");
        Assert.Equal((3, "1.1-tiny: missed the goal of accuracy."), (missed.Code, missed.Error.Trim()));
        Lesson(NotebookCell.Code("System.IO.File.WriteAllText(\"here\", \"\");"));
        var none = await genai.Run("run", lesson, "--check", "--out", "pages", "--cwd", ".");
        Assert.Equal(3, none.Code);
        Assert.True(File.Exists(genai.At("here")));
        Assert.Contains("recorded no goal", none.Error);
        Assert.True(File.Exists(genai.At("x.ipynb")) && !File.Exists(genai.At("x.html")));
        Assert.True(File.Exists(genai.At("pages", "1.1-tiny.ipynb")));
        Assert.True(File.Exists(genai.At("pages", "1.1-tiny.html")));
        Assert.False(Directory.Exists(genai.At("artifacts")));
    }

    [Theory]
    [InlineData(2, "There is no lesson 1.2: did you mean 1.1 (tiny)?", "run", "1.2")]
    [InlineData(2, "no parameter sed; it has mode, seed", "run", "1.1", "-p", "sed=2")]
    [InlineData(2, "seed is of type int, but 'x' is a string", "run", "1.1", "-p", "seed=x")]
    [InlineData(2, "-p seed is not of the form name=value", "run", "1.1", "-p", "seed")]
    [InlineData(2, "leave out -p", "run", "1.1", "--in-place", "-p", "seed=2")]
    [InlineData(2, "--cwd nowhere is no folder", "run", "1.1", "--cwd", "nowhere")]
    [InlineData(2, "--timeout soon is no time", "run", "1.1", "--timeout", "soon")]
    [InlineData(2, "There is no option --fast", "run", "1.1", "--fast")]
    [InlineData(2, "did you mean start?", "strat", "1.1")]
    [InlineData(5, "line 1: this is not valid JSON", "run", "broken.ipynb")]
    [InlineData(5, "There is no notebook at", "run", "absent.ipynb")]
    [InlineData(2, "is the notebook itself", "run", "1.1", "-p", "mode=quick", "--out", "notebooks")]
    [InlineData(2, "Two runs would be written to", "run", "1.1", "1.1")]
    [InlineData(2, "Two runs would be written to", "run", "1.1", "1.1", "--out", "page.html")]
    [InlineData(5, "can't be written", "run", "1.1", "--out", "broken.ipynb/below")]
    [InlineData(2, "py.ipynb is a notebook in Python: this kernel runs C# only.", "run", "py.ipynb")]
    [InlineData(2, "fs.dib is a notebook in F#: this kernel runs C# only.", "run", "fs.dib")]
    [InlineData(5, "what stands below #!meta is no JSON", "run", "bad.dib")]
    [InlineData(2, "cs.dib keeps no outputs: leave out --in-place", "run", "cs.dib", "--in-place")]
    [InlineData(2, "a.cs is no notebook: genai run takes .ipynb, .dib and .csx", "run", "a.cs")]
    [InlineData(5, "There is no notebook at", "run", "absent.dib")]
    public async Task ABadCallIsOneSentenceAndItsCode(int code, string expected, params string[] arguments)
    {
        Lesson();
        File.WriteAllText(genai.At("broken.ipynb"), "{\"cells\": oops");
        File.WriteAllText(genai.At("py.ipynb"),
            """{"cells":[],"metadata":{"kernelspec":{"language":"python"}},"nbformat":4,"nbformat_minor":4}""");
        File.WriteAllText(genai.At("fs.dib"),
            "#!meta\n{\"kernelInfo\":{\"defaultKernelName\":\"fsharp\",\"items\":[]}}\n\n#!fsharp\nlet x = 1\n");
        File.WriteAllText(genai.At("cs.dib"), "#!csharp\n1\n");
        File.WriteAllText(genai.At("bad.dib"), "#!meta\n{oops\n\n#!csharp\n1\n");
        File.WriteAllText(genai.At("a.cs"), "");
        var run = await genai.Run(arguments);
        Assert.Contains(expected, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Equal(code, run.Code);
    }

    [Fact]
    public async Task ADibFileBecomesANotebookAndAPage()
    {
        File.WriteAllText(genai.At("talk.dib"), """
            #!markdown

            # A talk

            #!csharp

            #!time
            var x = 41;

            #!html

            <b>bold</b>

            #!mermaid

            graph TD
            A-->B

            #!C#
            x + 1
            """);
        var run = await genai.Run("run", "talk.dib");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var notebook = NotebookDocument.Load(genai.At("artifacts", "talk.ipynb"));
        Assert.Equal(["markdown", "code", "code", "code", "code"], notebook.Cells.Select(cell => cell.Type));
        Assert.Equal("42", notebook.Cells[4].Shown());
        var page = File.ReadAllText(genai.At("artifacts", "talk.html"));
        Assert.Contains("<h1 id=\"a-talk\">A talk</h1>", page);
        Assert.Contains("<div class=\"rich\"><b>bold</b></div>", page);
        Assert.Contains("<pre class=\"mermaid\" tabindex=\"0\">graph TD\nA--&gt;B</pre>", page);
        Assert.Contains("id=\"lib-mermaid\"", page);
    }

    [Fact]
    public async Task AScriptIsANotebookOfOneCell()
    {
        File.WriteAllText(genai.At("a.csx"), "Console.Write(40 + 2);");
        var run = await genai.Run("run", "a.csx");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal("42", NotebookDocument.Load(genai.At("artifacts", "a.ipynb")).Cells[0].Shown());
    }

    [Fact]
    public async Task CtrlCEndsTheKernelAndLeavesFilesWhole()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sent by kill");
        Genai.Heeds("INT");
        var lesson = Lesson(NotebookCell.Code("""
            System.IO.File.WriteAllText("pid", $"{Environment.ProcessId}");
            System.Threading.Thread.Sleep(-1);
            """));
        var before = File.ReadAllText(lesson);
        using var process = genai.Start("run", "1.1", "--in-place");
        var pid = genai.At("notebooks", "pid");
        while (!File.Exists(pid) || new FileInfo(pid).Length == 0)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        var run = await Genai.End(process);
        Assert.Equal(130, run.Code);
        Assert.Contains("was interrupted", run.Error);
        Assert.False(Kernels.IsAlive(int.Parse(File.ReadAllText(pid))));
        Assert.Equal(before, File.ReadAllText(lesson));
        Assert.Empty(Directory.GetFiles(genai.Root, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task AFullDiskLosesNothing()
    {
        var disk = genai.At("disk");
        Directory.CreateDirectory(disk);
        var isLinux = OperatingSystem.IsLinux();
        var mounted = isLinux && await Mount("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk);
        Assert.SkipUnless(mounted, "a small disk can't be mounted here");
        try
        {
            var path = Path.Combine(disk, "a.ipynb");
            NotebookDocument.Create(NotebookCell.Code("new string('x', 200_000)")).Save(path);
            var before = File.ReadAllText(path);
            var run = await genai.Run("run", path, "--in-place");
            Assert.Equal(5, run.Code);
            Assert.Contains("can't be written", run.Error);
            Assert.Equal(before, File.ReadAllText(path));
            Assert.Single(Directory.GetFiles(disk));
        }
        finally
        {
            await Mount("umount", disk);
        }
    }

    private static async Task<bool> Mount(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
