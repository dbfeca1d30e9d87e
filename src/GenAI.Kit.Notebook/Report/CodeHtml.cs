using System.Net;
using ColorCode;
using ColorCode.Styling;

namespace GenAI.Kit.Notebook.Report;

/// <summary>Source code as HTML with a class on every token; the page's style sheet gives the colours.</summary>
internal static class CodeHtml
{
    private static readonly CSharpGrammar CSharp = new();

    private static readonly StyleDictionary Styles =
    [
        .. StyleDictionary.DefaultLight,
        new Style(CSharpGrammar.Method) { ReferenceName = "method" },
        new Style(CSharpGrammar.Directive) { ReferenceName = "directive" },
    ];

    /// <param name="language">As after a Markdown fence; null or unknown: the text is only escaped.</param>
    internal static string Highlight(string code, string? language)
    {
        var id = language?.ToLowerInvariant();
        var grammar = id is null or "" ? null : CSharp.HasAlias(id) ? CSharp : Languages.FindById(id);
        if (grammar is null) return WebUtility.HtmlEncode(code);
        var html = new HtmlClassFormatter(Styles, null).GetHtmlString(code.ReplaceLineEndings("\n"), grammar);
        var start = html.IndexOf("<pre>", StringComparison.Ordinal) + "<pre>".Length;
        var end = html.LastIndexOf("</pre>", StringComparison.Ordinal);
        return html[start..end].Trim('\r', '\n');
    }
}
