using System.Text;
using GenAI.Kit.Notebook.Session.Hints;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.Errors;

/// <summary>Compile errors as lines: place and message, the code, a caret under the place; none longer than front
/// ends show.</summary>
internal static class ErrorLines
{
    public const int Widest = 100;
    private const string Indent = "    ";

    public static IEnumerable<string> Of(Diagnostic d)
    {
        var at = d.Location.GetLineSpan();
        var (line, column) = (at.StartLinePosition.Line, at.StartLinePosition.Character);
        foreach (var part in Wrap(Message(d))) yield return part;
        if (d.Location.SourceTree is not { } tree) yield break;
        var text = tree.GetText().Lines[line].ToString().Replace('\t', ' ');
        var width = at.EndLinePosition.Line == line ? at.EndLinePosition.Character - column : text.Length - column;
        var start = text.Length <= Widest ? 0 : Math.Clamp(column - Widest / 2, 0, text.Length - Widest);
        yield return Indent + text[start..Math.Min(text.Length, start + Widest)];
        yield return Indent + new string(' ', column - start)
            + new string('^', Math.Clamp(width, 1, Math.Max(1, start + Widest - column)));
    }

    /// <summary>In one line: where it is, the compiler's number for it, what it says.</summary>
    public static string Message(Diagnostic d)
    {
        var at = d.Location.GetLineSpan();
        if (d.Location == Location.None) return $"{d.Id}: {d.GetMessage()}";
        var path = Path.IsPathRooted(at.Path) ? Path.GetFileName(at.Path) : at.Path;
        var (line, column) = (at.StartLinePosition.Line, at.StartLinePosition.Character);
        return $"{path}, line {line + 1}, column {column + 1}: {d.Id}: {Redeclared.Plain(d.GetMessage())}";
    }

    /// <summary>Broken between words where it is too long, what follows set in by two.</summary>
    public static IEnumerable<string> Wrap(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 2 && line.Length + 1 + word.Length > Widest)
            {
                yield return line.ToString();
                line.Clear().Append("  ").Append(word);
            }
            else
            {
                line.Append(line.Length is 0 ? "" : " ").Append(word);
            }
        }
        yield return line.ToString();
    }
}
