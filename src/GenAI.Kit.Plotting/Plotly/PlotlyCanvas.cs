using System.Text.Json.Nodes;

namespace GenAI.Kit.Plotting;

/// <summary>Draws marks as traces of Plotly.</summary>
internal sealed class PlotlyCanvas(JsonArray data, PanelPlace place, Frame frame, string suffix,
    HashSet<LegendEntry> named) : ICanvas
{
    public string Suffix => suffix;

    public (double X, double Y) PixelsPerUnit =>
        (place.Inner.Width / (place.X.High - place.X.Low), place.Inner.Height / (place.Y.High - place.Y.Low));

    public (Interval X, Interval Y) Ranges => ((place.Panel.X.Unmap(place.X.Low), place.Panel.X.Unmap(place.X.High)),
        (place.Panel.Y.Unmap(place.Y.Low), place.Panel.Y.Unmap(place.Y.High)));

    public int Detail => 90;

    public void Line(Numbers x, Numbers y, Ink ink, double width, bool dashed, string? name, bool tells)
    {
        var line = new JsonObject { ["color"] = ink.ToString(), ["width"] = width };
        if (dashed) line["dash"] = "dash";
        var trace = Trace("scatter", name, ink, dashed ? Shape.Dashed : Shape.Line);
        (trace["mode"], trace["line"]) = ("lines", line);
        var shown = Thinning.Line(x, y);
        (trace["x"], trace["y"]) = (X(shown.Select(i => x[i])), Y(shown.Select(i => y[i])));
        if (name is null && !tells) trace["hoverinfo"] = "skip";
    }

    public void Area(Numbers x, Numbers low, Numbers high, Ink ink, double opacity)
    {
        var trace = Trace("scatter", null, ink, Shape.Box);
        (trace["mode"], trace["fill"], trace["hoverinfo"]) = ("none", "toself", "skip");
        trace["fillcolor"] = ink.Css(opacity);
        (trace["x"], trace["y"]) = (X(x.Concat(x.Reverse())), Y(low.Concat(high.Reverse())));
    }

    public void Dots(Numbers x, Numbers y, Ink ink, Shape shape, double size, string? name)
    {
        var trace = Trace("scatter", name, ink, shape);
        size *= place.DotScale;
        trace["mode"] = "markers";
        trace["marker"] = new JsonObject
        {
            ["color"] = ink.ToString(), ["size"] = Num.Short(size * shape.Size()),
            ["opacity"] = ScatterMark.Opacity(size), ["symbol"] = Symbol(shape), ["line"] = Outline(size),
        };
        var shown = Thinning.Cloud(x, y);
        (trace["x"], trace["y"]) = (X(shown.Select(i => x[i])), Y(shown.Select(i => y[i])));
    }

    public void Dots(Numbers x, Numbers y, Numbers value, ColourBar bar, double size)
    {
        var trace = Trace("scatter", null, default, Shape.Circle);
        size *= place.DotScale;
        trace["mode"] = "markers";
        var (shown, grain) = (Thinning.Cloud(x, y, value), Num.Grain(bar.Range));
        trace["marker"] = new JsonObject
        {
            ["color"] = Array(shown.Select(i => value[i]), _ => grain), ["colorscale"] = Scale(bar.Map),
            ["cmin"] = Num.Short(bar.Range.Low, grain), ["cmax"] = Num.Short(bar.Range.High, grain),
            ["size"] = Num.Short(size), ["opacity"] = 0.85, ["colorbar"] = Bar(bar), ["line"] = Outline(size),
        };
        (trace["x"], trace["y"]) = (X(shown.Select(i => x[i])), Y(shown.Select(i => y[i])));
    }

    public void Boxes(IReadOnlyList<Box> boxes, Ink ink, double opacity, string? name)
    {
        var trace = Trace("bar", name, ink, Shape.Box);
        trace["marker"] = new JsonObject
        {
            ["color"] = ink.ToString(), ["opacity"] = opacity,
            ["line"] = new JsonObject { ["color"] = "#ffffff", ["width"] = 0.5 },
        };
        trace["x"] = X(boxes.Select(b => (b.Left + b.Right) / 2));
        trace["width"] = X(boxes.Select(b => b.Right - b.Left));
        trace["base"] = Y(boxes.Select(b => b.Bottom));
        trace["y"] = Y(boxes.Select(b => b.Top - b.Bottom));
    }

    public void Field(Field field)
    {
        var trace = Trace("heatmap", null, default, Shape.Box);
        var z = field.Values;
        var steps = z.All.Count > 1000 ? 100 : 1000;                  // a fine field needs fewer digits in each cell
        var decimals = Num.Decimals((field.Bar.Range.High - field.Bar.Range.Low) / steps);
        var (least, grain) = (Math.Pow(10, -decimals), Num.Grain(field.Bar.Range));
        var rows = z.All.Raw.Select(v => Math.Round(v, decimals)).Chunk(z.Columns)
            .Select(row => Num.Json(row, _ => least));
        trace["z"] = JsonNode.Parse($"[{string.Join(',', rows)}]");
        (trace["x0"], trace["dx"]) = Steps(field.X, z.Columns, field.Smooth);
        (trace["y0"], trace["dy"]) = Steps(field.Y, z.Rows, field.Smooth);
        trace["zmin"] = Num.Short(field.Bar.Range.Low, grain);
        trace["zmax"] = Num.Short(field.Bar.Range.High, grain);
        (trace["colorscale"], trace["showscale"]) = (Scale(field.Bar.Map), field.ShowBar);
        if (field.ShowBar) trace["colorbar"] = Bar(field.Bar);
        if (field.Smooth) trace["zsmooth"] = "best";
        if (!field.ShowBar && !field.Smooth && place.Panel.Y.Categories is null) trace["hoverinfo"] = "skip";
    }

    public void Labels(IReadOnlyList<Label> labels, string? name = null)
    {
        var trace = Trace("scatter", name, labels.Count > 0 ? labels[0].Ink : default, Shape.Box);
        (trace["mode"], trace["hoverinfo"]) = ("text", name is null ? "skip" : "x+y+text");
        (trace["x"], trace["y"]) = (X(labels.Select(l => l.X)), Y(labels.Select(l => l.Y)));
        trace["text"] = new JsonArray([.. labels.Select(l => (JsonNode)PlotlyRenderer.Escape(l.Text))]);
        var colours = new JsonArray([.. labels.Select(l => (JsonNode)l.Ink.ToString())]);
        trace["textfont"] = new JsonObject { ["color"] = colours };
    }

    private JsonObject Trace(string type, string? name, Ink ink, Shape shape)
    {
        var trace = new JsonObject
        { ["type"] = type, ["xaxis"] = "x" + suffix, ["yaxis"] = "y" + suffix, ["showlegend"] = false };
        data.Add(trace);
        if (name is null) return trace;
        (trace["name"], trace["legendgroup"]) = (PlotlyRenderer.Escape(name), name);
        var entry = new LegendEntry(name, ink, shape);
        (trace["legendrank"], trace["showlegend"]) = (frame.Rank(entry), named.Add(entry));
        return trace;
    }

    private JsonObject Bar(ColourBar bar) => new()
    {
        ["title"] = new JsonObject
        {
            ["text"] = PlotlyRenderer.Escape(bar.Label), ["side"] = "right",
            ["font"] = new JsonObject { ["size"] = Frame.LabelSize },
        },
        ["thickness"] = Frame.BarWidth, ["outlinewidth"] = 0, ["xpad"] = 0, ["ypad"] = 0,
        ["x"] = Num.Short((place.Inner.Right + 12) / frame.Width), ["xanchor"] = "left",
        ["y"] = Num.Short(1 - place.Inner.CentreY / frame.Height), ["yanchor"] = "middle",
        ["len"] = Num.Short(place.Inner.Height / frame.Height),
        ["tickfont"] = new JsonObject { ["size"] = Frame.TickSize },
    };

    private static string Symbol(Shape shape) => shape switch
    {
        Shape.Square => "square",
        Shape.Diamond => "diamond",
        Shape.Triangle => "triangle-up",
        _ => "circle",
    };

    private static JsonObject Outline(double size) =>
        new() { ["color"] = "rgba(255,255,255,0.6)", ["width"] = size > 4 ? 0.5 : 0 };

    private static JsonArray Scale(ColourMap map) => new([.. map.Stops.Select(s =>
        (JsonNode)new JsonArray(Math.Round(s.At, 5), s.Ink.ToString()))]);

    private static (JsonNode First, JsonNode Step) Steps(Interval r, int count, bool nodes)
    {
        var step = (r.High - r.Low) / (nodes ? count - 1 : count);
        return (Num.Short(nodes ? r.Low : r.Low + step / 2, step / 1000), Num.Short(step));
    }

    private JsonNode X(IEnumerable<double> values) => Array(values, v => place.Panel.X.Grain(v, place.X));

    private JsonNode Y(IEnumerable<double> values) => Array(values, v => place.Panel.Y.Grain(v, place.Y));

    private static JsonNode Array(IEnumerable<double> values, Func<double, double> grain) =>
        JsonNode.Parse(Num.Json(values, grain))!;
}
