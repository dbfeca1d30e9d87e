using ScottPlot;
using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>Draws marks on a panel of ScottPlot.</summary>
internal sealed class PngCanvas(Plot plot, PanelPlace place) : ICanvas
{
    public (double X, double Y) PixelsPerUnit =>
        (place.Inner.Width / (place.X.High - place.X.Low), place.Inner.Height / (place.Y.High - place.Y.Low));

    public (Interval X, Interval Y) Ranges =>
        ((X.Unmap(place.X.Low), X.Unmap(place.X.High)), (Y.Unmap(place.Y.Low), Y.Unmap(place.Y.High)));

    public int Detail => 320;

    private Axis X => place.Panel.X;
    private Axis Y => place.Panel.Y;

    public void Line(Numbers x, Numbers y, Ink ink, double width, bool dashed, string? name, bool tells)
    {
        foreach (var piece in Pieces([.. x.Zip(y, At)]))
        {
            var line = plot.Add.ScatterLine(piece, ink.Scott());
            line.LineWidth = (float)width;
            if (dashed) line.LinePattern = LinePattern.Dashed;
        }
    }

    public void Area(Numbers x, Numbers low, Numbers high, Ink ink, double opacity)
    {
        var below = x.Zip(low, At);
        var area = plot.Add.Polygon([.. below.Concat(x.Zip(high, At).Reverse()).Where(Finite)]);
        area.FillColor = ink.Scott(opacity);
        area.LineWidth = 0;
    }

    public void Dots(Numbers x, Numbers y, Ink ink, Shape shape, double size, string? name) =>
        Dots([.. x.Zip(y, At).Where(Finite)], ink, shape, size);

    public void Dots(Numbers x, Numbers y, Numbers value, ColourBar bar, double size)
    {
        const int shades = 64;
        var points = x.Zip(y, At).Zip(value, (at, v) => (At: at, Shade: bar.Share(v)));
        foreach (var group in points.Where(p => Finite(p.At) && double.IsFinite(p.Shade))
                                    .GroupBy(p => (int)(p.Shade * (shades - 1))))
            Dots([.. group.Select(p => p.At)], bar.Map.At(group.Key / (shades - 1.0)), Shape.Circle, size);
    }

    public void Boxes(IReadOnlyList<Box> boxes, Ink ink, double opacity, string? name)
    {
        foreach (var b in boxes.Where(b => double.IsFinite(b.Top)))
        {
            var box = plot.Add.Rectangle(X.Map(b.Left), X.Map(b.Right), Floor(b.Bottom), Floor(b.Top));
            box.FillColor = ink.Scott(opacity);
            box.LineColor = Colors.White.WithAlpha(0.6);
            box.LineWidth = 0.5f;
        }
    }

    public void Field(Field field)
    {
        var (width, height) = ((int)place.Inner.Width, (int)place.Inner.Height);
        using var pixels = FieldPixels.Paint(field, width, height, place.Panel.Y.Reversed);
        var (x, y) = (X.Map(field.X), Y.Map(field.Y));
        var image = plot.Add.ImageRect(new Image(pixels), new CoordinateRect(x.Low, x.High, y.Low, y.High));
        image.AntiAlias = field.Smooth;
    }

    public void Labels(IReadOnlyList<Label> labels, string? name = null)
    {
        foreach (var label in labels)
        {
            var text = plot.Add.Text(label.Text, X.Map(label.X), Y.Map(label.Y));
            text.LabelFontName = ShippedFont.Name;
            text.LabelFontSize = Frame.LegendSize;
            text.LabelFontColor = label.Ink.Scott();
            text.LabelAlignment = Alignment.MiddleCenter;
        }
    }

    private void Dots(Coordinates[] at, Ink ink, Shape shape, double size)
    {
        size *= place.DotScale;
        var colour = ink.Scott(ScatterMark.Opacity(size));
        var dots = plot.Add.Markers(at, Marker(shape), (float)(size * shape.Size()), colour);
        dots.MarkerStyle.LineColor = Colors.White.WithAlpha(0.6);
        dots.MarkerStyle.LineWidth = size > 4 ? 0.5f : 0;
    }

    private static MarkerShape Marker(Shape shape) => shape switch
    {
        Shape.Square => MarkerShape.FilledSquare,
        Shape.Triangle => MarkerShape.FilledTriangleUp,
        Shape.Diamond => MarkerShape.FilledDiamond,
        _ => MarkerShape.FilledCircle,
    };

    private Coordinates At(double x, double y) => new(X.Map(x), Y.Map(y));

    /// <summary>A bar on a logarithmic axis stands on the axis' low end.</summary>
    private double Floor(double y) => Y.Map(y) is var v && double.IsNaN(v) ? place.Y.Low : v;

    private static bool Finite(Coordinates c) => double.IsFinite(c.X) && double.IsFinite(c.Y);

    private static IEnumerable<Coordinates[]> Pieces(Coordinates[] path)
    {
        var start = 0;
        for (var i = 0; i <= path.Length; i++)
        {
            if (i < path.Length && Finite(path[i])) continue;
            if (i > start) yield return path[start..i];
            start = i + 1;
        }
    }
}
