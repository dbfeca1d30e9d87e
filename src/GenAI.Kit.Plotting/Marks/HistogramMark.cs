namespace GenAI.Kit.Plotting;

/// <summary>Bins that all histograms of a panel share.</summary>
internal sealed class Binning
{
    public Interval Range { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);
    public int Count { get; set; } = 30;

    public void Cover(Interval r) => Range = (Math.Min(Range.Low, r.Low), Math.Max(Range.High, r.High));

    public double Width => Range.High > Range.Low ? (Range.High - Range.Low) / Count : 1;
    public double Edge(int i) => Range.Low + i * Width;
    public int Of(double v) => Math.Min((int)((v - Range.Low) / Width), Count - 1);
}

/// <summary>How often values fall into each bin, or their density (the bars' area is 1).</summary>
internal sealed record HistogramMark(Numbers Values, string? Name, Ink Ink, bool Density, Binning Bins,
    Func<bool> Alone) : Mark
{
    public override int Layer => 1;
    public override Bounds Bounds => new([Bins.Edge(0), Bins.Edge(Bins.Count)], Heights().Append(0), Grounded: true);
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape.Box);

    public override void Draw(ICanvas canvas)
    {
        Box[] boxes = [.. Heights().Select((h, i) => new Box(Bins.Edge(i), Bins.Edge(i + 1), 0, h))];
        canvas.Boxes(boxes, Ink, Alone() ? 0.85 : 0.5, Name);
    }

    public override string Describe() =>
        $"Histogram{Quote(Name)}: {Values.Count:#,0} values from {Num.Span(Values)} in "
        + $"{Bins.Count} bins, {(Density ? "density" : "count")} up to {Num.Text(Heights().Max())}";

    private double[] Heights()
    {
        var heights = new double[Bins.Count];
        var inside = Values.Where(v => v >= Bins.Range.Low && v <= Bins.Range.High).ToArray();
        foreach (var v in inside) heights[Bins.Of(v)] += Density ? 1 / (inside.Length * Bins.Width) : 1;
        return heights;
    }
}
