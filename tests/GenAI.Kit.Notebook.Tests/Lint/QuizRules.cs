using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>Five questions, numbered, each with its choices explained in folds.</summary>
internal static partial class QuizRules
{
    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells)
    {
        var text = LessonCell.TextOf(cells, "Quiz");
        var questions = Question().Matches(text);
        if (questions.Count != 5 || questions.Where((match, i) => match.Groups[1].Value != $"{i + 1}").Any())
            yield return new("quiz", null, $"{questions.Count} questions (**1.** or ### 1.), not 5 in order");
        for (var i = 0; i < questions.Count; i++)
        {
            var end = i + 1 < questions.Count ? questions[i + 1].Index : text.Length;
            var folds = Fold().Matches(text[questions[i].Index..end]);
            if (folds.Count == 0) yield return new("quiz", null, $"question {i + 1} has no folded explanation");
            if (folds.Any(fold => Words().Count(fold.Groups[2].Value) < 3 || fold.Groups[1].Value.Trim().Length == 0))
                yield return new("quiz", null, $"question {i + 1} has a fold without summary or explanation");
        }

        if (Regex.Count(text, "<details") != Fold().Count(text))
            yield return new("quiz", null, "write <details><summary>…</summary>…</details>");
    }

    /// <summary>One choice: what is said, and whether its explanation calls it right.</summary>
    internal sealed record Choice(string Text, bool IsRight);

    /// <summary>The questions and their choices.</summary>
    internal static IEnumerable<(int Number, List<Choice> Choices)> Questions(IReadOnlyList<LessonCell> cells)
    {
        var text = LessonCell.TextOf(cells, "Quiz");
        var starts = Question().Matches(text).Select(match => match.Index).Append(text.Length).ToList();
        return starts.Zip(starts.Skip(1), (from, to) => text[from..to]).Select((question, i) => (i + 1, Fold()
            .Matches(question).Select(fold => new Choice(Letter().Replace(fold.Groups[1].Value.Trim(), ""),
                fold.Groups[2].Value.Trim().StartsWith("Right", StringComparison.Ordinal))).ToList()));
    }

    [GeneratedRegex(@"^[a-c]\. ")]
    private static partial Regex Letter();

    [GeneratedRegex(@"^(?:\*\*|#{3,4} )(\d)\.", RegexOptions.Multiline)]
    private static partial Regex Question();

    [GeneratedRegex(@"<details>\s*<summary>([\s\S]*?)</summary>([\s\S]*?)</details>")]
    private static partial Regex Fold();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
