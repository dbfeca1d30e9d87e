using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Report;

/// <summary>Terminal text as HTML: escaped, its bold and colour codes as spans, its other codes dropped.</summary>
internal static partial class AnsiText
{
    private static readonly string[] Colours =
        ["inherit", "var(--bad)", "var(--good)", "var(--directive)", "var(--type)", "var(--keyword)", "var(--accent)",
         "var(--soft)"];

    internal static string ToHtml(string text)
    {
        var html = new StringBuilder();
        var (at, open) = (0, false);
        text = Overwritten(text);
        foreach (Match code in Escape().Matches(text))
        {
            html.Append(WebUtility.HtmlEncode(text[at..code.Index]));
            at = code.Index + code.Length;
            if (!code.Value.EndsWith('m')) continue;
            if (open) html.Append("</span>");
            var style = Style(code.Groups[1].Value);
            open = style.Length > 0;
            if (open) html.Append($"<span style=\"{style}\">");
        }

        html.Append(WebUtility.HtmlEncode(text[at..]));
        return html.Append(open ? "</span>" : "").ToString();
    }

    private static string Style(string codes)
    {
        var style = "";
        foreach (var code in codes.Split(';'))
            if (code == "1") style += "font-weight:600;";
            else if (int.TryParse(code, out var n) && (n is >= 30 and <= 37 || n is >= 90 and <= 97))
                style += $"color:{Colours[n % 10]};";
        return style;
    }

    // a carriage return goes back to the line's start: what stays is what a terminal would still show
    private static string Overwritten(string text) => Rewritten().Replace(text.Replace("\r\n", "\n"), "");

    [GeneratedRegex("\x1B\\[([\\d;?]*)[A-Za-z]")]
    private static partial Regex Escape();

    [GeneratedRegex("[^\r\n]*\r(?=[^\r\n])")]
    private static partial Regex Rewritten();
}
