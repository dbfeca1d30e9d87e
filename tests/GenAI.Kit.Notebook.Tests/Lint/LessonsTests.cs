using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Sources;

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
        var outdated = OutdatedList.Of(folder);
        var hash = new CodeHash(new KitSources(Path.Combine(Root, "src")));
        var findings = files.Order(StringComparer.Ordinal).SelectMany(path => Check(path, hash, outdated))
            .Concat(outdated.Check(files.Select(Number)).Select(finding => $"{finding}")).ToList();
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    private static string Number(string path) => Path.GetFileName(path).Split('-')[0];

    private static IEnumerable<string> Check(string path, CodeHash hash, OutdatedList outdated)
    {
        var (file, folder) = (Path.GetFileName(path), Path.GetDirectoryName(path)!);
        var lint = new LessonLint(
            Number(path), folder, notebook => hash.OfNotebook(notebook, folder), outdated.Names(Number(path)));
        return lint.Check(NotebookDocument.Load(path)).Select(finding => $"{file}: {finding}");
    }

    private static string Above(string start)
    {
        var folder = new DirectoryInfo(start);
        while (!File.Exists(Path.Combine(folder.FullName, "GenAI.Kit.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
