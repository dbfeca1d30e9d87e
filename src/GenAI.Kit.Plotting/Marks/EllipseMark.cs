namespace GenAI.Kit.Plotting;

/// <summary>Contours of a two-dimensional Gaussian at so many standard deviations.</summary>
internal sealed record EllipseMark(Numbers Mean, Table Covariance, Numbers Sigmas, string? Name, Ink Ink) : Mark
{
    private const int Corners = 73;

    public override int Layer => 4;                                               // on top of points
    public override Bounds Bounds => new(Outline.X.Where(double.IsFinite), Outline.Y.Where(double.IsFinite));
    public override IEnumerable<LegendEntry> Legend => Named(Name, Ink, Shape.Line);

    public override void Draw(ICanvas canvas) => canvas.Line(Outline.X, Outline.Y, Ink, 2, name: Name);

    public override string Describe() =>
        $"Gaussian ellipse{Quote(Name)} at {string.Join(", ", Sigmas.Select(Num.Text))} σ "
        + $"around ({Num.Text(Mean[0])}, {Num.Text(Mean[1])}), standard deviations "
        + $"{Num.Text(Math.Sqrt(Covariance[0, 0]))} and {Num.Text(Math.Sqrt(Covariance[1, 1]))}";

    /// <summary>x = μ + s·L·(cos t, sin t) with the Cholesky factor L of the covariance.</summary>
    private (Numbers X, Numbers Y) Outline
    {
        get
        {
            var a = Math.Sqrt(Covariance[0, 0]);
            var b = Covariance[1, 0] / a;
            var c = Math.Sqrt(Math.Max(Covariance[1, 1] - b * b, 0));
            var path = (from s in Sigmas
                        from k in Enumerable.Range(0, Corners + 1)
                        let t = k == Corners ? double.NaN : 2 * Math.PI * k / (Corners - 1)
                        let x = Mean[0] + s * a * Math.Cos(t)
                        let y = Mean[1] + s * (b * Math.Cos(t) + c * Math.Sin(t))
                        select (X: x, Y: y)).ToArray();
            return (path.Select(p => p.X).ToArray(), path.Select(p => p.Y).ToArray());
        }
    }
}
