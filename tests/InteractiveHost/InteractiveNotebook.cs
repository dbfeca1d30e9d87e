using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Runner;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;

namespace GenAI.Kit.InteractiveHost;

/// <summary>.NET Interactive with a C# kernel; what cells show is put down as its Jupyter front end sends it.
/// </summary>
public sealed class InteractiveNotebook : IDisposable
{
    private readonly CompositeKernel kernel = new() { new CSharpKernel().UseKernelHelpers() };
    private readonly OutputCollector collector = new();

    /// <summary>What came, message type and content, before displays were updated in place.</summary>
    public List<(string Type, JsonObject Content)> Messages { get; } = [];

    /// <summary>Raised at each message, while the cell runs.</summary>
    public event Action<string>? Told;

    public void Dispose() => kernel.Dispose();

    /// <returns>The cell's outputs as a notebook holds them.</returns>
    public async Task<JsonArray> Run(string code)
    {
        var outputs = new JsonArray();
        Messages.Clear();
        collector.Begin(outputs);
        using var listening = kernel.KernelEvents.Subscribe(Put);
        await kernel.SendAsync(new SubmitCode(code, "csharp"));
        collector.End();
        return outputs;
    }

    /// <summary>What the stop button of VS Code sends.</summary>
    public Task Cancel() => kernel.SendAsync(new Cancel());

    private void Put(KernelEvent now)
    {
        if (Message(now) is not var (type, content)) return;
        lock (collector)
        {
            Messages.Add((type, (JsonObject)content.DeepClone()));
            collector.Add(type, content);
        }

        Told?.Invoke(type);
    }

    private static (string Type, JsonObject Content)? Message(KernelEvent now) => now switch
    {
        StandardOutputValueProduced shown => ("stream", Stream("stdout", shown)),
        StandardErrorValueProduced shown => ("stream", Stream("stderr", shown)),
        ReturnValueProduced shown => ("execute_result", Data(shown)),
        DisplayedValueProduced shown => ("display_data", Data(shown)),
        DisplayedValueUpdated shown => ("update_display_data", Data(shown)),
        DiagnosticsProduced { FormattedDiagnostics.Count: > 0 } told => ("stream", new JsonObject
        {
            ["name"] = "stderr", ["text"] = string.Join('\n', told.FormattedDiagnostics.Select(d => d.Value)) + "\n",
        }),
        CommandFailed { Command: SubmitCode } failed => ("error", new JsonObject
        {
            ["ename"] = failed.Exception?.GetType().FullName ?? "Cancelled", ["evalue"] = failed.Message,
            ["traceback"] = new JsonArray(failed.Exception?.ToString() ?? failed.Message),
        }),
        _ => null,
    };

    private static JsonObject Stream(string name, DisplayEvent shown) =>
        new() { ["name"] = name, ["text"] = string.Concat(shown.FormattedValues.Select(part => part.Value)) };

    private static JsonObject Data(DisplayEvent shown)
    {
        var data = new JsonObject();
        foreach (var part in shown.FormattedValues)
            data[part.MimeType] = part.MimeType.EndsWith("json") ? JsonNode.Parse(part.Value) : part.Value;
        var content = new JsonObject { ["data"] = data, ["metadata"] = new JsonObject(), ["execution_count"] = 1 };
        if (shown.ValueId is { } id) content["transient"] = new JsonObject { ["display_id"] = id };
        return content;
    }
}
