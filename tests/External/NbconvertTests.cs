using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>`nbconvert --execute` makes a page of a lesson: every cell runs, its pictures are there.</summary>
public sealed class NbconvertTests : IDisposable
{
    private readonly KernelHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Lessons_run_and_become_pages_by_nbconvert()
    {
        foreach (var file in Clone.Turn(most: 3))
        {
            var notebook = Clone.Lesson(file);
            Parameters.Replace(notebook, new Dictionary<string, string> { ["mode"] = "quick" });
            foreach (var cell in notebook.CodeCells) cell.ClearOutputs();
            var path = home.Save(notebook, file);
            string[] nbconvert = ["-m", "nbconvert", "--to", "html", "--execute", path];
            await Clone.Run("/usr/bin/python3", nbconvert, ("HOME", home.Folder));
            var page = await File.ReadAllTextAsync(Path.ChangeExtension(path, ".html"));
            Assert.Contains("data:image/png;base64,", page);
            Assert.DoesNotContain("mime-output-error", page);
        }
    }
}
