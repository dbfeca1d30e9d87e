namespace GenAI.Kit.Plotting;

/// <summary>The edge of a drawn shape: where arrows meet it.</summary>
/// <param name="Box">Around it.</param>
/// <param name="Round">An ellipse; else a rectangle.</param>
/// <param name="Cell">One of a row: arrows from and to rows above or below meet it in the middle.</param>
/// <param name="Waist">By how much its middle is lower than its higher side, and as much from below.</param>
internal sealed record Outline(PixelBox Box, bool Round = false, bool Cell = false, double Waist = 0)
{
    public (double X, double Y) Centre => (Box.CentreX, Box.CentreY);

    public static Outline Point(double x, double y) => new(new PixelBox(x, y, x, y));

    public (double X, double Y) Side(string side) => side switch
    {
        "left" => (Box.Left, Box.CentreY),
        "right" => (Box.Right, Box.CentreY),
        "top" => (Box.CentreX, Box.Top + Waist),
        _ => (Box.CentreX, Box.Bottom - Waist),
    };

    /// <summary>Where a ray from a point inside leaves the shape.</summary>
    public (double X, double Y) Exit((double X, double Y) from, (double X, double Y) towards)
    {
        var (dx, dy) = (towards.X - from.X, towards.Y - from.Y);
        if (Box.Width == 0 || dx == 0 && dy == 0) return from;
        var t = Round ? OfEllipse(from, dx, dy) : Math.Min(
            dx == 0 ? double.MaxValue : ((dx > 0 ? Box.Right : Box.Left) - from.X) / dx,
            dy == 0 ? double.MaxValue : ((dy > 0 ? Box.Bottom : Box.Top) - from.Y) / dy);
        return (from.X + t * dx, from.Y + t * dy);
    }

    /// <summary>Ends of the straight line between two shapes: level or upright where they face each other, else from
    /// centre to centre.</summary>
    public static ((double X, double Y) From, (double X, double Y) To) Between(Outline a, Outline b)
    {
        if ((a.Cell || b.Cell) && a.Box.Bottom < b.Box.Top) return (a.Side("bottom"), b.Side("top"));
        if ((a.Cell || b.Cell) && b.Box.Bottom < a.Box.Top) return (a.Side("top"), b.Side("bottom"));
        var (from, to) = (a.Centre, b.Centre);
        var (low, high) = (Math.Max(a.Box.Top, b.Box.Top), Math.Min(a.Box.Bottom, b.Box.Bottom));
        var (left, right) = (Math.Max(a.Box.Left, b.Box.Left), Math.Min(a.Box.Right, b.Box.Right));
        if (low <= high && (left > right || high - low > right - left)) from.Y = to.Y = (low + high) / 2;
        else if (left <= right) from.X = to.X = (left + right) / 2;
        return (a.Exit(from, to), b.Exit(to, from));
    }

    private double OfEllipse((double X, double Y) from, double dx, double dy)
    {
        var (rx, ry) = (Box.Width / 2, Box.Height / 2);
        var (px, py) = ((from.X - Box.CentreX) / rx, (from.Y - Box.CentreY) / ry);
        var (vx, vy) = (dx / rx, dy / ry);
        var (a, b, c) = (vx * vx + vy * vy, px * vx + py * vy, px * px + py * py - 1);
        return (-b + Math.Sqrt(Math.Max(b * b - a * c, 0))) / a;                    // a t² + 2 b t + c = 0
    }
}
