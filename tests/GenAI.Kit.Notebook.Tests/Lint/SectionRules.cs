using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>The sections: which, in which order, and what the last one holds.</summary>
internal static partial class SectionRules
{
    internal static readonly string[] Names =
    [
        "Set-up", "The idea", "From scratch", "Train, live", "Look", "Measure", "Experiment", "Break it", "Exercises",
        "Quiz", "References and what comes next",
    ];

    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells)
    {
        var found = cells.Where(cell => !cell.IsCode).SelectMany(cell => LessonCell.Headings(cell.Text, 2))
            .Where(name => name != EditionRules.InShort).ToList();
        if (!found.SequenceEqual(Names))
            yield return new("sections", null,
                $"found [{string.Join(" | ", found)}] in place of [{string.Join(" | ", Names)}]");
        foreach (var name in Names.Where(found.Contains))
            if (Words().Count(Title().Replace(LessonCell.TextOf(cells, name), "")) < 5)
                yield return new("sections", null, $"the section {name} says nothing");
        var last = LessonCell.TextOf(cells, Names[^1]);
        if (!Reference().IsMatch(last)) yield return new("references", null, "no list of references with years");
        if (!last.Contains("next", StringComparison.OrdinalIgnoreCase))
            yield return new("references", null, "nothing on what comes next");
    }

    [GeneratedRegex(@"^#+ .*$", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();

    [GeneratedRegex(@"^(\d+\.|[-*]) .*\b(19|20)\d\d\b", RegexOptions.Multiline)]
    private static partial Regex Reference();
}
