using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>Every lesson by Jupyter's own client: no error, and the same numbers as the kit's runner.</summary>
public sealed class NbclientTests : IDisposable
{
    private const string Mode = "quick";

    private readonly string folder = Directory.CreateTempSubdirectory("nbclient").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Lessons_give_the_same_numbers_by_nbclient()
    {
        foreach (var file in Clone.Turn(most: 2))
        {
            var notebook = Clone.Lesson(file);
            Parameters.Replace(notebook, new Dictionary<string, string> { ["mode"] = Mode });
            string In(string name) => Path.Combine(folder, name + file);
            notebook.Save(In(""));
            var script = Path.Combine(Clone.Root, "tests", "External", "run_nbclient.py");
            var lesson = file[..file.IndexOf('-')];
            await Task.WhenAll(
                Clone.Run("/usr/bin/python3", [script, In(""), In("by-nbclient-")]),
                Clone.Run("dotnet",
                    ["exec", Clone.Genai, "run", lesson, "-p", $"mode={Mode}", "--out", In("by-runner-")]));
            var ours = CellTexts.Of(NotebookDocument.Load(In("by-runner-")));
            Assert.Equal(ours, CellTexts.Of(NotebookDocument.Load(In("by-nbclient-"))));
            Assert.True(ours.Any(text => text.Length > 0), $"{file}: no output at all");
        }
    }
}
