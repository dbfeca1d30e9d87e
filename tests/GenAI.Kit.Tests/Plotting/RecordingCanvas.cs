using GenAI.Kit.Plotting;
using Interval = (double Low, double High);

namespace GenAI.Kit.Tests.Plotting;

/// <summary>A third canvas beside Plotly's and ScottPlot's: it remembers boxes and lines.</summary>
internal sealed class RecordingCanvas : ICanvas
{
    public List<Box> AllBoxes { get; } = [];
    public List<(Numbers X, Numbers Y)> AllLines { get; } = [];

    public (double X, double Y) PixelsPerUnit => (1, 1);
    public (Interval X, Interval Y) Ranges => ((0, 1), (0, 1));
    public int Detail => 8;

    public void Line(Numbers x, Numbers y, Ink ink, double width, bool dashed, string? name, bool tells) =>
        AllLines.Add((x, y));
    public void Boxes(IReadOnlyList<Box> boxes, Ink ink, double opacity, string? name) => AllBoxes.AddRange(boxes);
    public void Area(Numbers x, Numbers low, Numbers high, Ink ink, double opacity) { }
    public void Dots(Numbers x, Numbers y, Ink ink, Shape shape, double size, string? name) { }
    public void Dots(Numbers x, Numbers y, Numbers value, ColourBar bar, double size) { }
    public void Field(Field field) { }
    public void Labels(IReadOnlyList<Label> labels, string? name = null) { }
}
