namespace GenAI.Kit.Plotting;

/// <summary>A word at each of a few places, in the place of a dot.</summary>
/// <param name="Seam">White around the words, so that they can be read on other marks.</param>
internal sealed record LabelsMark(Numbers X, Numbers Y, string[] Texts, string? Name, Ink Ink, bool Seam = false)
    : Mark
{
    public override int Layer => 4;
    public override Bounds Bounds => new(X, Y);
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape.Box);

    public override void Draw(ICanvas canvas)
    {
        var (px, py) = canvas.PixelsPerUnit;
        if (Seam)                                                     // neither renderer has one: the words in white
            canvas.Labels([.. from k in Enumerable.Range(0, 8)
                              let t = Math.PI * k / 4
                              from word in At(1.6 * Math.Cos(t) / px, 1.6 * Math.Sin(t) / py, Palette.White)
                              select word]);
        canvas.Labels([.. At(0, 0, Ink)], Name);
    }

    private IEnumerable<Label> At(double right, double up, Ink ink) =>
        Texts.Select((text, n) => new Label(X[n] + right, Y[n] + up, text, ink));

    public override string Describe() => $"{Texts.Length} labels{Quote(Name)}: "
        + string.Join(", ", Texts.Select((text, n) => $"{text} at {Num.Text(X[n])}, {Num.Text(Y[n])}"));
}
