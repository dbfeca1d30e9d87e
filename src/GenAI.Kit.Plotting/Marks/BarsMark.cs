namespace GenAI.Kit.Plotting;

/// <summary>The series of bars of a panel, which stand side by side.</summary>
internal sealed class BarGroup
{
    public int Series { get; set; }
    public double Width => 0.8 / Math.Max(Series, 1);
    public double Left(int category, int series) => category - 0.4 + series * Width;
}

/// <summary>One bar for each category, with error bars where given.</summary>
internal sealed record BarsMark(string[] Categories, Numbers Values, string? Name, Ink Ink, Numbers? Errors,
    int Series, BarGroup Group) : Mark
{
    public override int Layer => 1;
    public override Bounds Bounds =>
        new([-0.5, Categories.Length - 0.5], Tops.Concat(Bottoms).Append(0), Grounded: true);
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape.Box);

    private IEnumerable<double> Tops => Values.Select((v, i) => v + (Errors?[i] ?? 0));
    private IEnumerable<double> Bottoms => Values.Select((v, i) => v - (Errors?[i] ?? 0));

    public override void Draw(ICanvas canvas)
    {
        var gap = Group.Series > 1 ? 0.02 : 0;
        canvas.Boxes([.. Values.Select((v, i) => new Box(Group.Left(i, Series) + gap,
            Group.Left(i, Series) + Group.Width - gap, 0, v))], Ink, 0.9, Name);
        if (Errors is null) return;
        var xs = Values.SelectMany((_, i) => new[] { Middle(i), Middle(i), double.NaN });
        var ys = Bottoms.Zip(Tops).SelectMany(e => new[] { e.First, e.Second, double.NaN });
        canvas.Line(Numbers.Of(xs), Numbers.Of(ys), Palette.Text, 2);
    }

    public override string Describe() => $"Bars{Quote(Name)}: "
        + string.Join(", ", Categories.Select((c, i) => $"{c} {Num.Text(Values[i])}"
            + (Errors is null ? "" : $" ± {Num.Text(Errors[i])}")));

    private double Middle(int category) => Group.Left(category, Series) + Group.Width / 2;
}
