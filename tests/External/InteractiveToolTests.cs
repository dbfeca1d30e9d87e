using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>A lesson on the installed tool dotnet-interactive, by Jupyter's own client.</summary>
public sealed class InteractiveToolTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("interactive").FullName;

    /// <summary>Where setup.sh puts the tool.</summary>
    private static string Tool =>
        Path.Combine(Path.GetTempPath(), "genai-kit-dotnet-interactive", "dotnet-interactive");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_lesson_gives_the_same_numbers_and_mime_types_on_the_installed_tool()
    {
        foreach (var file in Clone.Turn(most: 1))
        {
            var notebook = Clone.Lesson(file);
            Parameters.Replace(notebook, new Dictionary<string, string> { ["mode"] = "quick" });
            string In(string name) => Path.Combine(folder, name + file);
            notebook.Save(In(""));
            var script = Path.Combine(Clone.Root, "tests", "External", "run_nbclient.py");
            await Clone.Run("/usr/bin/python3", [script, In(""), In("by-tool-"), Tool],
                ("DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT", "1"));
            await Clone.Run("dotnet", ["exec", Clone.Genai, "run", file[..file.IndexOf('-')], "-p", "mode=quick",
                "--out", In("by-runner-")]);
            var ours = CellTexts.Of(NotebookDocument.Load(In("by-runner-")));
            // the first cell, which loads the kit, shows what the tool's own start puts there
            Assert.Equal(ours[1..], CellTexts.Of(NotebookDocument.Load(In("by-tool-")))[1..]);
            Assert.Contains(ours, text => text.Contains("image/png"));
        }
    }

    [Fact]
    public async Task A_live_display_is_updated_in_place_on_the_installed_tool()
    {
        var notebook = NotebookDocument.Create(NotebookCell.Code("#load \"kit.csx\""), NotebookCell.Code("""
            var live = new GenAI.Kit.Lessons.Live("steps", 2);
            live.Update(1, () => new GenAI.Kit.Lessons.Markdown("one"));
            System.Threading.Thread.Sleep(600);
            live.Update(2, () => new GenAI.Kit.Lessons.Markdown("two"));
            """));
        var file = Path.Combine(folder, "live.ipynb");
        notebook.Save(file);
        await Clone.Run("/usr/bin/python3",
            [Path.Combine(Clone.Root, "tests", "External", "run_nbclient.py"), file, file, Tool],
            ("DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT", "1"));
        var cell = NotebookDocument.Load(file).CodeCells.Last();
        Assert.Equal(2, cell.Outputs.Count);
        Assert.Contains("2/2", NotebookCell.Text(cell.Outputs[0]!["data"]!["text/plain"]));
        Assert.Equal("two", NotebookCell.Text(cell.Outputs[1]!["data"]!["text/markdown"]));
    }
}
