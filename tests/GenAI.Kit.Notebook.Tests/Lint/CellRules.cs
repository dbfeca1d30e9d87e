using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>How cells follow each other, how long they are, where their links lead.</summary>
internal static partial class CellRules
{
    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells, string folder)
    {
        foreach (var (cell, next) in cells.Zip(cells.Skip(1)))
        {
            if (cell.IsCode && next.IsCode && next.Section != SectionRules.Names[0])
                yield return next.Wrong("code after code", "a sentence is missing between two code cells");
            if (cell.ShowsPicture && (next.IsCode || next.Text.TrimStart().StartsWith('#')))
                yield return cell.Wrong("sentence below", "below a picture stands what to see in it");
        }

        foreach (var cell in cells.Where(cell => cell.IsCode))
        {
            var lines = cell.Text.Trim().Split('\n');
            if (lines.Length > 25) yield return cell.Wrong("length", $"{lines.Length} lines, at most 25");
            if (lines.FirstOrDefault(line => line.Length > 118) is { } line)
                yield return cell.Wrong("width", $"a line of {line.Length} characters, at most 118");
            if (cell.Text.Trim().Length == 0) yield return cell.Wrong("length", "an empty code cell");
        }

        foreach (var cell in cells.Where(cell => !cell.IsCode))
            foreach (var target in Links().Matches(cell.Text).Select(match => match.Groups[1].Value.Split('#')[0]))
                if (target.Length > 0 && !target.Contains(':') && !File.Exists(Path.Combine(folder, target)))
                    yield return cell.Wrong("links", $"{target} does not exist");
    }

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Links();
}
