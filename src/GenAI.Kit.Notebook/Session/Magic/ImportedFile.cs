using GenAI.Kit.Notebook.Format;

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
        var notebook = NotebookDocument.Parse(text);
        return [.. notebook.CodeCells.Where(c => CellLanguage.Of(c, notebook).IsCSharp).Select(c => c.Source)];
    }

    /// <summary>A .dib is one text that its language lines cut; what is neither C# nor known is left out.</summary>
    private static string Dib(string text)
    {
        var (keep, lines) = (true, new List<string>());
        foreach (var line in text.Replace("\r\n", "\n").Split('\n'))
        {
            if (line.StartsWith("#!", StringComparison.Ordinal))
            {
                var name = line[2..].Trim().Split(' ')[0];
                var isMagic = Magics.Names.Contains(name) && CellLanguage.Named(name) is null;
                if (!isMagic) keep = CellLanguage.Named(name) is { IsCSharp: true };
                lines.Add(isMagic && keep ? line : "");
                continue;
            }
            lines.Add(keep ? line : "");
        }
        return string.Join("\n", lines);
    }
}
