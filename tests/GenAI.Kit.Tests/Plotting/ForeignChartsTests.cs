using System.Text.Json.Nodes;
using GenAI.Kit.Plotting;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class ForeignChartsTests
{
    [Theory]
    [InlineData("line")]
    [InlineData("regions")]
    [InlineData("panels")]
    public void A_figure_goes_to_Plotly_NET_and_back_unchanged(string name)
    {
        var figure = (Figure)Gallery.Pictures[name]();
        var (there, back) = (Parse(figure.ToPlotlyJson()), Parse(ForeignCharts.ToPlotlyJson(figure.ToPlotly())));
        foreach (var part in new[] { "data", "layout" })
            Assert.True(JsonNode.DeepEquals(there[part], back[part]), part);
    }

    [Fact]
    public void A_chart_of_Plotly_NET_gives_its_JSON()
    {
        var chart = Plotly.NET.CSharp.Chart.Line<double, double, string>([1, 2], [3, 4], Name: "line");
        var trace = Parse(ForeignCharts.ToPlotlyJson(chart))["data"]![0]!;
        Assert.Equal(("scatter", "line"), ((string)trace["type"]!, (string)trace["name"]!));
    }

    [Fact]
    public void A_chart_of_XPlot_gives_its_JSON()
    {
        var json = Parse(ForeignCharts.ToPlotlyJson(XPlotChart()));
        Assert.Equal("[3,4]", json["data"]![0]!["y"]!.ToJsonString());
        Assert.Equal("A \"quoted\" title; var layout = 1", (string)json["layout"]!["title"]!);
    }

    [Fact]
    public void A_foreign_chart_has_a_twin_for_its_picture_and_its_words()
    {
        var twin = new Figure("Twin").Line([1, 2, 3]);
        var bundle = Figure.From(XPlotChart(), twin).ToMimeBundle();
        Assert.Equal(ForeignCharts.ToPlotlyJson(XPlotChart()), bundle["application/vnd.plotly.v1+json"]);
        Assert.Equal(twin.ToMimeBundle()["image/png"], bundle["image/png"]);
        Assert.Equal(twin.AltText, bundle["text/plain"]);
    }

    private static XPlot.Plotly.PlotlyChart XPlotChart()
    {
        var chart = XPlot.Plotly.Chart.Plot(new XPlot.Plotly.Scatter { x = new[] { 1, 2 }, y = new[] { 3, 4 } });
        chart.WithTitle("A \"quoted\" title; var layout = 1");
        return chart;
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
