using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Session;

/// <summary>The C# cells of a file that is imported.</summary>
internal static class ImportedFile
{
    public static IEnumerable<string> Cells(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".ipynb" => Notebook(File.ReadAllText(path)),
        ".dib" => [Dib(File.ReadAllText(path))],
        ".cs" or ".csx" => [File.ReadAllText(path)],
        var other => throw new NotSupportedException($"{other} is not .ipynb, .dib, .cs or .csx."),
    };

    private static List<string> Notebook(string text)
    {
        var cells = JsonNode.Parse(text)?["cells"] as JsonArray ?? [];
        return [.. cells.OfType<JsonObject>().Where(c => (string?)c["cell_type"] == "code").Select(Source)];
    }

    private static string Source(JsonObject cell) => cell["source"] switch
    {
        JsonArray lines => string.Concat(lines.Select(l => (string?)l)),
        JsonValue text => text.ToString(),
        _ => "",
    };

    /// <summary>A .dib is one text that its language lines cut; what is neither C# nor known is left out.</summary>
    private static string Dib(string text)
    {
        var (keep, lines) = (true, new List<string>());
        foreach (var line in text.Replace("\r\n", "\n").Split('\n'))
        {
            if (line.StartsWith("#!", StringComparison.Ordinal))
            {
                var name = line[2..].Trim().Split(' ')[0];
                var isMagic = Magics.Names.Contains(name) && !CellText.Languages.Contains(name);
                if (!isMagic) keep = name is "csharp" or "cs" or "c#";
                lines.Add(isMagic && keep ? line : "");
                continue;
            }
            lines.Add(keep ? line : "");
        }
        return string.Join("\n", lines);
    }
}
