using System.Reflection;
using System.Text;
using System.Text.Json;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>Charts of Plotly.NET and XPlot as the JSON that front ends draw, and a text that says what it is.
/// </summary>
internal static class ChartFormats
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    public static void OfPlotly(Assembly assembly)
    {
        var chart = assembly.GetType("Plotly.NET.GenericChart");
        var figure = chart?.GetMethod("toFigureJson", [chart])
            ?? assembly.GetType("Plotly.NET.GenericChartModule")?.GetMethod("toFigureJson");
        if (chart is not null && figure is not null) Add(chart, value => (string)figure.Invoke(null, [value])!);
    }

    public static void OfXPlot(Assembly assembly)
    {
        var chart = assembly.GetType("XPlot.Plotly.PlotlyChart");
        if (chart?.GetMethod("GetInlineJS", []) is not { } script) return;
        Add(chart, value => Figure((string)script.Invoke(value, null)!));
    }

    /// <summary>HTML only inside of other values: beside the chart, front ends would take it instead.</summary>
    private static void Add(Type chart, Func<object, string> json)
    {
        LibraryFormats.AddText(chart, value => Described(json(value)));
        LibraryFormats.Add(chart, (Plotly, json), ("text/plain", value => Described(json(value))));
    }

    /// <summary>The figure out of the script that XPlot would put on a page.</summary>
    private static string Figure(string script) =>
        $$"""{"data":{{Assigned(script, "data")}},"layout":{{Assigned(script, "layout")}}}""";

    private static string Assigned(string script, string variable)
    {
        var mark = $"var {variable} = ";
        var start = script.IndexOf(mark, StringComparison.Ordinal);
        if (start < 0) throw new FormatException($"XPlot's script does not set {variable}.");
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(script[(start + mark.Length)..]));
        return JsonElement.ParseValue(ref reader).GetRawText();
    }

    private static string Described(string figure)
    {
        using var json = JsonDocument.Parse(figure);
        var traces = json.RootElement.GetProperty("data").EnumerateArray()
            .Select(t => t.TryGetProperty("type", out var type) ? type.GetString() : "scatter").ToList();
        return $"Plotly chart, {traces.Count} {(traces.Count == 1 ? "trace" : "traces")}"
            + (traces.Count == 0 ? "" : ": " + string.Join(", ", traces.Distinct()));
    }
}
