namespace GenAI.Kit.Plotting;

/// <summary>A field of numbers as colours: a heat map, a density.</summary>
/// <param name="Span">The colours' ends; null: those of the values.</param>
internal sealed record HeatMapMark(Table Values, Interval X, Interval Y, string BarLabel, bool Smooth,
    Interval? Span = null) : Mark
{
    public override int Layer => 0;
    public override Bounds Bounds => new([X.Low, X.High], [Y.Low, Y.High], Tight: true);
    public override ColourBar Bar => Span is { } span
        ? new(BarLabel, span, Palette.Viridis)
        : ColourBar.Over(Values.All, BarLabel, Palette.Viridis);

    public override void Draw(ICanvas canvas) => canvas.Field(new(Values, X, Y, Bar, Smooth, ShowBar: true));

    public override string Describe() =>
        $"{(Smooth ? "Field" : "Heat map")} of {Values.Rows} × {Values.Columns} values, {BarLabel} "
        + $"{Num.Span(Values.All)}, {Peak()}";

    private string Peak()
    {
        var best = Array.IndexOf(Values.All.Raw, Num.Range(Values.All).High);
        var (row, column) = (best / Values.Columns, best % Values.Columns);
        return $"largest near ({Num.Text(Place(X, column, Values.Columns))}, {Num.Text(Place(Y, row, Values.Rows))})";
    }

    private double Place(Interval r, int i, int count) =>
        Smooth ? TensorNumbers.Node(r, i, count) : r.Low + (r.High - r.Low) * (i + 0.5) / count;
}

/// <summary>Lines of equal value.</summary>
internal sealed record ContourMark(Table Values, Interval X, Interval Y, Numbers Levels, string? Name, Ink Ink) : Mark
{
    public override Bounds Bounds => new([X.Low, X.High], [Y.Low, Y.High], Tight: true);
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape.Line);

    public override void Draw(ICanvas canvas)
    {
        var (xs, ys) = (new List<double>(), new List<double>());
        foreach (var level in Levels) Isolines.Trace(Values, X, Y, level, xs, ys);
        canvas.Line(xs, ys, Ink, 1.3, name: Name);
    }

    public override string Describe() =>
        $"Contour lines{Quote(Name)} at {string.Join(", ", Levels.Select(Num.Text))}; values {Num.Span(Values.All)}";
}

/// <summary>A matrix with the names of its rows and columns, and its numbers in the cells.</summary>
internal sealed record MatrixMark(Table Values, string[] Rows, string[] Columns, string? Format, string? BarLabel)
    : Mark
{
    public override int Layer => 0;
    public override Bounds Bounds => new([-0.5, Columns.Length - 0.5], [-0.5, Rows.Length - 0.5], Tight: true);
    public override ColourBar? Bar => BarLabel is null ? null : Scale;

    private ColourBar Scale => ColourBar.Over(Numbers.Of(Values.All.Append(0)), BarLabel ?? "", Palette.Blues);

    public override void Draw(ICanvas canvas)
    {
        Interval x = (-0.5, Columns.Length - 0.5), y = (-0.5, Rows.Length - 0.5);
        canvas.Field(new(Values, x, y, Scale, Smooth: false, ShowBar: BarLabel is not null));
        if (Format is null) return;
        canvas.Labels([.. from r in Enumerable.Range(0, Rows.Length)
                          from c in Enumerable.Range(0, Columns.Length)
                          select new Label(c, r, Text(r, c), Ink(Values[r, c]))]);
    }

    public override string Describe() => $"Matrix of {Rows.Length} rows and {Columns.Length} columns. "
        + (Rows.Length * Columns.Length > 100 ? $"Values {Num.Span(Values.All)}"
            : string.Join("; ", Rows.Select((name, r) => $"row {name}: {Row(r)}")));

    private string Row(int r) => string.Join(", ", Columns.Select((c, j) => $"{c} {Num.Text(Values[r, j])}"));

    private string Text(int r, int c) => Values[r, c].ToString(Format, CultureInfo.InvariantCulture);

    private Ink Ink(double v) =>
        Scale.Map.At(Scale.Share(v)).IsDark ? Palette.White : Palette.Text;
}
