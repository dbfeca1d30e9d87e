using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>What the second edition adds: drawings, a slider, predictions, a core path that fits a class, exercises
/// that build, a quiz that can't be guessed, and a last page in short.</summary>
internal static partial class EditionRules
{
    internal const string InShort = "In short";
    private const int Width = 92, Stretch = 400, CoreMinutes = 45;

    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells, string lesson) =>
    [
        .. Widths(cells), .. Machinery(cells), .. Stretches(cells), .. Predictions(cells), .. Core(cells),
        .. Building(cells, lesson), .. Quiz(cells), .. Short(cells),
    ];

    private static IEnumerable<Finding> Widths(IEnumerable<LessonCell> cells) =>
        from cell in cells
        where cell.IsCode
        let longest = cell.Text.Split('\n').Max(line => line.Length)
        where longest > Width
        select cell.Wrong("projector", $"a line of {longest} characters, at most {Width}");

    private static IEnumerable<Finding> Machinery(IReadOnlyList<LessonCell> cells)
    {
        var drawings = cells.Where(cell => cell.IsCode && Drawn().IsMatch(cell.Text)).ToList();
        if (drawings.Count < 2)
            yield return new("drawings", null, $"{drawings.Count} drawings of machinery, at least 2");
        var formula = cells.FirstOrDefault(cell => !cell.IsCode && cell.Text.Contains("$$", StringComparison.Ordinal));
        if (formula is not null && drawings.All(drawing => drawing.Number > formula.Number))
            yield return formula.Wrong("drawings", "no drawing stands before the first formula");
        if (!cells.Any(cell => cell.IsCode && cell.Text.Contains("Slider", StringComparison.Ordinal)))
            yield return new("slider", null, "no slider");
    }

    private static bool IsCode(string line) =>
        line.Trim().Length > 1 && !line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    // Exercises and what comes after are worked through, not read.
    private static IEnumerable<Finding> Stretches(IReadOnlyList<LessonCell> cells)
    {
        var since = 0;
        foreach (var cell in cells.TakeWhile(cell => cell.Section != "Exercises").Skip(1))
            if (cell.IsCode) since = Pictured().IsMatch(cell.Text) || cell.ShowsPicture ? 0 : since;
            else if ((since += WordsOf(cell.Text)) is > Stretch and var words)
            {
                yield return cell.Wrong("pictures", $"{words} words since the last picture, at most {Stretch}");
                since = 0;
            }
    }

    private static IEnumerable<Finding> Predictions(IReadOnlyList<LessonCell> cells)
    {
        var text = string.Join('\n', cells.Where(cell => !cell.IsCode && cell.Section is not ("Exercises" or "Quiz"))
            .Select(cell => cell.Text));
        var (asked, folded) = (Predict().Count(text), Regex.Count(text, "<details>"));
        if (asked < 2) yield return new("predictions", null, $"{asked} questions **Predict.**, at least 2");
        if (folded < asked) yield return new("predictions", null, "a prediction has no folded answer");
    }

    private static IEnumerable<Finding> Core(IReadOnlyList<LessonCell> cells)
    {
        var path = new CorePath(cells);
        foreach (var heading in path.Untagged) yield return heading.Wrong("core", "a heading is tagged core or extra");
        if (path.Minutes > CoreMinutes)
            yield return new("core", null, $"the core takes {path.Minutes:0} minutes, at most {CoreMinutes}");
    }

    private static IEnumerable<Finding> Building(IReadOnlyList<LessonCell> cells, string lesson)
    {
        var exercises = cells.Where(cell => cell.IsCode && cell.Cell.HasTag("exercise")).ToList();
        if (exercises.Count < 4) yield return new("building", null, $"{exercises.Count} exercises, at least 4");
        var longest = exercises.Select(cell => (string?)cell.Cell.Metadata["genai_kit"]?["solution"] ?? "")
            .Select(solution => solution.Split('\n').Count(IsCode)).DefaultIfEmpty().Max();
        if (longest < 10)
            yield return new("building", null, $"no solution builds a piece: the longest has {longest} lines");
        var text = LessonCell.TextOf(cells, "Exercises");
        var timed = Minutes().Count(text);
        if (timed != exercises.Count)
            yield return new("building", null, $"{timed} headings like '### a. Title (10 minutes)' in {lesson}");
    }

    private static IEnumerable<Finding> Quiz(IReadOnlyList<LessonCell> cells)
    {
        var places = new List<int>();
        foreach (var question in QuizRules.Questions(cells))
        {
            var choices = question.Choices;
            var right = choices.Where(choice => choice.IsRight).ToList();
            if (choices.Count != 3 || right.Count != 1)
                yield return new("quiz", null, $"question {question.Number}: three choices, one of them 'Right…'");
            else
            {
                places.Add(choices.IndexOf(right[0]));
                if (choices.All(choice => choice == right[0] || choice.Text.Length < right[0].Text.Length))
                    yield return new("quiz", null, $"question {question.Number}: the right answer is the longest");
            }
        }

        if (Enumerable.Range(0, 3).Any(place => places.Count(at => at == place) is 0 or > 2))
            yield return new("quiz", null, "right answers: each of a, b, c once or twice");
    }

    private static IEnumerable<Finding> Short(IReadOnlyList<LessonCell> cells)
    {
        var text = LessonCell.TextOf(cells, InShort);
        if (Regex.Count(text, "^- ", RegexOptions.Multiline) < 5 || !text.Contains('`'))
            yield return new("in short", null, "five lines, the symbols, and the call to remember");
    }

    internal static int WordsOf(string markdown) => Words().Count(Formula().Replace(markdown, " "));

    [GeneratedRegex(@"\bDiagram\.Of\(|\bnew Drawing\(")]
    private static partial Regex Drawn();

    [GeneratedRegex(@"\bnew Figure\(|\bFigure\.|\bImageGrid\.|\bDiagram\.|\bnew Drawing\(|\bAnimation\b|Slider|\bfig\b")]
    private static partial Regex Pictured();

    [GeneratedRegex(@"\*\*Predict\.\*\*")]
    private static partial Regex Predict();

    [GeneratedRegex(@"^### [a-z]\. .*\(\d+ minutes\)", RegexOptions.Multiline)]
    private static partial Regex Minutes();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();

    [GeneratedRegex(@"\$\$[\s\S]*?\$\$|\$[^$\n]+\$|`[^`\n]+`")]
    private static partial Regex Formula();
}
