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

    [Fact]
    public void Long_series_are_thinned_and_long_paths_with_gaps_are_not()
    {
        var y = Enumerable.Range(0, 10_000).Select(i => (double)i).ToArray();
        Assert.Equal(3000, Trace(new Figure().Line(y)).GetProperty("y").GetArrayLength());
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

    private static JsonElement Trace(Figure figure) => Parse(figure.ToPlotlyJson()).GetProperty("data")[0];
    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>"x2" names the layout's "xaxis2".</summary>
    private static string Axis(JsonElement trace, string which) => which + trace.GetProperty(which).GetString()![1..];
}
