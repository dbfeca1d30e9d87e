using System.Net;

namespace GenAI.Kit.Lessons;

/// <summary>A text cut into tokens: each on a colour of its own, neighbours on different ones.</summary>
/// <remarks>Without colours, in plain text, a bar stands between two tokens.</remarks>
/// <param name="Tokens">The pieces in their order; together they are the text.</param>
[TypeFormatterSource(typeof(Formatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record TokenText(IReadOnlyList<string> Tokens) : IMimeBundle
{
    private static readonly string[] Colours = ["#cfe3f3", "#f8dcc4", "#cdebd9", "#ecd5e6", "#f5efb0"];

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        ["text/html"] = $"<div style=\"line-height:1.8\">{string.Concat(Tokens.Select(Span))}</div>",
        ["text/plain"] = ToString(),
    };

    public override string ToString() => string.Join('|', Tokens);

    private static string Span(string token, int n)
    {
        var text = WebUtility.HtmlEncode(token).Replace(" ", "&nbsp;").Replace("\n", "⏎<wbr>");
        return $"<span style=\"background:{Colours[n % Colours.Length]};color:#000000\">{text}</span><wbr>";
    }
}
