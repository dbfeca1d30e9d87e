using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>An element of XML docs as text or as Markdown; what it refers to by its short name.</summary>
internal static partial class DocText
{
    public static string Plain(XElement? docs) => Tidy(docs, markdown: false);

    public static string Markdown(XElement? docs) => Tidy(docs, markdown: true);

    /// <summary>A text that Markdown, and the maths within it, shows as it is.</summary>
    public static string Escape(string text) => Special().Replace(text, @"\$0");

    private static string Tidy(XElement? docs, bool markdown)
    {
        if (docs is null) return "";
        var text = new StringBuilder();
        Write(docs, text, markdown);
        var lines = text.ToString().Split('\n').Select(line => line.Trim());
        return Gaps().Replace(string.Join('\n', lines), "\n\n").Trim();
    }

    private static void Write(XElement docs, StringBuilder text, bool markdown)
    {
        foreach (var node in docs.Nodes())
        {
            var words = node is XText raw ? Blanks().Replace(raw.Value, " ") : "";
            text.Append(markdown ? Escape(words) : words);
            if (node is XElement element) Write(element, text, markdown, element.Name.LocalName);
        }
    }

    private static void Write(XElement element, StringBuilder text, bool markdown, string name)
    {
        var (before, after) = name switch
        {
            "para" or "list" or "code" => ("\n\n", "\n\n"),
            "item" => ("\n- ", ""),
            "br" => ("\n", ""),
            _ => ("", ""),
        };
        text.Append(before);
        if (element.IsEmpty && Name(element) is { } reference) text.Append(Code(reference, markdown));
        else if (name is "c") text.Append(Code(Blanks().Replace(element.Value, " ").Trim(), markdown));
        else if (name is "code") text.Append(markdown ? $"```csharp\n{element.Value.Trim()}\n```" : element.Value);
        else Write(element, text, markdown);
        text.Append(after);
    }

    private static string Code(string text, bool markdown) => !markdown ? text
        : text.Contains('`') ? $"`` {text} ``" : $"`{text}`";

    /// <summary>What an empty element refers to: a type or member, a parameter, a word of the language, a page.
    /// </summary>
    public static string? Name(XElement element)
    {
        if ((element.Attribute("name") ?? element.Attribute("langword") ?? element.Attribute("href")) is { } other)
            return other.Value;
        return element.Attribute("cref")?.Value is { } id
            ? Arity().Replace(id.Split('(')[0].Replace(".#ctor", "").Split('.', ':')[^1], TypeParameters) : null;
    }

    /// <summary>List`1 is List&lt;T&gt;, Dictionary`2 is Dictionary&lt;T1, T2&gt;; of a method they are left out.
    /// </summary>
    private static string TypeParameters(Match arity) => arity.Value switch
    {
        ['`', '`', ..] => "",
        "`1" => "<T>",
        var more => $"<{string.Join(", ", Enumerable.Range(1, int.Parse(more[1..])).Select(n => $"T{n}"))}>",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\n{3,}")]
    private static partial Regex Gaps();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"[\\`*_{}\[\]<>#|$~&]|(?<=^\s*)([-+](?=\s)|(?<=\d)[.)](?=\s))")]
    private static partial Regex Special();
}
