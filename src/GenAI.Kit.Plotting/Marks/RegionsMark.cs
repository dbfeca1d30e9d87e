namespace GenAI.Kit.Plotting;

/// <summary>Which class a classifier gives to each place: the class's colour, paler where it is less sure, and the
/// boundaries between classes.</summary>
internal sealed record RegionsMark(Table[] Probability, Interval X, Interval Y, string[]? Names) : Mark
{
    private int Classes => Probability.Length;

    public override int Layer => 0;
    public override Bounds Bounds => new([X.Low, X.High], [Y.Low, Y.High], Tight: true);

    public override void Draw(ICanvas canvas)
    {
        canvas.Field(Classes == 2
            ? new(Probability[1], X, Y, new("p", (0, 1), new([Tint(0, 1), Tint(0, 0), Tint(1, 1)])), true, false)
            : new(Coded(), Cells(X, Probability[0].Columns), Cells(Y, Probability[0].Rows), Scale, false, false));
        var (xs, ys) = (new List<double>(), new List<double>());
        for (var k = 0; k < Classes - 1; k++) Isolines.Trace(Margin(k), X, Y, 0, xs, ys);
        canvas.Line(xs, ys, Palette.Axis, 1.3);
    }

    public override string Describe() => $"Decision regions of {Classes} classes: " + string.Join(", ",
        Enumerable.Range(0, Classes).Select(k => $"{Names?[k] ?? $"class {k}"} {Share(k):0%} of the area"));

    /// <summary>Class number plus how sure it is in [0, 1): one number that a colour scale can show.</summary>
    private Table Coded() => Each(i =>
    {
        var best = Best(i);
        var sure = (Probability[best].All[i] - 1.0 / Classes) / (1 - 1.0 / Classes);
        return best + Math.Clamp(sure, 0, 0.98) + 0.01;
    });

    private Table Margin(int k) => Each(i =>
        Probability[k].All[i] - Enumerable.Range(0, Classes).Where(j => j != k).Max(j => Probability[j].All[i]));

    private Table Each(Func<int, double> value) => new(
        [.. Enumerable.Range(0, Probability[0].All.Count).Select(value)], Probability[0].Rows, Probability[0].Columns);

    /// <summary>Cells around the nodes reach half a step beyond the first and the last.</summary>
    private static Interval Cells(Interval r, int nodes) =>
        (r.Low - (r.High - r.Low) / (nodes - 1) / 2, r.High + (r.High - r.Low) / (nodes - 1) / 2);

    private int Best(int i) => Enumerable.Range(0, Classes).MaxBy(k => Probability[k].All[i]);
    private double Share(int k) => Probability[0].All.Index().Average(i => Best((int)i) == k ? 1 : 0);

    private ColourBar Scale => new("class", (0, Classes), new([.. Enumerable.Range(0, Classes)
        .SelectMany(k => new[] { ((double)k / Classes, Tint(k, 0)), ((k + 1.0) / Classes, Tint(k, 1)) })]));

    private static Ink Tint(int k, double sure) => Palette.White.Mix(k, 0.1 + 0.35 * sure);
}
