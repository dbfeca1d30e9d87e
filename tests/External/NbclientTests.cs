using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>Tests that compute on all cores: one at a time, for two such programs wait for each other's threads and
/// take ten times as long.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>Every lesson by Jupyter's own client: no error, and the same numbers as the kit's runner, to a thousandth.</summary>
[Collection(nameof(AloneCollection))]
public sealed partial class NbclientTests : IDisposable
{
    private const string Mode = "demo";

    private readonly string folder = Directory.CreateTempSubdirectory("nbclient").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Lessons_give_the_same_numbers_by_nbclient()
    {
        foreach (var file in Clone.Turn(most: 3))
        {
            var notebook = Clone.Lesson(file);
            Parameters.Replace(notebook, new Dictionary<string, string> { ["mode"] = Mode });
            var (input, output) = (Path.Combine(folder, file), Path.Combine(folder, $"by-nbclient-{file}"));
            notebook.Save(input);
            var script = Path.Combine(Clone.Root, "tests", "External", "run_nbclient.py");
            await Clone.Run("/usr/bin/python3", [script, input, output]);
            var (ours, theirs) = (Texts(await ByRunner(file, notebook)), Texts(NotebookDocument.Load(output)));
            Assert.Equal(ours.Count, theirs.Count);
            foreach (var (one, other) in ours.Zip(theirs)) AreAlike(one, other);
            Assert.True(ours.Any(text => text.Length > 0), $"{file}: no output at all");
        }
    }

    /// <summary>The runner's outputs: those of .ci/run where they are of this very code, else of a run now.</summary>
    private async Task<NotebookDocument> ByRunner(string file, NotebookDocument notebook)
    {
        var made = Path.Combine(Clone.Root, "artifacts", file);
        if (File.Exists(made) && NotebookDocument.Load(made) is var last
            && (string?)last.Metadata["genai_kit"]?["hash"] == Hash(notebook)) return last;
        var (lesson, output) = (file[..file.IndexOf('-')], Path.Combine(folder, "by-runner-" + file));
        await Clone.Run("dotnet", ["exec", Clone.Genai, "run", lesson, "-p", $"mode={Mode}", "--out", output]);
        return NotebookDocument.Load(output);
    }

    private static string Hash(NotebookDocument notebook) =>
        new ContentHash(Path.Combine(Clone.Root, "src")).Of(notebook, Clone.Notebooks);

    // sums by several threads, at other places in memory, differ in their last digits
    private static void AreAlike(string one, string other)
    {
        Assert.Equal(Number().Replace(one, "#"), Number().Replace(other, "#"));
        foreach (var (a, b) in Numbers(one).Zip(Numbers(other)))
            Assert.InRange(b, a - 0.001 * Math.Max(1, Math.Abs(a)), a + 0.001 * Math.Max(1, Math.Abs(a)));
    }

    private static IEnumerable<double> Numbers(string text) =>
        Number().Matches(text).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"-?\d+(\.\d+)?([eE][-+]?\d+)?")]
    private static partial Regex Number();

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

    // nbformat sorts the keys when it writes, and spells numbers as Python does
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, Sorted(entry.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        { } value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(value.GetValue<double>()),
        _ => node?.DeepClone(),
    };
}
