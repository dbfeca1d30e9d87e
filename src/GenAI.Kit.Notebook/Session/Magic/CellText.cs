using System.Text;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Session.Magic;

/// <summary>A cell as a list of what is done in turn: code, magic commands, text in another language.</summary>
internal abstract partial record CellText
{
    /// <summary>C# code; blank lines stand for what went before, so that line numbers are the cell's.</summary>
    internal sealed record Code(string Text) : CellText;

    /// <summary><c>#!name arguments</c>.</summary>
    internal sealed record Command(string Name, string Arguments, int Line) : CellText;

    /// <summary>What stands below <c>#!markdown</c>, <c>#!fsharp</c> or the name of any other language.</summary>
    internal sealed record Other(CellLanguage Language, string Text, int Line) : CellText;

    public static List<CellText> Split(string cell)
    {
        List<CellText> parts = [];
        var (language, text, before) = (CellLanguage.CSharp, new StringBuilder(), 0);
        var lines = cell.Replace("\r\n", "\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var match = Magic().Match(lines[i]);
            if (!match.Success || language.IsCSharp && IsInsideLiteral(text.ToString()))
            {
                text.Append(lines[i]).Append(i < lines.Length - 1 ? "\n" : "");
                continue;
            }
            Close(parts, language, text, before);
            before = i + 1;
            if (CellLanguage.Named(match.Groups["name"].Value) is { } next) language = next;
            else parts.Add(new Command(match.Groups["name"].Value, match.Groups["arguments"].Value.Trim(), i + 1));
        }
        Close(parts, language, text, before);
        return parts;
    }

    /// <summary>The code with all that is not C# blanked out: no position moves.</summary>
    public static string Mask(string cell)
    {
        var code = new StringBuilder(cell);
        var (isCode, start) = (true, 0);
        foreach (var line in cell.Split('\n'))
        {
            var match = Magic().Match(line);
            if (match.Success && CellLanguage.Named(match.Groups["name"].Value) is { } next) isCode = next.IsCSharp;
            if (match.Success || !isCode) code.Remove(start, line.Length).Insert(start, new string(' ', line.Length));
            start += line.Length + 1;
        }
        return code.ToString();
    }

    private static void Close(List<CellText> parts, CellLanguage language, StringBuilder text, int linesBefore)
    {
        var content = text.ToString();
        text.Clear();
        if (string.IsNullOrWhiteSpace(content) && !language.IsForeign) return;
        parts.Add(language.IsCSharp
            ? new Code(new string('\n', linesBefore) + content)
            : new Other(language, content.Trim('\n'), linesBefore));
    }

    /// <summary>Whether a line after this code would belong to a string or a comment that is still open.</summary>
    private static bool IsInsideLiteral(string before) => before.Length > 0 && CSharpSyntaxTree
        .ParseText(before, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetDiagnostics()
        .Any(d => d.Id is "CS1035" or "CS1039" or "CS8997" or "CS1733");

    [GeneratedRegex(@"^\s*#!(?<name>[\w#.+-]+)(?<arguments>.*)$")]
    private static partial Regex Magic();
}
