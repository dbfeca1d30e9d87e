using System.Net;
using System.Text;
using GenAI.Kit.Notebook.Session.Showing;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Notebook.Session.Magic;

/// <summary>A variable that a cell declared at its top level.</summary>
public sealed record Variable(string Name, Type Type, object? Value);

/// <summary>The variables as a table: HTML and text.</summary>
internal static class VariableTable
{
    private const int Widest = 80;

    public static MimeBundle Of(IEnumerable<Variable> variables)
    {
        var rows = variables.Select(v => (v.Name, Type: TypeName(v.Type), Value: Short(v.Value))).ToList();
        var html = new StringBuilder(
            "<table><thead><tr><th>Variable</th><th>Type</th><th>Value</th></tr></thead><tbody>");
        foreach (var (name, type, value) in rows)
            html.Append($"<tr><td>{WebUtility.HtmlEncode(name)}</td><td>{WebUtility.HtmlEncode(type)}</td>"
                + $"<td>{WebUtility.HtmlEncode(value)}</td></tr>");
        var text = string.Join("\n", rows.Select(r => $"{r.Name}: {r.Type} = {r.Value}"));
        html.Append("</tbody></table>");
        return new MimeBundle([new("text/html", html.ToString()), new("text/plain", text)]);
    }

    private static string TypeName(Type type) => type.ToDisplayString("text/plain");

    public static string Short(object? value)
    {
        string text;
        try
        {
            var shown = ValueFormatter.Format(value);
            text = shown.TryGetValue("text/plain", out var plain) ? plain : value?.ToString() ?? "";
        }
        catch (Exception e)
        {
            text = $"({e.GetType().Name}: {e.Message})";
        }
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= Widest ? line : line[..(Widest - 1)] + "…";
    }
}
