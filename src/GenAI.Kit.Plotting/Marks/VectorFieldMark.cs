namespace GenAI.Kit.Plotting;

/// <summary>Arrows centred on points: the longest is as long as the space between them, the others in
/// proportion.</summary>
internal sealed record VectorFieldMark(Table At, Table Vectors, string? Name, Ink Ink) : Mark
{
    public override Bounds Bounds => new(Cells(At.Column(0)), Cells(At.Column(1)));
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape.Line);

    public override void Draw(ICanvas canvas)
    {
        var (px, py) = canvas.PixelsPerUnit;
        var scale = Spacing(px, py) / Lengths(px, py).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var (xs, ys) = (new List<double>(), new List<double>());
        for (var i = 0; i < At.Rows; i++)
        {
            var (dx, dy) = (Vectors[i, 0] * px * scale, Vectors[i, 1] * py * scale);
            if (double.IsFinite(dx + dy)) Arrow(At[i, 0] * px, At[i, 1] * py, dx, dy);
        }
        canvas.Line(xs, ys, Ink, 1.3, name: Name);

        void Arrow(double x, double y, double dx, double dy)
        {
            var (tipX, tipY) = (x + dx / 2, y + dy / 2);
            Add(x - dx / 2, y - dy / 2, tipX, tipY, double.NaN, double.NaN);
            Add(tipX - 0.35 * dx + 0.18 * dy, tipY - 0.35 * dy - 0.18 * dx, tipX, tipY,
                tipX - 0.35 * dx - 0.18 * dy, tipY - 0.35 * dy + 0.18 * dx, double.NaN, double.NaN);
        }

        void Add(params double[] path)
        {
            for (var k = 0; k < path.Length; k += 2) { xs.Add(path[k] / px); ys.Add(path[k + 1] / py); }
        }
    }

    public override string Describe() => $"Vector field{Quote(Name)}: {At.Rows} arrows, lengths "
        + Num.Span(Lengths(1, 1));

    /// <summary>The range of the points and half the space between them on each side.</summary>
    private double[] Cells(Numbers at)
    {
        var (low, high) = Num.Range(at);
        var half = (high - low) / Math.Max(Math.Sqrt(At.Rows) - 1, 1) / 2;
        return [low - half, high + half];
    }

    private double Spacing(double px, double py)
    {
        var (x, y) = (Num.Range(At.Column(0)), Num.Range(At.Column(1)));
        return 0.95 * Math.Sqrt((x.High - x.Low) * px * (y.High - y.Low) * py / At.Rows);
    }

    private IEnumerable<double> Lengths(double px, double py) =>
        Enumerable.Range(0, At.Rows).Select(i => double.Hypot(Vectors[i, 0] * px, Vectors[i, 1] * py));
}
