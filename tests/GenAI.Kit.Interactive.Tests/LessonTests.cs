using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Interactive.Tests;

/// <summary>Lessons in quick mode on .NET Interactive and in the kit's own kernel.</summary>
public sealed class LessonTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("interactive").FullName;

    public static TheoryData<string> Lessons => [.. Clone.Turn().Select(path => Path.GetFileName(path))];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task A_lesson_gives_the_same_numbers_and_mime_types(string file)
    {
        var notebook = NotebookDocument.Load(Path.Combine(Clone.Notebooks, file));
        Parameters.Replace(notebook, new Dictionary<string, string> { ["mode"] = "quick" });
        string In(string name) => Path.Combine(folder, name + file);
        notebook.Save(In(""));
        var host = Path.Combine(AppContext.BaseDirectory, "InteractiveHost.dll");
        await Task.WhenAll(
            Clone.Run(Clone.Notebooks, host, In(""), In("theirs-")),
            Clone.Run(Clone.Notebooks,
                Clone.Genai, "run", file[..file.IndexOf('-')], "-p", "mode=quick", "--out", In("ours-")));
        var ours = Shown(NotebookDocument.Load(In("ours-")));
        var theirs = Shown(NotebookDocument.Load(In("theirs-")));
        Assert.All(ours.Zip(theirs), cell => Assert.Equal(cell.First, cell.Second));
        Assert.Contains(ours, cell => cell.Contains("image/png"));         // goals are for longer modes
    }

    /// <summary>What each cell shows: mime types, and all texts and numbers; pictures by their type only.</summary>
    private static List<string> Shown(NotebookDocument notebook) =>
        [.. notebook.CodeCells.Where(cell => !cell.HasTag("timing"))
            .Select((cell, at) => $"cell {at}: {string.Join('\n', cell.Outputs.Select(Shown))}")];

    private static string Shown(JsonNode? output) => output!["data"] is JsonObject bundle
        ? string.Join('\n', bundle.OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"{part.Key} {(part.Key.StartsWith("image/") ? "" : NotebookCell.Text(part.Value))}"))
        : NotebookCell.Text(output["text"] ?? output["evalue"]);
}
