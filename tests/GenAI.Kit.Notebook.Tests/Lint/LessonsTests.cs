using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>Every lesson that is committed keeps to the anatomy.</summary>
public sealed class LessonsTests
{
    internal static readonly string Root = Above(AppContext.BaseDirectory);

    [Fact]
    public void Every_lesson_keeps_to_the_anatomy()
    {
        var folder = Path.Combine(Root, "notebooks");
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "?*.?*-*.ipynb") : [];
        var findings = files.Order(StringComparer.Ordinal).SelectMany(Check).ToList();
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    private static IEnumerable<string> Check(string path)
    {
        var (file, folder) = (Path.GetFileName(path), Path.GetDirectoryName(path)!);
        var hash = new ContentHash(Path.Combine(Root, "src"));
        var lint = new LessonLint(file.Split('-')[0], folder, notebook => hash.Of(notebook, folder));
        return lint.Check(NotebookDocument.Load(path)).Select(finding => $"{file}: {finding}");
    }

    private static string Above(string start)
    {
        var folder = new DirectoryInfo(start);
        while (!File.Exists(Path.Combine(folder.FullName, "GenAI.Kit.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
