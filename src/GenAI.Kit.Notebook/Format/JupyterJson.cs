using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Format;

/// <summary>JSON as Jupyter's nbformat writes it, to the byte: indent 1, sorted keys, non-ASCII unescaped, numbers as
/// Python spells them, a newline at the end. So a save by Jupyter changes nothing.</summary>
public static class JupyterJson
{
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Write(node, text, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(JsonNode? node, StringBuilder text, int depth)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject map:
                WriteAll('{', '}', [.. map.OrderBy(entry => entry.Key, StringComparer.Ordinal)], depth, text, entry =>
                {
                    WriteString(entry.Key, text);
                    text.Append(": ");
                    Write(entry.Value, text, depth + 1);
                });
                break;
            case JsonArray list:
                WriteAll('[', ']', list, depth, text, item => Write(item, text, depth + 1));
                break;
            default:
                WriteValue(node, text);
                break;
        }
    }

    private static void WriteAll<T>(
        char open, char close, ICollection<T> items, int depth, StringBuilder text, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            text.Append(first ? "\n" : ",\n").Append(' ', depth + 1);
            write(item);
            first = false;
        }

        if (!first) text.Append('\n').Append(' ', depth);
        text.Append(close);
    }

    private static void WriteValue(JsonNode value, StringBuilder text)
    {
        if (value.GetValueKind() == JsonValueKind.Number) text.Append(PythonNumber.Of(value.ToJsonString()));
        else if (value.GetValueKind() != JsonValueKind.String) text.Append(value.ToJsonString());
        else if (Unescaped(value) is { } plain) WriteString(plain, text);
        else text.Append(value.GetValue<JsonElement>().GetRawText());   // a lone surrogate is no UTF-16 text
    }

    private static string? Unescaped(JsonNode value)
    {
        try { return value.GetValue<string>(); }
        catch (InvalidOperationException) { return null; }
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => null,
            });
            if (c >= ' ' && c is not ('"' or '\\')) text.Append(c);
        }

        text.Append('"');
    }
}
