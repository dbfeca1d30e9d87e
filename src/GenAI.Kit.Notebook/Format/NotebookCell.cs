using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Format;

/// <summary>One cell: a view of its JSON node, which keeps what this class does not know.</summary>
public sealed class NotebookCell(JsonObject node)
{
    public JsonObject Node => node;

    /// <summary>`code`, `markdown` or `raw`.</summary>
    public string Type => (string)node["cell_type"]!;

    public bool IsCode => Type == "code";

    public string? Id => (string?)node["id"];

    /// <summary>The cell's text, lines separated by \n. Setting it writes a list of lines as Jupyter does.</summary>
    public string Source
    {
        get => Text(node["source"]);
        set => node["source"] = Lines(value);
    }

    public JsonObject Metadata => Child("metadata", () => new JsonObject());

    /// <summary>The outputs of a code cell, as in nbformat.</summary>
    public JsonArray Outputs
    {
        get => Child("outputs", () => new JsonArray());
        set => node["outputs"] = value;
    }

    public int? ExecutionCount
    {
        get => (int?)node["execution_count"];
        set => node["execution_count"] = value;
    }

    public IEnumerable<string> Tags => node["metadata"]?["tags"] is JsonArray tags
        ? tags.Where(tag => tag?.GetValueKind() == JsonValueKind.String).Select(tag => (string)tag!)
        : [];

    public bool HasTag(string tag) => Tags.Contains(tag);

    /// <summary>Adds a tag, if the cell hasn't got it.</summary>
    public void Tag(string tag)
    {
        if (!HasTag(tag)) Metadata["tags"] = new JsonArray([.. Tags.Append(tag).Select(each => (JsonNode?)each)]);
    }

    /// <summary>Forgets what a run left: outputs and execution count.</summary>
    public void ClearOutputs()
    {
        if (!IsCode) return;
        Outputs = [];
        ExecutionCount = null;
    }

    public static NotebookCell Code(string source, params string[] tags) => Create("code", source, tags);

    public static NotebookCell Markdown(string source, params string[] tags) => Create("markdown", source, tags);

    /// <summary>The text of a source, a stream or a mime value: a string, or a list of lines.</summary>
    public static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonArray lines => string.Concat(lines.Select(line => (string?)line)),
        _ => value.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString(),
    };

    /// <summary>Text as Jupyter stores it: a list of lines, each with what ends it, as Python's splitlines has it.
    /// </summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (var start = 0; start < text.Length;)
        {
            var end = text.AsSpan(start).IndexOfAny(LineEnds) is >= 0 and var at ? start + at + 1 : text.Length;
            if (end < text.Length && text[end - 1] == '\r' && text[end] == '\n') end++;
            lines.Add((JsonNode?)text[start..end]);
            start = end;
        }

        return lines;
    }

    private const string LineEnds = "\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029";

    private static NotebookCell Create(string type, string source, string[] tags)
    {
        var metadata = new JsonObject();
        if (tags.Length > 0) metadata["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode?)tag)]);
        var id = Guid.NewGuid().ToString("N")[..8];
        return new NotebookCell(type == "code"
            ? new()
            {
                ["cell_type"] = type, ["execution_count"] = null, ["id"] = id, ["metadata"] = metadata,
                ["outputs"] = new JsonArray(), ["source"] = Lines(source)
            }
            : new() { ["cell_type"] = type, ["id"] = id, ["metadata"] = metadata, ["source"] = Lines(source) });
    }

    private T Child<T>(string name, Func<T> create) where T : JsonNode
    {
        if (node[name] is not T child) node[name] = child = create();
        return child;
    }
}
