using System.Globalization;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Report;

/// <summary>What the notebook's metadata say of its run, in words.</summary>
internal static class RunFacts
{
    internal static string Eyebrow(NotebookDocument notebook) =>
        (string?)Kit(notebook)?["lesson"] is { } lesson ? $"GenAI.Kit · Lesson {lesson}" : "GenAI.Kit";

    internal static string Footer(NotebookDocument notebook)
    {
        var kit = Kit(notebook);
        var mode = (string?)kit?["mode"];
        var seconds = kit?["seconds"] is JsonValue value && value.TryGetValue<double>(out var s) ? s : (double?)null;
        if (mode is null || seconds is null) return "Made with GenAI.Kit.";
        var time = seconds < 120
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} seconds")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0.0} minutes");
        var threads = kit?["threads"] is { } n ? $" on {n} threads" : "";
        return $"Run in {mode} mode: {time}{threads}. Made with GenAI.Kit.";
    }

    private static JsonObject? Kit(NotebookDocument notebook) => notebook.Metadata["genai_kit"] as JsonObject;
}
