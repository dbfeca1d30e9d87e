using System.Net;
using System.Text;
using GenAI.Kit.Contract;

namespace GenAI.Kit.Lessons;

/// <summary>All scores of a lesson so far: a table for people, JSON for the runner's <c>--check</c>.</summary>
/// <param name="Lesson">Its number, such as 2.2.</param>
/// <param name="Scores">In the order in which they were recorded.</param>
[TypeFormatterSource(typeof(Formatters), PreferredMimeTypes = [CellMessages.Score, "text/html", "text/plain"])]
public sealed record ScoreTable(string Lesson, IReadOnlyList<Score> Scores) : IMimeBundle
{
    private const string Whole = ";white-space:nowrap";                             // ">= 2" stays on one line

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        [CellMessages.Score] = CellMessages.Write(new ScoreMessage(Lesson, [.. Scores.Select(s =>
            new ScoreLine(s.Name, s.Value, s.Unit, s.Goal, s.Passed, s.Published))])),
        ["text/html"] = ToHtml(),
        ["text/plain"] = ToString(),
    };

    public override string ToString() => string.Join('\n', Scores.Select(s =>
        $"{Mark(s)} {s.Name}: {Measured(s)} (goal {s.Goal}){(s.Published is null ? "" : $", {s.Published}")}"));

    private string ToHtml()
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var heading in new[] { "", "measured here", "value", "goal", "to compare" })
            html.Append($"<th style=\"text-align:left\">{heading}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var s in Scores)
            html.Append($"<tr>{Cell(Mark(s), Whole)}{Cell(s.Name)}{Cell(Measured(s), Whole)}")
                .Append($"{Cell(s.Goal, Whole)}{Cell(s.Published)}</tr>");
        return html.Append("</tbody></table>").ToString();
    }

    private static string Cell(string? text, string style = "") =>
        $"<td style=\"text-align:left{style}\">{WebUtility.HtmlEncode(text ?? "")}</td>";

    private static string Mark(Score s) => s.Passed ? "✓ met" : "✗ missed";

    private static string Measured(Score s) => $"{s.Value:G4} {s.Unit}".TrimEnd();
}
