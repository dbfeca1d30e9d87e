namespace GenAI.Kit.Plotting;

/// <summary>A word at each of a few places, in the place of a dot.</summary>
internal sealed record LabelsMark(Numbers X, Numbers Y, string[] Texts, string? Name, Ink Ink) : Mark
{
    public override int Layer => 4;
    public override Bounds Bounds => new(X, Y);
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape.Box);

    public override void Draw(ICanvas canvas) =>
        canvas.Labels([.. Texts.Select((text, n) => new Label(X[n], Y[n], text, Ink))], Name);

    public override string Describe() => $"{Texts.Length} labels{Quote(Name)}: "
        + string.Join(", ", Texts.Select((text, n) => $"{text} at {Num.Text(X[n])}, {Num.Text(Y[n])}"));
}
