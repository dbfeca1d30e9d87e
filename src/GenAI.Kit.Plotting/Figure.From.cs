namespace GenAI.Kit.Plotting;

public sealed partial class Figure
{
    private string? foreign;

    /// <summary>A chart of Plotly.NET (3-D, with a slider, …) and the figure that is its picture.</summary>
    public static Figure From(global::Plotly.NET.GenericChart chart, Figure twin) =>
        twin.With(ForeignCharts.ToPlotlyJson(chart));

    /// <summary>A chart of XPlot with the figure that stands for it as a picture.</summary>
    public static Figure From(XPlot.Plotly.PlotlyChart chart, Figure twin) =>
        twin.With(ForeignCharts.ToPlotlyJson(chart));

    private Figure With(string json) => new(Title, [this], Columns, Width, Height) { foreign = json, alt = alt };
}
