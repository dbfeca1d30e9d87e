namespace GenAI.Kit.Plotting;

/// <summary>Which class a classifier gives to each place: the class's colour, paler where it is less sure, and the
/// boundaries between classes.</summary>
internal sealed record RegionsMark(Table[] Probability, Interval X, Interval Y, string[] Names) : Mark
{
    private int Classes => Probability.Length;

    public override int Layer => 0;
    public override Bounds Bounds => new([X.Low, X.High], [Y.Low, Y.High], Tight: true);

    public override void Draw(ICanvas canvas)
    {
        canvas.Field(Classes == 2
            ? new(Probability[1], X, Y, Pair, Smooth: true, ShowBar: false)
            : new(Coded(canvas.Detail), X, Y, Scale, Smooth: false, ShowBar: false));
        var (xs, ys) = (new List<double>(), new List<double>());
        for (var k = 0; k < Classes - 1; k++) Isolines.Trace(Margin(k), X, Y, 0, xs, ys);
        canvas.Line(xs, ys, Palette.Axis, 1.3);
    }

    public override string Describe() => $"Decision regions of {Classes} classes: " + string.Join(", ",
        Enumerable.Range(0, Classes).Select(k => $"{Names[k]} {Share(k):0%} of the area"));

    /// <summary>Class number plus how sure it is in [0, 1): one number that a colour scale can show.</summary>
    private Table Coded(int cells)
    {
        var codes = new double[cells * cells];
        var p = new double[Classes];
        for (var i = 0; i < codes.Length; i++)
        {
            var (row, column) = (Node(i / cells, Probability[0].Rows), Node(i % cells, Probability[0].Columns));
            for (var k = 0; k < Classes; k++) p[k] = Probability[k].Blend(row, column);
            var best = Array.IndexOf(p, p.Max());
            codes[i] = best + 0.01 + Math.Clamp((p[best] - 1.0 / Classes) / (1 - 1.0 / Classes), 0, 0.98);
        }
        return new(codes, cells, cells);

        double Node(int cell, int nodes) => (cell + 0.5) / cells * (nodes - 1);
    }

    /// <summary>By how much class k is ahead of the best other one: 0 on its boundary.</summary>
    private Table Margin(int k)
    {
        var others = Probability.Where((_, j) => j != k).ToArray();
        var margin = Probability[k].All.Select((p, i) => p - others.Max(o => o.All[i]));
        return new([.. margin], Probability[k].Rows, Probability[k].Columns);
    }

    private int Best(int i) => Enumerable.Range(0, Classes).MaxBy(k => Probability[k].All[i]);
    private double Share(int k) => Probability[0].All.Index().Average(i => Best((int)i) == k ? 1 : 0);

    private static ColourBar Pair => new("p", (0, 1), new((Ink[])[Tint(0, 1), Tint(0, 0), Tint(1, 1)]));

    private ColourBar Scale => new("class", (0, Classes), new([.. Enumerable.Range(0, Classes)
        .SelectMany(k => new[] { ((double)k / Classes, Tint(k, 0)), ((k + 1.0) / Classes, Tint(k, 1)) })]));

    private static Ink Tint(int k, double sure) => Palette.White.Mix(k, 0.1 + 0.35 * sure);
}
