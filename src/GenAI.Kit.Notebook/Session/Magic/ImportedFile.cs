using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Session.Magic;

/// <summary>The C# cells of a file that is imported.</summary>
internal static class ImportedFile
{
    public static IEnumerable<string> Cells(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".ipynb" or ".dib" or ".csx" => CSharp(NotebookDocument.Load(path)),
        ".cs" => [File.ReadAllText(path)],
        var other => throw new NotSupportedException($"{other} is not .ipynb, .dib, .cs or .csx."),
    };

    private static List<string> CSharp(NotebookDocument notebook) =>
        [.. notebook.CodeCells.Where(cell => CellLanguage.Of(cell, notebook).IsCSharp).Select(cell => cell.Source)];
}
