using System.Text;
using System.Text.Json.Nodes;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>Turns what a kernel publishes into a notebook's outputs: streams merged, displays updated.</summary>
/// <remarks>One collector serves a whole run, since a cell may update the display of an earlier one.</remarks>
public sealed class OutputCollector
{
    private readonly Dictionary<string, List<JsonObject>> displays = [];
    private readonly StringBuilder text = new();
    private JsonObject? stream;
    private JsonArray outputs = [];
    private bool clearBeforeNext;

    /// <summary>From here on outputs go to this list.</summary>
    public void Begin(JsonArray cellOutputs) => (outputs, clearBeforeNext, stream) = (cellOutputs, false, null);

    /// <param name="type">The message type on iopub.</param>
    /// <param name="content">Its content, which the collector may keep.</param>
    public void Add(string type, JsonObject content)
    {
        if (type != "stream") EndStream();
        switch (type)
        {
            case "stream":
                Stream((string)content["name"]!, (string)content["text"]!);
                break;
            case "display_data" or "execute_result":
                Display(type, content);
                break;
            case "update_display_data":
                Update(content);
                break;
            case "clear_output" when (bool?)content["wait"] == true:
                clearBeforeNext = true;
                break;
            case "clear_output":
                outputs.Clear();
                break;
            case "error":
                Append(Pick(content, "ename", "evalue", "traceback"), "error");
                break;
        }
    }

    /// <summary>What an earlier cell still publishes: only the update of its display has a place.</summary>
    public void AddLate(string type, JsonObject content)
    {
        if (type == "update_display_data") Update(content);
    }

    /// <summary>Ends a cell: emptied displays (progress bars) leave nothing; text becomes lists of lines.</summary>
    public void End()
    {
        EndStream();
        if (clearBeforeNext) outputs.Clear();
        foreach (var emptied in outputs.OfType<JsonObject>().Where(IsEmptied).ToList()) outputs.Remove(emptied);
        foreach (var output in outputs.OfType<JsonObject>())
        {
            if (output["text"] is JsonValue text) output["text"] = NotebookCell.Lines(NotebookCell.Text(text));
            if (output["data"] is JsonObject data) SplitLines(data);
        }
    }

    private void Stream(string name, string more)
    {
        Clear();
        if (stream is null || (string?)stream["name"] != name)
        {
            EndStream();
            stream = new JsonObject { ["name"] = name, ["output_type"] = "stream", ["text"] = "" };
            outputs.Add((JsonNode)stream);
        }
        text.Append(more);
    }

    /// <summary>The text of a stream is put together once, not at each of its pieces.</summary>
    private void EndStream()
    {
        if (stream is not null) stream["text"] = text.ToString();
        text.Clear();
        stream = null;
    }

    private void Display(string type, JsonObject content)
    {
        var output = type == "display_data"
            ? Pick(content, "data", "metadata")
            : Pick(content, "data", "execution_count", "metadata");
        Append(output, type);
        if ((string?)content["transient"]?["display_id"] is not { } id) return;
        if (!displays.TryGetValue(id, out var shown)) displays[id] = shown = [];
        shown.Add(output);
    }

    private void Update(JsonObject content)
    {
        if ((string?)content["transient"]?["display_id"] is not { } id) return;
        foreach (var output in displays.GetValueOrDefault(id, []))
        {
            output["data"] = content["data"]?.DeepClone();
            output["metadata"] = content["metadata"]?.DeepClone() ?? new JsonObject();
            if (output.Parent != outputs && output["data"] is JsonObject data) SplitLines(data);
        }
    }

    private void Append(JsonObject output, string type)
    {
        Clear();
        output["output_type"] = type;
        outputs.Add((JsonNode)output);
    }

    private void Clear()
    {
        if (clearBeforeNext) outputs.Clear();
        clearBeforeNext = false;
    }

    private static JsonObject Pick(JsonObject content, params string[] names)
    {
        var picked = new JsonObject();
        foreach (var name in names) picked[name] = content[name]?.DeepClone();
        if (names.Contains("metadata")) picked["metadata"] ??= new JsonObject();
        return picked;
    }

    private static bool IsEmptied(JsonObject output) =>
        output["data"] is JsonObject data
        && data.All(part => part.Key == CellMessages.Progress || NotebookCell.Text(part.Value) == "");

    private static void SplitLines(JsonObject data)
    {
        foreach (var (mime, value) in data.ToList())
            if (value is JsonValue && (mime.StartsWith("text/", StringComparison.Ordinal)
                || mime is "image/svg+xml" or "application/javascript"))
                data[mime] = NotebookCell.Lines(NotebookCell.Text(value));
            else if (value is JsonObject or JsonArray) PythonNumber.InBrowser(value);
    }
}
