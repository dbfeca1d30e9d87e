using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>The first rows of something large, as HTML and as text.</summary>
/// <param name="Headings">Of the columns; none for a matrix.</param>
/// <param name="Note">Stands below: how much there is in all.</param>
internal sealed record Table(
    IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows, string Note)
{
    public const int MostRows = 20, MostColumns = 30;
    private const int Widest = 60;

    public string Html()
    {
        var html = new StringBuilder("<table>");
        if (Headings.Count > 0) html.Append("<thead>").Append(Row(Headings, "th")).Append("</thead>");
        html.Append("<tbody>");
        foreach (var row in Rows) html.Append(Row(row, "td"));
        html.Append("</tbody></table>");
        return (Note.Length == 0 ? html : html.Append($"<p>{WebUtility.HtmlEncode(Note)}</p>")).ToString();
    }

    public string Text()
    {
        var all = Headings.Count > 0 ? Rows.Prepend(Headings).ToList() : [.. Rows];
        var widths = Enumerable.Range(0, all.Select(r => r.Count).DefaultIfEmpty().Max())
            .Select(c => all.Max(r => c < r.Count ? r[c].Length : 0)).ToList();
        var lines = all.Select(r => string.Join("  ", r.Select((t, c) => t.PadLeft(widths[c]))));
        return string.Join("\n", Note.Length == 0 ? lines : lines.Append(Note));
    }

    /// <summary>One line of a value, cut where it is long.</summary>
    public static string Cell(object? value)
    {
        var text = value switch
        {
            null => "<null>",
            DBNull => "",
            DateTime or DateTimeOffset => ((IFormattable)value).ToString("u", CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable e and not string => $"[{string.Join(", ", e.Cast<object?>().Take(10).Select(Cell))}]",
            _ => value.ToString() ?? "",
        };
        text = text.ReplaceLineEndings(" ");
        return text.Length <= Widest ? text : text[..(Widest - 1)] + "…";
    }

    /// <returns>"20 of 1,000 rows", or "3 rows".</returns>
    public static string Count(long shown, long all, string what = "rows") =>
        FormattableString.Invariant(shown < all ? $"{shown:#,0} of {all:#,0} {what}"
            : (FormattableString)$"{all:#,0} {(all == 1 ? what.TrimEnd('s') : what)}");

    private static string Row(IEnumerable<string> cells, string tag) => "<tr>"
        + string.Concat(cells.Select(c => $"<{tag}>{WebUtility.HtmlEncode(c)}</{tag}>")) + "</tr>";
}
