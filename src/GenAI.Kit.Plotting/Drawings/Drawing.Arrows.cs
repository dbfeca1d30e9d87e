using SkiaSharp;

namespace GenAI.Kit.Plotting;

public sealed partial class Drawing
{
    /// <summary>An arrow from one shape to another: straight, bent, or around corners.</summary>
    /// <param name="from">A shape's name, "name@right" for one of its sides, or a point (x, y).</param>
    /// <param name="to">The same.</param>
    /// <param name="label">Beside its middle.</param>
    /// <param name="bend">How far its middle lies to the left of the straight way, seen along it, in pixels; less
    /// than 0: to the right.</param>
    /// <param name="color">Grey if left out.</param>
    /// <param name="dashed">What is not always there, or flows back.</param>
    /// <param name="width">Of the line, in pixels: thicker for what weighs more.</param>
    /// <param name="via">Corners on its way, in pixels.</param>
    /// <exception cref="ArgumentException">No shape has this name.</exception>
    public Drawing Arrow(Spot from, Spot to, string label = "", double bend = 0, Ink? color = null,
        bool dashed = false, double width = 1.6, IEnumerable<(double X, double Y)>? via = null) =>
        Connect(from, to, label, bend, color, dashed, width, [.. via ?? []], head: true);

    /// <summary>The same without a head.</summary>
    /// <inheritdoc cref="Arrow"/>
    public Drawing Line(Spot from, Spot to, string label = "", double bend = 0, Ink? color = null,
        bool dashed = false, double width = 1.6, IEnumerable<(double X, double Y)>? via = null) =>
        Connect(from, to, label, bend, color, dashed, width, [.. via ?? []], head: false);

    private Drawing Connect(Spot from, Spot to, string label, double bend, Ink? color, bool dashed, double width,
        (double X, double Y)[] corners, bool head)
    {
        var (a, b, ink) = (Find(from), Find(to), color ?? 6);
        if (head) told.Add($"{Called(from)} → {Called(to)}{(label == "" ? "" : $" ({Plain(label)})")}");
        var way = corners.Length > 0 ? Way.Around(a, b, corners)
            : bend != 0 ? Way.Bent(a, b, bend) : Way.Straight(a, b);
        Add(Layer.Lines, canvas =>
        {
            var end = way.Points[^1];
            using var path = way.Path(head ? Pen.HeadSize(width) * 0.7 : 0);
            Pen.Line(canvas, path, ink, width, dashed);
            if (head) Pen.Head(canvas, way.Points[^2], end, ink, width);
        });
        return label == "" ? this : Add(Layer.Words, canvas =>
        {
            var (x, y) = way.Beside(Pen.Width(label, SmallSize), 0.9 * SmallSize * label.Split('\n').Length);
            Pen.Text(canvas, label, x, y, SmallSize, ink: ink.Mix(Palette.Text, 0.5), seam: true);
        });
    }

    private static string Called(Spot spot) => spot.Name ?? "·";
}
