using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>A signature and what is told of it, as plain text and as Markdown.</summary>
internal sealed class HelpPage(string signature)
{
    private const string Mark = "▸ ";
    private readonly List<string> plain = [signature];
    private readonly List<string> markdown = [$"```csharp\n{signature}\n```"];
    private bool inList;

    public void Add(string? text) => Paragraph(text ?? "", DocText.Escape(text ?? ""));

    /// <param name="start">What stands before it.</param>
    public void Add(XElement? docs, string start = "")
    {
        if (DocText.Plain(docs) is { Length: > 0 } text)
            Paragraph(start + text, DocText.Escape(start) + DocText.Markdown(docs));
    }

    /// <summary>One parameter: what the docs say of it, else nothing; but of the current one, its type at least.
    /// </summary>
    public void Add(IParameterSymbol parameter, XElement? docs, bool isCurrent)
    {
        var (text, formatted) = (DocText.Plain(docs), DocText.Markdown(docs));
        if (text.Length == 0 && isCurrent)
        {
            text = parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            formatted = $"`{text}`";
        }
        if (text.Length == 0) return;
        var (mark, bold) = isCurrent ? (Mark, "**") : ("", "");
        Item($"{mark}{parameter.Name}: {text}", $"- {bold}{mark}`{parameter.Name}`{bold}: {Indented(formatted)}");
    }

    /// <summary>A type parameter.</summary>
    public void Add(string typeParameter, XElement docs)
    {
        if (DocText.Plain(docs) is { Length: > 0 } text)
            Item($"{typeParameter}: {text}", $"- `{typeParameter}`: {Indented(DocText.Markdown(docs))}");
    }

    public MimeBundle ToBundle() => new(
    [
        new("text/plain", string.Join("\n\n", plain)), new("text/markdown", string.Join("\n\n", markdown)),
    ]);

    private static string Indented(string markdown) => markdown.Replace("\n", "\n  ");

    private void Paragraph(string text, string formatted)
    {
        if (text.Length == 0) return;
        plain.Add(text);
        markdown.Add(formatted);
        inList = false;
    }

    private void Item(string text, string formatted)
    {
        if (inList)
        {
            plain[^1] += $"\n{text}";
            markdown[^1] += $"\n{formatted}";
            return;
        }
        Paragraph(text, formatted);
        inList = true;
    }
}
