namespace GenAI.Kit.Plotting;

/// <summary>A curve, with a band around it where one is given.</summary>
internal sealed record LineMark(Numbers X, Numbers Y, string? Name, Ink Ink, (Numbers Low, Numbers High)? Band,
    bool Dashed, bool Markers, double Width) : Mark
{
    public override Bounds Bounds => new(X, Band is { } b ? Y.Concat(b.Low).Concat(b.High) : Y);
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Dashed ? Shape.Dashed : Shape.Line);

    public override void Draw(ICanvas canvas)
    {
        if (Band is { } band) canvas.Area(X, band.Low, band.High, Ink, 0.2);
        canvas.Line(X, Y, Ink, Width, Dashed, Name, tells: true);
        if (Markers || X.Count == 1) canvas.Dots(X, Y, Ink, Shape.Circle, 6);
    }

    public override string Describe() =>
        $"Line{Quote(Name)}: {Y.Count} points, from {At(0)} to {At(Y.Count - 1)}, y {Num.Span(Y)}"
        + (Band is null ? "" : ", with a band");

    private string At(int i) => Y.Count == 0 ? "nothing" : $"({Num.Text(X[i])}, {Num.Text(Y[i])})";
}

/// <summary>A straight line across the panel at one value of x or of y.</summary>
internal sealed record ReferenceLine(double At, bool Vertical, string? Name, Ink Ink) : Mark
{
    public override int Layer => 1;
    public override Bounds Bounds => Vertical ? new([At], []) : new([], [At]);
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape.Dashed);

    public override void Draw(ICanvas canvas)
    {
        Numbers at = [At, At];
        var (x, y) = canvas.Ranges;
        if (Vertical) canvas.Line(at, [y.Low, y.High], Ink, 1.5, true, Name);
        else canvas.Line([x.Low, x.High], at, Ink, 1.5, true, Name);
    }

    public override string Describe() =>
        $"{(Vertical ? "Vertical" : "Horizontal")} line{Quote(Name)} at {Num.Text(At)}";
}
