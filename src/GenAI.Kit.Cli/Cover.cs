using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>A lesson's title picture: the first PNG of the cell tagged `cover`.</summary>
internal static class Cover
{
    /// <returns>Where it was written; null where the lesson has none.</returns>
    public static string? Save(NotebookDocument notebook, Lesson lesson)
    {
        var picture = notebook.CodeCells.Where(cell => cell.HasTag("cover")).SelectMany(cell => cell.Outputs)
            .Select(output => output?["data"]?["image/png"]).FirstOrDefault(png => png != null);
        if (picture == null) return null;
        var path = Path.Combine(Path.GetDirectoryName(lesson.Path)!, "figures", $"{lesson.Number}.png");
        AtomicFile.Write(path, Convert.FromBase64String(NotebookCell.Text(picture)));
        return path;
    }
}
