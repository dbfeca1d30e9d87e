namespace GenAI.Kit.Plotting;

/// <summary>Points of one series.</summary>
internal sealed record ScatterMark(Numbers X, Numbers Y, string? Name, Ink Ink, Shape Shape, double? Pixels = null)
    : Mark
{
    public override int Layer => 3;
    public override Bounds Bounds => new(X, Y);
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape);

    public override void Draw(ICanvas canvas) => canvas.Dots(X, Y, Ink, Shape, Pixels ?? Size(X.Count), Name);

    public override string Describe() =>
        $"{X.Count:#,0} points{Quote(Name)}, x {Num.Span(X)}, y {Num.Span(Y)}";

    /// <summary>Many points are drawn small.</summary>
    public static double Opacity(double size) => size < 3 ? 0.4 : 0.75;
    public static double Size(int count) => count > 5000 ? 2.5 : count > 1000 ? 4 : count > 300 ? 5.5 : 7;
}

/// <summary>Points coloured by a number of each.</summary>
internal sealed record ValueScatterMark(Numbers X, Numbers Y, Numbers Value, string BarLabel) : Mark
{
    public override int Layer => 3;
    public override Bounds Bounds => new(X, Y);
    public override ColourBar Bar => ColourBar.Over(Value, BarLabel, Palette.Viridis);

    public override void Draw(ICanvas canvas) => canvas.Dots(X, Y, Value, Bar, ScatterMark.Size(X.Count));

    public override string Describe() =>
        $"{X.Count:#,0} points, x {Num.Span(X)}, y {Num.Span(Y)}, coloured by {BarLabel}, {Num.Span(Value)}";
}
