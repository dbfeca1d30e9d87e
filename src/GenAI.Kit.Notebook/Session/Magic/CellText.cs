using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Session;

/// <summary>A cell as a list of what is done in turn: code, magic commands, text in another language.</summary>
internal abstract partial record CellText
{
    /// <summary>C# code; blank lines stand for what went before, so that line numbers are the cell's.</summary>
    internal sealed record Code(string Text) : CellText;

    /// <summary><c>#!name arguments</c>.</summary>
    internal sealed record Command(string Name, string Arguments, int Line) : CellText;

    /// <summary>What stands below <c>#!markdown</c> or <c>#!html</c>.</summary>
    internal sealed record Other(string Mime, string Text) : CellText;

    private static readonly Dictionary<string, string> languages = new()
    {
        ["csharp"] = "", ["cs"] = "", ["c#"] = "",
        ["markdown"] = "text/markdown", ["md"] = "text/markdown", ["html"] = "text/html",
    };

    public static IEnumerable<string> Languages => languages.Keys;

    public static List<CellText> Split(string cell)
    {
        List<CellText> parts = [];
        var (mime, text, before) = ("", new StringBuilder(), 0);
        var lines = cell.Replace("\r\n", "\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var match = Magic().Match(lines[i]);
            if (!match.Success || mime == "" && IsInsideLiteral(text.ToString()))
            {
                text.Append(lines[i]).Append(i < lines.Length - 1 ? "\n" : "");
                continue;
            }
            Close(parts, mime, text, before);
            before = i + 1;
            if (languages.TryGetValue(match.Groups["name"].Value, out var next)) mime = next;
            else parts.Add(new Command(match.Groups["name"].Value, match.Groups["arguments"].Value.Trim(), i + 1));
        }
        Close(parts, mime, text, before);
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
            if (match.Success && languages.TryGetValue(match.Groups["name"].Value, out var mime)) isCode = mime == "";
            if (match.Success || !isCode) code.Remove(start, line.Length).Insert(start, new string(' ', line.Length));
            start += line.Length + 1;
        }
        return code.ToString();
    }

    private static void Close(List<CellText> parts, string mime, StringBuilder text, int linesBefore)
    {
        var content = text.ToString();
        text.Clear();
        if (string.IsNullOrWhiteSpace(content)) return;
        parts.Add(mime.Length > 0
            ? new Other(mime, content.Trim('\n')) : new Code(new string('\n', linesBefore) + content));
    }

    /// <summary>Whether a line after this code would belong to a string or a comment that is still open.</summary>
    private static bool IsInsideLiteral(string before) => before.Length > 0 && CSharpSyntaxTree
        .ParseText(before, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetDiagnostics()
        .Any(d => d.Id is "CS1035" or "CS1039" or "CS8997" or "CS1733");

    [GeneratedRegex(@"^\s*#!(?<name>[\w#-]+)(?<arguments>.*)$")]
    private static partial Regex Magic();
}
