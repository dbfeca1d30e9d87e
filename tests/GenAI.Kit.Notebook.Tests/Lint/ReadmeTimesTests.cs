using System.Text.RegularExpressions;
using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>The times in README's table of the course are those that the notebooks state; GENAI_APPROVE=1 writes them.
/// </summary>
public sealed partial class ReadmeTimesTests
{
    private static readonly string Root = new LessonFolder().RequireRoot();

    [Fact]
    public void The_times_of_the_course_are_those_of_the_notebooks()
    {
        var path = Path.Combine(Root, "README.md");
        var page = File.ReadAllText(path);
        var rows = Row().Matches(page);
        Assert.Equal(new LessonFolder().All.Count, rows.Count);
        var renewed = Row().Replace(page, row => $"{row.Groups[1]} {Times(row.Groups[2].Value)} |");
        if (Environment.GetEnvironmentVariable("GENAI_APPROVE") == "1") File.WriteAllText(path, renewed);
        else Assert.Equal(renewed, page);
    }

    private static string Times(string notebook)
    {
        var lesson = NotebookDocument.Load(Path.Combine(Root, notebook));
        return string.Join(", ", new[] { "full", "demo", "quick" }
            .Select(mode => FormattableString.Invariant($"{60 * RunStamp.Minutes(lesson, mode)!.Value:0} s")));
    }

    [GeneratedRegex(@"^(\| \[\d+\.\d+ [^\]]*\]\((notebooks/[^)]+\.ipynb)\) \|.*\|) [^|\n]+ \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
