using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Plotting;

/// <summary>A figure as JSON for plotly.js 2.28: data, layout, config, numbers to five significant digits,
/// and as many more as their axis tells apart.</summary>
internal static class PlotlyRenderer
{
    public static readonly JsonSerializerOptions Compact = new()
    { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(Figure figure)
    {
        var frame = new Frame(figure);
        var (data, annotations, layout) = (new JsonArray(), new JsonArray(), Page(figure, frame));
        var named = new HashSet<LegendEntry>();
        foreach (var (place, i) in frame.Places.Select((p, i) => (p, i)))
        {
            var canvas = new PlotlyCanvas(data, place, frame, i == 0 ? "" : $"{i + 1}", named);
            foreach (var mark in place.Panel.BackToFront) mark.Draw(canvas);
            PlotlyAxes.Add(layout, place, frame, canvas.Suffix);
            if (figure.Panels.Count > 1) annotations.Add(PlotlyAxes.Title(place, frame));
        }
        if (data.Any(t => (string)t!["type"]! == "bar")) layout["barmode"] = "overlay";
        layout["showlegend"] = named.Count > 0;
        if (named.Count > 0) layout["legend"] = Legend(figure, frame);
        layout["annotations"] = annotations;
        return new JsonObject { ["data"] = data, ["layout"] = layout, ["config"] = Config() }.ToJsonString(Compact);
    }

    private static JsonObject Page(Figure figure, Frame frame) => new()
    {
        ["width"] = frame.Width,
        ["height"] = frame.Height,
        ["margin"] = new JsonObject { ["l"] = 0, ["r"] = 0, ["t"] = 0, ["b"] = 0 },
        ["paper_bgcolor"] = "#ffffff",
        ["plot_bgcolor"] = "#ffffff",
        ["font"] = new JsonObject
        {
            ["family"] = "DejaVu Sans, Verdana, sans-serif", ["size"] = Frame.LegendSize,
            ["color"] = Palette.Text.ToString(),
        },
        ["title"] = Title(figure, frame),
        ["hovermode"] = "closest",
    };

    /// <summary>Constant sizing keeps tiny dots visible in the legend, but would thicken lines.</summary>
    private static JsonObject Legend(Figure figure, Frame frame) => new()
    {
        ["orientation"] = "h", ["x"] = 0.5, ["xanchor"] = "center", ["yanchor"] = "top",
        ["y"] = Num.Short(1 - (frame.LegendTop - 4) / frame.Height), ["tracegroupgap"] = 0,
        ["itemsizing"] = figure.LegendEntries.Any(e => e.Shape is Shape.Line or Shape.Dashed) ? "trace" : "constant",
        ["bgcolor"] = "rgba(0,0,0,0)",
    };

    private static JsonObject Title(Figure figure, Frame frame) => new()
    {
        ["text"] = TitleText(figure),
        ["x"] = 0.5, ["xanchor"] = "center", ["yref"] = "container", ["yanchor"] = "middle",
        ["y"] = Num.Short(1 - 19.0 / frame.Height),
        ["font"] = new JsonObject { ["size"] = frame.TitleFont },
    };

    public static string TitleText(Figure figure) => figure.Title == "" ? "" : $"<b>{Escape(figure.Title)}</b>";

    private static JsonObject Config() => new() { ["displaylogo"] = false, ["responsive"] = false };

    /// <summary>Plotly reads a little HTML in its texts.</summary>
    public static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
