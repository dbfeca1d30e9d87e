using Newtonsoft.Json.Linq;
using Plotly.NET;

namespace GenAI.Kit.Plotting;

/// <summary>Charts made with Plotly.NET or XPlot.Plotly as the JSON that notebooks show, and the way back.</summary>
/// <remarks>The kit's kernel does the first by itself, by reflection and without the kit (its ChartFormats): it
/// shows charts of notebooks that never load it. This is for .NET Interactive and for figures.</remarks>
public static class ForeignCharts
{
    /// <summary>The JSON of a chart of Plotly.NET: data, layout, config.</summary>
    public static string ToPlotlyJson(GenericChart chart) => GenericChart.toFigureJson(chart);

    /// <summary>The JSON of an XPlot chart, read from the script that it would put on a page.</summary>
    public static string ToPlotlyJson(XPlot.Plotly.PlotlyChart chart)
    {
        var script = chart.GetInlineJS();
        return $$"""{"data":{{Assigned(script, "data")}},"layout":{{Assigned(script, "layout")}}}""";
    }

    /// <summary>What Plotly's JSON of a chart draws, in a few words.</summary>
    public static string Describe(string json)
    {
        var kinds = JObject.Parse(json)["data"]!.Select(trace => (string?)trace["type"] ?? "scatter").ToList();
        return $"Plotly chart, {kinds.Count} {(kinds.Count == 1 ? "trace" : "traces")}"
            + (kinds.Count == 0 ? "" : ": " + string.Join(", ", kinds.Distinct()));
    }

    /// <summary>A chart of Plotly.NET from Plotly's JSON.</summary>
    public static GenericChart FromPlotlyJson(string json)
    {
        var figure = JObject.Parse(json);
        var traces = figure["data"]!.Select(t => Fill(new Trace((string)t["type"]!), (JObject)t));
        var chart = GenericChart.ofTraceObjects(false, Microsoft.FSharp.Collections.ListModule.OfSeq(traces));
        chart = GenericChart.setLayout(Fill(new Layout(), (JObject)figure["layout"]!), chart);
        return figure["config"] is JObject config ? GenericChart.setConfig(Fill(new Config(), config), chart) : chart;
    }

    private static T Fill<T>(T target, JObject source) where T : DynamicObj.DynamicObj
    {
        foreach (var property in source.Properties())
            target.SetProperty(property.Name, property.Value is JValue plain ? plain.Value : property.Value);
        return target;
    }

    private static string Assigned(string script, string variable)
    {
        var mark = $"var {variable} = ";
        var start = script.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        if (start < mark.Length) throw new FormatException($"XPlot's script does not set {variable}.");
        using var reader = new Newtonsoft.Json.JsonTextReader(new StringReader(script[start..]));
        return JToken.ReadFrom(reader).ToString(Newtonsoft.Json.Formatting.None);
    }
}
