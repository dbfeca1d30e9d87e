using System.Net;
using System.Text;

namespace GenAI.Kit.Notebook.Report;

/// <summary>Source code as HTML with a class on every token; the page's style sheet gives the colours.</summary>
internal static class CodeHtml
{
    /// <param name="language">As after a Markdown fence; any but C# and JSON, or null: the text is only escaped.
    /// </param>
    internal static string Highlight(string code, string? language)
    {
        var text = code.ReplaceLineEndings("\n");
        return language?.ToLowerInvariant() switch
        {
            "csharp" or "cs" or "c#" or "csx" => Html(text, CodeTokens.OfCSharp(text)),
            "json" or "jsonc" or "json5" or "jsonl" or "geojson" or "ipynb" => Html(text, CodeTokens.OfJson(text)),
            _ => WebUtility.HtmlEncode(text),
        };
    }

    /// <summary>Tokens of one class that touch share a span.</summary>
    private static string Html(string text, IEnumerable<CodeToken> tokens)
    {
        var html = new StringBuilder();
        var (end, last) = (0, default(string));
        foreach (var (span, kind) in tokens.Where(token => token.Span.Length > 0).OrderBy(token => token.Span.Start))
        {
            if (span.Start < end) continue;
            if (last is not null && (span.Start > end || kind != last)) html.Append("</span>");
            html.Append(WebUtility.HtmlEncode(text[end..span.Start]));
            if (last is null || span.Start > end || kind != last) html.Append($"<span class=\"{kind}\">");
            html.Append(WebUtility.HtmlEncode(text[span.Start..span.End]));
            (end, last) = (span.End, kind);
        }
        return html.Append(last is null ? "" : "</span>").Append(WebUtility.HtmlEncode(text[end..])).ToString();
    }
}
