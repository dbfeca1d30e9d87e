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
    public void Html_in_a_name_stays_text() => Assert.Equal("a &lt;b&gt; &amp; c",
        Trace(new Figure().Line([1, 2], name: "a <b> & c")).GetProperty("name").GetString());

    private static JsonElement Trace(Figure figure) => Parse(figure.ToPlotlyJson()).GetProperty("data")[0];
    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>"x2" names the layout's "xaxis2".</summary>
    private static string Axis(JsonElement trace, string which) => which + trace.GetProperty(which).GetString()![1..];
}
