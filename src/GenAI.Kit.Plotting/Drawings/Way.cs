using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>The way of an arrow: its points, of which the second is the control point of a curve if it is bent.
/// </summary>
internal sealed record Way((double X, double Y)[] Points, bool Curved = false)
{
    private const double Gap = 2;                                                 // between the arrow and its shapes

    public static Way Straight(Outline a, Outline b)
    {
        var (from, to) = Outline.Between(a, b);
        return new([Apart(from, to), Apart(to, from)]);
    }

    public static Way Bent(Outline a, Outline b, double bend)
    {
        var (from, to) = (a.Centre, b.Centre);
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = Math.Max(Math.Sqrt(dx * dx + dy * dy), 1);
        var control = ((from.X + to.X) / 2 + 2 * bend * dy / length, (from.Y + to.Y) / 2 - 2 * bend * dx / length);
        var (start, end) = (a.Exit(from, control), b.Exit(to, control));
        return new([Apart(start, control), control, Apart(end, control)], Curved: true);
    }

    public static Way Around(Outline a, Outline b, (double X, double Y)[] corners) => new(
    [
        Apart(Outline.Between(a, Outline.Point(corners[0].X, corners[0].Y)).From, corners[0]), .. corners,
        Apart(Outline.Between(Outline.Point(corners[^1].X, corners[^1].Y), b).To, corners[^1]),
    ]);

    /// <summary>The line, shorter at its end by so many pixels.</summary>
    public SKPath Path(double shorter)
    {
        var (path, end) = (new SKPath(), Apart(Points[^1], Points[^2], shorter));
        path.MoveTo((float)Points[0].X, (float)Points[0].Y);
        if (Curved) path.QuadTo((float)Points[1].X, (float)Points[1].Y, (float)end.X, (float)end.Y);
        else
        {
            for (var i = 1; i < Points.Length - 1; i++)
                path.ArcTo(new((float)Points[i].X, (float)Points[i].Y), Next(i), 8);
            path.LineTo((float)end.X, (float)end.Y);
        }
        return path;

        SKPoint Next(int i) => new((float)Points[i + 1].X, (float)Points[i + 1].Y);
    }

    /// <summary>The middle of its label: above a level way, right of an upright one, outside of a bend.</summary>
    /// <param name="width">Of the label.</param>
    /// <param name="height">Of the label.</param>
    public (double X, double Y) Beside(double width, double height)
    {
        var (a, b) = Longest();
        var (x, y) = ((a.X + b.X) / 2, (a.Y + b.Y) / 2);
        var length = Math.Max(Math.Sqrt((b.X - a.X) * (b.X - a.X) + (b.Y - a.Y) * (b.Y - a.Y)), 1e-9);
        var (nx, ny) = ((b.Y - a.Y) / length, (a.X - b.X) / length);
        if (ny > 0.1 || Math.Abs(ny) <= 0.1 && nx < 0) (nx, ny) = (-nx, -ny);
        if (Curved)
        {
            (x, y) = ((x + Points[1].X) / 2, (y + Points[1].Y) / 2);
            if (nx * (Points[1].X - x) + ny * (Points[1].Y - y) < 0) (nx, ny) = (-nx, -ny);
        }
        var clear = Math.Abs(nx) * width / 2 + Math.Abs(ny) * height / 2 + 5;
        return (x + nx * clear, y + ny * clear);
    }

    private ((double X, double Y), (double X, double Y)) Longest() => Curved ? (Points[0], Points[2])
        : Points.Zip(Points.Skip(1)).MaxBy(p => Math.Abs(p.First.X - p.Second.X) + Math.Abs(p.First.Y - p.Second.Y));

    private static (double X, double Y) Apart((double X, double Y) at, (double X, double Y) from, double by = Gap)
    {
        var (dx, dy) = (from.X - at.X, from.Y - at.Y);
        var length = Math.Max(Math.Sqrt(dx * dx + dy * dy), 1e-9);
        return (at.X + by * dx / length, at.Y + by * dy / length);
    }
}
