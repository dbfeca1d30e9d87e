using System.Text.Json.Nodes;

namespace GenAI.Kit.Plotting;

/// <summary>Figures in one chart, of which a slider shows one at a time.</summary>
/// <remarks>All are in the data, all but one invisible: that works wherever Plotly does, also where its own frames
/// are not supported.</remarks>
internal static class PlotlySlider
{
    /// <summary>Pixels below the chart that a slider and its labels take.</summary>
    public const int Room = 80;

    public static string Json(string label, IReadOnlyList<(string Step, Figure Figure)> frames, int shown)
    {
        var charts = frames.Select(f => JsonNode.Parse(f.Figure.ToPlotlyJson())!.AsObject()).ToArray();
        var (data, steps) = (new JsonArray(), new JsonArray());
        var counts = charts.Select(c => c["data"]!.AsArray().Count).ToArray();
        for (var i = 0; i < charts.Length; i++)
        {
            foreach (var trace in charts[i]["data"]!.AsArray())
            {
                var copy = trace!.DeepClone().AsObject();
                if (i != shown) copy["visible"] = false;
                data.Add(copy);
            }
            steps.Add(Step(frames[i], counts, i, OtherNames(charts, i)));
        }
        var first = charts[shown];
        var layout = Layout(first["layout"]!.DeepClone().AsObject(), Slider(label, steps, shown));
        return new JsonObject { ["data"] = data, ["layout"] = layout, ["config"] = first["config"]!.DeepClone() }
            .ToJsonString(PlotlyRenderer.Compact);
    }

    private static JsonObject Step((string Step, Figure Figure) frame, int[] counts, int shown, JsonObject axes)
    {
        var visible = counts.SelectMany((count, i) => Enumerable.Repeat(i == shown, count));
        axes["title.text"] = PlotlyRenderer.TitleText(frame.Figure);
        return new()
        {
            ["label"] = PlotlyRenderer.Escape(frame.Step), ["method"] = "update",
            ["args"] = new JsonArray(
                new JsonObject { ["visible"] = new JsonArray([.. visible.Select(v => (JsonNode)v)]) }, axes),
        };
    }

    // Where bars or cells have other names in other frames, the names must change with them.
    private static JsonObject OtherNames(JsonObject[] charts, int shown)
    {
        var args = new JsonObject();
        foreach (var axis in new[] { "xaxis", "yaxis" })
        {
            if (charts.Any(c => c["layout"]?[axis]?["ticktext"] is null || c["layout"]![axis]!["type"] is not null))
                continue;
            var names = charts.Select(c => c["layout"]![axis]!["ticktext"]!.ToJsonString()).Distinct();
            if (names.Count() == 1) continue;
            foreach (var part in new[] { "tickvals", "ticktext", "range" })
                args[$"{axis}.{part}"] = charts[shown]["layout"]![axis]![part]!.DeepClone();
        }
        return args;
    }

    public static JsonObject Slider(string label, JsonArray steps, int active) => new()
    {
        ["active"] = active, ["steps"] = steps,
        ["x"] = 0.06, ["len"] = 0.88, ["y"] = 0, ["yanchor"] = "top",
        ["pad"] = new JsonObject { ["t"] = 4, ["b"] = 0 },
        ["currentvalue"] = new JsonObject { ["prefix"] = PlotlyRenderer.Escape(label) + " ", ["xanchor"] = "center" },
        ["font"] = new JsonObject { ["size"] = Frame.TickSize },
    };

    private static JsonObject Layout(JsonObject layout, JsonObject slider)
    {
        var height = (double)layout["height"]!;
        layout["height"] = height + Room;
        layout["margin"]!["b"] = Room;
        layout["title"]!["y"] = Num.Short(1 - height * (1 - (double)layout["title"]!["y"]!) / (height + Room));
        layout["sliders"] = new JsonArray(slider);
        return layout;
    }
}
