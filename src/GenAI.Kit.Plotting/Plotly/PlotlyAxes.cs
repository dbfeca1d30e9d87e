using System.Text.Json.Nodes;

namespace GenAI.Kit.Plotting;

/// <summary>The axes of a panel in Plotly's layout: its part of the page, ranges, ticks, labels.</summary>
internal static class PlotlyAxes
{
    public static void Add(JsonObject layout, PanelPlace place, Frame frame, string suffix)
    {
        var (inner, panel) = (place.Inner, place.Panel);
        var (width, height) = ((double)frame.Width, (double)frame.Height);
        var x = Of(panel.X, place.XLabel, place.X, place.XTicks, inner.Left / width, inner.Right / width,
            "y" + suffix);
        var y = Of(panel.Y, place.YLabel, place.Y, place.YTicks, 1 - inner.Bottom / height, 1 - inner.Top / height,
            "x" + suffix);
        if (place.XTickAngle != 0) x["tickangle"] = place.XTickAngle;
        if (panel.Equal) (y["scaleanchor"], y["constrain"], x["constrain"]) = ("x" + suffix, "domain", "domain");
        var tight = panel.Marks.Any(m => m.Bounds.Tight);
        Grid(x, !tight && panel.X.Categories is null);
        Grid(y, !tight);
        layout["xaxis" + suffix] = x;
        layout["yaxis" + suffix] = y;
    }

    public static JsonObject Title(PanelPlace place, Frame frame) => new()
    {
        ["text"] = $"<b>{PlotlyRenderer.Escape(place.Panel.Title)}</b>", ["showarrow"] = false,
        ["x"] = Share(place.Inner.CentreX / frame.Width), ["xref"] = "paper", ["xanchor"] = "center",
        ["y"] = Share(1 - (place.Inner.Top - 4) / frame.Height), ["yref"] = "paper", ["yanchor"] = "bottom",
        ["font"] = new JsonObject { ["size"] = place.TitleFont },
    };

    private static void Grid(JsonObject axis, bool shown)
    {
        axis["showgrid"] = shown;
        if (shown) axis["gridcolor"] = Palette.Grid.ToString();
    }

    private static JsonObject Of(Axis axis, string label, Interval range, Tick[] ticks, double from, double to,
        string anchor)
    {
        var json = new JsonObject
        {
            ["domain"] = new JsonArray(Share(from), Share(to)),
            ["anchor"] = anchor,
            ["range"] = Ends(axis, range),
            ["title"] = new JsonObject
            {
                ["text"] = PlotlyRenderer.Escape(label), ["standoff"] = 8,
                ["font"] = new JsonObject { ["size"] = Frame.LabelSize },
            },
            ["tickfont"] = new JsonObject { ["size"] = Frame.TickSize },
            ["linecolor"] = Palette.Axis.ToString(), ["tickcolor"] = Palette.Axis.ToString(),
            ["ticks"] = "outside", ["ticklen"] = 4, ["showline"] = true, ["zeroline"] = false,
        };
        if (axis.Log) json["type"] = "log";
        if (axis.Log || axis.Categories is not null || axis.Given is not null)
        {
            json["tickvals"] = JsonNode.Parse(Num.Json(ticks.Select(t => axis.Unmap(t.At)),
                v => axis.Grain(v, range)));
            json["ticktext"] = new JsonArray([.. ticks.Select(t => (JsonNode)PlotlyRenderer.Escape(t.Text))]);
        }
        else Numeric(json, range, ticks.Length + 2);
        return json;
    }

    private static void Numeric(JsonObject axis, Interval range, int most)
    {
        var plain = Ticks.IsPlain(range, most);
        (axis["nticks"], axis["exponentformat"], axis["separatethousands"]) = (most, plain ? "none" : "e", plain);
    }

    private static JsonArray Ends(Axis axis, Interval range)
    {
        var (low, high) = (Num.Short(range.Low, Num.Grain(range)), Num.Short(range.High, Num.Grain(range)));
        return axis.Reversed ? new(high, low) : new(low, high);
    }

    private static JsonNode Share(double v) => Math.Round(v, 4);
}
