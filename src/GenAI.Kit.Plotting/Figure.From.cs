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

    /// <summary>Figures of one size, of which a slider shows one at a time.</summary>
    /// <param name="label">What the steps are: "step".</param>
    /// <param name="frames">The name of each step, such as "1000", and its figure. With xRange and yRange, or the
    /// axes are those of the one that shows first.</param>
    /// <param name="start">The step that shows first, from 0, and is the picture where nothing moves; the last if
    /// left out.</param>
    /// <exception cref="ArgumentException">No figures.</exception>
    public static Figure Slider(string label, IEnumerable<(string Step, Figure Figure)> frames,
        int? start = null)
    {
        var all = frames.ToArray();
        if (all.Length == 0) throw new ArgumentException("A slider needs at least one figure.");
        var shown = Math.Clamp(start ?? all.Length - 1, 0, all.Length - 1);
        var chart = all[shown].Figure.With(PlotlySlider.Json(label, all, shown));
        return chart.Alt($"Chart with a slider over {label} {all[0].Step} to {all[^1].Step}, {all.Length} in all. "
            + $"{(shown == all.Length - 1 ? "The last" : all[shown].Step)}: {all[shown].Figure.AltText}");
    }

    private Figure With(string json) => new(Title, [this], Columns, Width, Height) { foreign = json, alt = alt };
}
