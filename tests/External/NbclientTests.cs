using System.Text.Json;
using System.Text.Json.Nodes;
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
            var ours = Texts(NotebookDocument.Load(In("by-runner-")));
            Assert.Equal(ours, Texts(NotebookDocument.Load(In("by-nbclient-"))));
            Assert.True(ours.Any(text => text.Length > 0), $"{file}: no output at all");
        }
    }

    /// <summary>What each cell says, pictures and seconds left out.</summary>
    private static List<string> Texts(NotebookDocument notebook) =>
        [.. notebook.CodeCells.Where(cell => !cell.HasTag("timing")).Select(Said)];

    private static string Said(NotebookCell cell)
    {
        var texts = new List<string>();
        string? stream = null;                                     // the client leaves it in the pieces that came
        foreach (var output in cell.Outputs.Select(output => output!.AsObject()))
        {
            var name = (string?)output["name"];
            if (name is not null && name == stream) texts[^1] += Text(output);
            else texts.Add(Text(output));
            stream = name;
        }

        return string.Join('\n', texts.Where(IsThere));
    }

    // a display that was cleared stays in a notebook as an empty text, or goes
    private static bool IsThere(string text) => text.Replace("text/plain", "").Trim().Length > 0;

    private static string Text(JsonObject output) => output["data"] is JsonObject bundle
        ? string.Join('\n', bundle.Where(entry => !entry.Key.StartsWith("image/", StringComparison.Ordinal))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => $"{entry.Key} {NotebookCell.Text(Sorted(entry.Value))}"))
        : NotebookCell.Text(output["text"] ?? output["evalue"]);

    // nbformat sorts the keys when it writes, and spells numbers as Python does: -0 comes back as 0
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        { } value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(value.GetValue<double>() + 0),
        _ => node?.DeepClone(),
    };
}
