using System.Text.Json;
using GenAI.Kit.Plotting;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class PlotlyJsonTests
{
    public static TheoryData<string> Names => [.. Gallery.Figures.Select(f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_trace_is_whole(string name)
    {
        var json = ((Figure)Gallery.Pictures[name]()).ToPlotlyJson();
        var root = Parse(json);
        Assert.InRange(json.Length, 500, 120_000);
        Assert.NotEmpty(root.GetProperty("data").EnumerateArray());
        foreach (var trace in root.GetProperty("data").EnumerateArray())
        {
            Assert.Contains(trace.GetProperty("type").GetString(), new[] { "scatter", "bar", "heatmap" });
            Assert.True(root.GetProperty("layout").TryGetProperty(Axis(trace, "xaxis"), out _));
            Assert.True(root.GetProperty("layout").TryGetProperty(Axis(trace, "yaxis"), out _));
            if (trace.TryGetProperty("x", out var x))
                Assert.Equal(x.GetArrayLength(), trace.GetProperty("y").GetArrayLength());
            else Assert.Single(trace.GetProperty("z").EnumerateArray().Select(r => r.GetArrayLength()).Distinct());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Names_show_once_in_the_legend(string name)
    {
        var figure = (Figure)Gallery.Pictures[name]();
        var shown = Parse(figure.ToPlotlyJson()).GetProperty("data").EnumerateArray()
            .Where(t => t.GetProperty("showlegend").GetBoolean()).Select(t => t.GetProperty("name").GetString()!);
        Assert.Equal(figure.LegendEntries.Select(e => e.Name).Order(), shown.Order());
    }

    [Fact]
    public void What_is_not_finite_becomes_null()
    {
        var trace = Trace(new Figure().Line([1, double.NaN, double.PositiveInfinity, 4]));
        Assert.Equal("[1,null,null,4]", trace.GetProperty("y").GetRawText());
        Assert.Equal("[0,1,2,3]", trace.GetProperty("x").GetRawText());
    }

    [Fact]
    public void Numbers_keep_five_digits() => Assert.Equal("[0.33333,12346,1.2346E+06,1E-07]",
        Trace(new Figure().Line([1 / 3.0, 12345.678, 1234567, 1e-7])).GetProperty("y").GetRawText());

    /// <summary>What lies apart on the page lies apart in the data: five digits of 1,234,560 would not show it.</summary>
    [Theory]
    [InlineData(1_234_560, 1)]
    [InlineData(1_700_000_000, 0.001)]
    [InlineData(-99_999, 1e-4)]
    [InlineData(1, 1e-9)]
    [InlineData(0.5, 0.01)]
    public void Numbers_keep_as_many_digits_as_their_axis_tells_apart(double from, double step)
    {
        double[] v = [.. Enumerable.Range(0, 5).Select(i => from + i * step)];
        Figure[] figures =
        [
            new Figure().Line(v, v), new Figure().Scatter(v, v), new Figure(logX: from > 0, logY: from > 0).Line(v, v),
            new Figure().Scatter(new[,] { { v[0], v[0] }, { v[4], v[4] } }).Labels(new[,] { { v[2], v[3] } }, ["a"]),
        ];
        foreach (var figure in figures)
            foreach (var trace in Parse(figure.ToPlotlyJson()).GetProperty("data").EnumerateArray())
                foreach (var axis in new[] { "x", "y" })
                    Assert.All(trace.GetProperty(axis).EnumerateArray().Select(e => e.GetDouble()),
                        x => Assert.True(v.Min(y => Math.Abs(y - x)) < 0.001 * step, $"{x:R}"));
        var layout = Parse(figures[0].ToPlotlyJson()).GetProperty("layout").GetProperty("xaxis").GetProperty("range");
        Assert.InRange(layout[0].GetDouble(), v[0] - step, v[0]);
        Assert.InRange(layout[1].GetDouble(), v[4], v[4] + step);
        var values = Trace(new Figure().Scatter(new double[5, 2], values: v)).GetProperty("marker");
        Assert.Equal(5, values.GetProperty("color").EnumerateArray().Select(e => e.GetDouble()).Distinct().Count());
        Assert.True(values.GetProperty("cmax").GetDouble() > values.GetProperty("cmin").GetDouble());
        var z = Trace(new Figure().HeatMap(new[,] { { v[0], v[1] }, { v[2], v[3] } })).GetProperty("z");
        Assert.Equal(4, z.EnumerateArray().SelectMany(r => r.EnumerateArray()).Select(e => e.GetDouble()).Distinct().Count());
    }

    /// <summary>First and last point, and a spike wherever it stands.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_567)]
    [InlineData(9_998)]
    [InlineData(9_999)]
    public void Thinning_loses_no_spike(int at)
    {
        var y = Enumerable.Range(0, 10_000).Select(i => Math.Sin(i / 900.0)).ToArray();
        (y[at], y[(at + 5_000) % 10_000]) = (50, -50);
        double[] x = [.. Enumerable.Range(0, 10_000).Select(i => (double)i)];
        foreach (var figure in new[] { new Figure().Line(x, y), new Figure().Scatter(x, y) })
        {
            var points = Points(figure);
            Assert.InRange(points.Count, 1000, 3000);
            Assert.Equal((0, 9_999), (points[0].X, points[^1].X));
            Assert.Contains((at, 50), points);
            Assert.Contains(((at + 5_000) % 10_000, -50), points);
            Assert.Equal(points.Select(p => p.X).Order(), points.Select(p => p.X));
        }
        Assert.Contains((50, at), Points(new Figure().Line(y, x)));               // lengthwise too
    }

    private static List<(double X, double Y)> Points(Figure figure)
    {
        var trace = Trace(figure);
        double[] Of(string axis) => [.. trace.GetProperty(axis).EnumerateArray().Select(e => e.GetDouble())];
        return [.. Of("x").Zip(Of("y"))];
    }

    [Fact]
    public void Long_series_are_thinned_and_long_paths_with_gaps_are_not()
    {
        var y = Enumerable.Range(0, 10_000).Select(i => (double)(i * 7919 % 10_000)).ToArray();
        Assert.InRange(Trace(new Figure().Line(y)).GetProperty("y").GetArrayLength(), 1500, 3000);
        y[5] = double.NaN;
        Assert.Equal(10_000, Trace(new Figure().Line(y)).GetProperty("y").GetArrayLength());
    }

    [Fact]
    public void Logarithmic_axes_say_so_and_range_over_exponents()
    {
        var layout = Parse(new Figure(logX: true, xRange: (10, 1000)).Line([10, 1000], [1, 2]).ToPlotlyJson())
            .GetProperty("layout");
        Assert.Equal("log", layout.GetProperty("xaxis").GetProperty("type").GetString());
        Assert.Equal("[1,3]", layout.GetProperty("xaxis").GetProperty("range").GetRawText());
    }

    [Fact]
    public void A_curve_answers_the_mouse_also_without_a_name_and_a_border_does_not()
    {
        Assert.False(Trace(new Figure().Line([1, 2])).TryGetProperty("hoverinfo", out _));
        var figure = new Figure(xRange: (0, 1), yRange: (0, 1)).Regions((x, y) => x);
        var lines = Parse(figure.ToPlotlyJson()).GetProperty("data").EnumerateArray()
            .Where(trace => trace.TryGetProperty("mode", out var mode) && mode.GetString() == "lines");
        Assert.Equal("skip", Assert.Single(lines).GetProperty("hoverinfo").GetString());
    }

    [Fact]
    public void Html_in_a_name_stays_text() => Assert.Equal("a &lt;b&gt; &amp; c",
        Trace(new Figure().Line([1, 2], name: "a <b> & c")).GetProperty("name").GetString());

    [Fact]
    public void A_slider_shows_one_figure_at_a_time()
    {
        Figure[] figures = [new Figure("one").Line([1, 2]), new Figure("two").Line([2, 1]).Scatter([1, 2], [1, 2], "dots"),
            new Figure("three").Line([3, 3])];
        var slider = Figure.Slider("step", figures.Select((f, i) => ($"{i * 10}", f)));
        var root = Parse(slider.ToPlotlyJson());
        bool[] Shown(JsonElement[] traces) => [.. traces.Select(t => !t.TryGetProperty("visible", out var v) || v.GetBoolean())];
        Assert.Equal([false, false, false, true], Shown([.. root.GetProperty("data").EnumerateArray()]));
        var steps = root.GetProperty("layout").GetProperty("sliders")[0].GetProperty("steps");
        Assert.Equal("10", steps[1].GetProperty("label").GetString());
        Assert.Equal("[false,true,true,false]", steps[1].GetProperty("args")[0].GetProperty("visible").GetRawText());
        Assert.Contains("two", steps[1].GetProperty("args")[1].GetProperty("title.text").GetString());
        Assert.Equal(figures[2].ToPng(), slider.ToPng());
        Assert.Contains("3 in all", slider.AltText);
        Assert.Throws<ArgumentException>(() => Figure.Slider("step", []));
    }

    [Fact]
    public void A_slider_begins_where_it_is_told_and_that_is_its_picture()
    {
        Figure[] figures = [new Figure("one").Line([1, 2]), new Figure("two").Line([2, 1]), new Figure("three").Line([3, 3])];
        var slider = Figure.Slider("step", figures.Select((f, i) => ($"{i * 10}", f)), start: 1);
        var root = Parse(slider.ToPlotlyJson());
        Assert.Equal([false, true, false], root.GetProperty("data").EnumerateArray()
            .Select(t => !t.TryGetProperty("visible", out var v) || v.GetBoolean()));
        Assert.Equal(1, root.GetProperty("layout").GetProperty("sliders")[0].GetProperty("active").GetInt32());
        Assert.Contains("two", root.GetProperty("layout").GetProperty("title").GetProperty("text").GetString());
        Assert.Equal(figures[1].ToPng(), slider.ToPng());
        Assert.Contains("3 in all. 10: two.", slider.AltText);
    }

    [Fact]
    public void Ticks_that_were_asked_for_have_their_places_and_texts()
    {
        string Of(Figure figure, string axis, string part) =>
            Parse(figure.ToPlotlyJson()).GetProperty("layout").GetProperty(axis).GetProperty(part).GetRawText();
        var named = new Figure().Scatter([1, 2, 3], [1, 2, 3]).XTicks([1, 3], ["low", "high"]).YTicks([-7, 1.5, 2]);
        Assert.Equal("[1,3]", Of(named, "xaxis", "tickvals"));
        Assert.Equal("[\"low\",\"high\"]", Of(named, "xaxis", "ticktext"));
        Assert.Equal("[1.5,2]", Of(named, "yaxis", "tickvals"));                            // −7 is outside
        var widths = new Figure(logX: true).Line([2, 64], [1, 2]).XTicks([2, 8, 64]);
        Assert.Equal("[2,8,64]", Of(widths, "xaxis", "tickvals"));
        Assert.Throws<ArgumentException>(() => new Figure().XTicks([1, 2], ["one"]));
    }

    [Fact]
    public void Dots_and_lines_have_the_size_that_was_asked_for()
    {
        Assert.Equal(2 * Size(new Figure().Scatter([1], [1], size: 6)), Size(new Figure().Scatter([1], [1], size: 12)));
        Assert.Equal(1.2, Trace(new Figure().Line([1, 2], [1, 2], width: 1.2)).GetProperty("line").GetProperty("width").GetDouble());
        static double Size(Figure f) => Trace(f).GetProperty("marker").GetProperty("size").GetDouble();
    }

    [Fact]
    public void Words_with_a_seam_are_written_in_white_first()
    {
        var figure = new Figure().Labels(new double[,] { { 0, 0 }, { 1, 1 } }, ["a", "b"], color: 0, seam: true);
        var traces = Parse(figure.ToPlotlyJson()).GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal([16, 2], traces.Select(t => t.GetProperty("text").GetArrayLength()));
        Assert.Equal("#ffffff", traces[0].GetProperty("textfont").GetProperty("color")[0].GetString());
    }

    [Fact]
    public void A_function_with_steps_can_have_more_nodes()
    {
        var figure = new Figure(xRange: (0, 1), yRange: (0, 1)).Contour(p => p.sum(1), filled: true, at: [], nodes: 7);
        Assert.Equal(7, Trace(figure).GetProperty("z").GetArrayLength());
    }

    [Fact]
    public void A_slider_names_the_bars_of_each_frame()
    {
        JsonElement Shown(params string[][] names) => Parse(Figure.Slider("step", names.Select((n, i) =>
                ($"{i}", new Figure("bars").Bars(n, [.. n.Select(_ => 1.0)])))).ToPlotlyJson())
            .GetProperty("layout").GetProperty("sliders")[0].GetProperty("steps")[0].GetProperty("args")[1];
        var other = Shown(["a", "b", "c"], ["d", "e"]);
        Assert.Equal("[\"a\",\"b\",\"c\"]", other.GetProperty("xaxis.ticktext").GetRawText());
        Assert.Equal(3, other.GetProperty("xaxis.tickvals").GetArrayLength());
        Assert.False(Shown(["a", "b"], ["a", "b"]).TryGetProperty("xaxis.ticktext", out _));
    }

    private static JsonElement Trace(Figure figure) => Parse(figure.ToPlotlyJson()).GetProperty("data")[0];
    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>"x2" names the layout's "xaxis2".</summary>
    private static string Axis(JsonElement trace, string which) => which + trace.GetProperty(which).GetString()![1..];
}
