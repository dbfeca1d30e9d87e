using GenAI.Kit.Cli;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Sources;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>Every lesson that is committed keeps to the anatomy.</summary>
public sealed class LessonsTests
{
    internal static readonly string Root = Clone.Above(AppContext.BaseDirectory)!;

    private static readonly LessonFolder Folder = new(Root);
    private static readonly Checkpoints Checkpoints = new(Root);

    public static TheoryData<string> Numbers => [.. Folder.All.Select(lesson => lesson.Number)];

    /// <summary>The recipe in the lesson, the models and the data are those that made the file.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void What_a_lesson_ships_is_current(string number)
    {
        var lesson = Folder.Find(number);
        var notebook = NotebookDocument.Load(lesson.Path);
        Assert.SkipUnless(Checkpoints.AreKnown(lesson, notebook),
            $"{number} does not say yet what it ships: no cell has `new Lesson(\"{number}\", …)`.");
        Assert.Empty(Checkpoints.Of(lesson, notebook).Where(file => !file.IsCurrent)
            .Select(file => $"{file.Name} is {file.State}: genai train {number}, or genai carry with a reason"));
    }

    /// <summary>Lessons that <see cref="OutdatedList"/> names may be of the first edition; GENAI_EDITION=5.3,5.2 asks
    /// all of them.</summary>
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
            Number(path), folder, notebook => hash.OfNotebook(notebook, folder), outdated.Names(Number(path)),
            Environment.GetEnvironmentVariable("GENAI_EDITION")?.Split(',').Contains(Number(path)) == true);
        return lint.Check(NotebookDocument.Load(path)).Select(finding => $"{file}: {finding}");
    }
}
