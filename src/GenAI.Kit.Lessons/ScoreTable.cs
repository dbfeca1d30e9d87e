using System.Net;
using System.Text;
using System.Text.Json;

namespace GenAI.Kit.Lessons;

/// <summary>All scores of a lesson so far: a table for people, JSON for the runner's <c>--check</c>.</summary>
/// <param name="Lesson">Its number, such as 2.2.</param>
/// <param name="Scores">In the order in which they were recorded.</param>
[TypeFormatterSource(typeof(Formatters), PreferredMimeTypes = [Mime, "text/html", "text/plain"])]
public sealed record ScoreTable(string Lesson, IReadOnlyList<Score> Scores) : IMimeBundle
{
    internal const string Mime = "application/vnd.genai-kit.score+json";
    private const string Whole = ";white-space:nowrap";                             // ">= 2" stays on one line

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        [Mime] = JsonSerializer.Serialize(this, Json.CamelCase),
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
