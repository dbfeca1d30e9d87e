namespace GenAI.Kit.Plotting;

/// <summary>One pair of axes and the marks on it.</summary>
internal sealed class Panel(string title, Axis x, Axis y, bool equal)
{
    private int inks;

    public string Title => title;
    public Axis X => x;
    public Axis Y => y;
    public bool Equal => equal;
    public List<Mark> Marks { get; } = [];
    public Binning Bins { get; } = new();
    public BarGroup Bars { get; } = new();

    public IEnumerable<Mark> BackToFront => Marks.OrderBy(m => m.Layer);
    public ColourBar? Bar => Marks.Select(m => m.Bar).FirstOrDefault(b => b is not null);
    public Ink NextInk() => inks++;

    /// <summary>The drawn ranges in mapped units, for a plot area of that many pixels.</summary>
    public (Interval X, Interval Y) Ranges(double width, double height)
    {
        var bounds = Marks.Select(m => m.Bounds).ToArray();
        var margin = bounds.Any(b => b.Tight) ? 0 : 0.04;
        var xs = x.Widen(bounds.SelectMany(b => b.X), margin, grounded: false);
        var ys = y.Widen(bounds.SelectMany(b => b.Y), margin, bounds.Any(b => b.Grounded));
        if (!equal) return (xs, ys);
        var unit = Math.Max((xs.High - xs.Low) / width, (ys.High - ys.Low) / height);
        return (Around(xs, unit * width), Around(ys, unit * height));
    }

    /// <summary>The range on which a function is drawn: the one asked for, the axis' own, or that of the marks so
    /// far.</summary>
    public Interval Domain(Interval? asked, Axis axis, Func<Bounds, IEnumerable<double>> side)
    {
        if ((asked ?? axis.Fixed) is { } known) return known;
        var (low, high) = Num.Range(Marks.SelectMany(m => side(m.Bounds)));
        if (low > high)
            throw new InvalidOperationException(
                $"Figure \"{title}\": give x: and y: ranges to a function's mark, or add points before it.");
        var pad = (high - low) * 0.06;
        return (low - pad, high + pad);
    }

    private static Interval Around(Interval r, double span) =>
        ((r.Low + r.High - span) / 2, (r.Low + r.High + span) / 2);
}
