using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using ColorCode;
using ColorCode.Styling;

namespace GenAI.Kit.Notebook.Report;

/// <summary>Source code as HTML with a class on every token; the page's style sheet gives the colours.</summary>
internal sealed class CodeHtml
{
    private const int Chances = 2;
    private static readonly LimitedParser parser = new();

    private static readonly StyleDictionary Styles =
    [
        .. StyleDictionary.DefaultLight,
        new Style(CSharpGrammar.Method) { ReferenceName = "method" },
        new Style(CSharpGrammar.Directive) { ReferenceName = "directive" },
    ];

    private readonly ConcurrentDictionary<string, int> failures = [];

    /// <param name="language">As after a Markdown fence; null or unknown: the text is only escaped, as where the
    /// language's patterns take too long.</param>
    internal string Highlight(string code, string? language)
    {
        var id = language?.ToLowerInvariant();
        var grammar = id is null or "" ? null : parser.FindById(id);
        if (grammar is null || failures.GetValueOrDefault(grammar.Id) >= Chances) return WebUtility.HtmlEncode(code);
        try
        {
            var html = new HtmlClassFormatter(Styles, parser).GetHtmlString(code.ReplaceLineEndings("\n"), grammar);
            var start = html.IndexOf("<pre>", StringComparison.Ordinal) + "<pre>".Length;
            var end = html.LastIndexOf("</pre>", StringComparison.Ordinal);
            return html[start..end].Trim('\r', '\n');
        }
        catch (RegexMatchTimeoutException)
        {
            failures.AddOrUpdate(grammar.Id, 1, (_, count) => count + 1);
            return WebUtility.HtmlEncode(code);
        }
    }
}
