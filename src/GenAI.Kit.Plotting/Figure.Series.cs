namespace GenAI.Kit.Plotting;

public sealed partial class Figure
{
    /// <summary>A curve through (x, y), with a band from low to high around it if one is given; its width is in
    /// pixels.</summary>
    public Figure Line(Numbers x, Numbers y, string? name = null, (Numbers Low, Numbers High)? band = null,
        bool dashed = false, bool markers = false, Ink? color = null, double width = 2)
    {
        SameLength(x, y, "y");
        SameLength(x, band?.Low ?? x, "the band's low end");
        SameLength(x, band?.High ?? x, "the band's high end");
        return Add(new LineMark(x, y, name, color ?? Only.NextInk(), band, dashed, markers, width));
    }

    /// <summary>A curve through (0, y₀), (1, y₁), …: a loss by step, say.</summary>
    public Figure Line(Numbers y, string? name = null, bool dashed = false, Ink? color = null) =>
        Line(y.Index(), y, name, null, dashed, false, color);

    /// <inheritdoc cref="Line(Numbers, Numbers, string?, ValueTuple{Numbers, Numbers}?, bool, bool, Ink?, double)"/>
    public Figure Line(IEnumerable<double> x, IEnumerable<double> y, string? name = null, bool dashed = false,
        bool markers = false, Ink? color = null, double width = 2) =>
        Line(Numbers.Of(x), Numbers.Of(y), name, null, dashed, markers, color, width);

    /// <inheritdoc cref="Line(Numbers, string?, bool, Ink?)"/>
    public Figure Line(IEnumerable<double> y, string? name = null, bool dashed = false, Ink? color = null) =>
        Line(Numbers.Of(y), name, dashed, color);

    /// <summary>The mean of several runs (one row each) with a band of two standard errors on each side.</summary>
    public Figure Mean(Numbers x, Table runs, string? name = null, Ink? color = null)
    {
        var (mean, error) = (new double[runs.Columns], new double[runs.Columns]);
        for (var j = 0; j < runs.Columns; j++)
        {
            var column = runs.Column(j);
            mean[j] = column.Average();
            var variance = column.Sum(v => (v - mean[j]) * (v - mean[j])) / Math.Max(runs.Rows - 1, 1);
            error[j] = 2 * Math.Sqrt(variance / runs.Rows);
        }
        var (low, high) = (mean.Zip(error, (m, e) => m - e), mean.Zip(error, (m, e) => m + e));
        return Line(x, mean, name, (Numbers.Of(low), Numbers.Of(high)), color: color);
    }

    /// <summary>Points (x, y), of so many pixels; the more there are the smaller, if the size is left out.</summary>
    public Figure Scatter(Numbers x, Numbers y, string? name = null, Ink? color = null, double? size = null)
    {
        SameLength(x, y, "y");
        return Add(new ScatterMark(x, y, name, color ?? Only.NextInk(), Shape.Circle, size));
    }

    /// <summary>Points [N, 2]; coloured by a number of each, with a bar that says which, if values are
    /// given.</summary>
    public Figure Scatter(Table points, string? name = null, Ink? color = null, Numbers? values = null,
        string bar = "")
    {
        if (values is null) return Scatter(points.Column(0), points.Column(1), name, color);
        SameLength(points.Column(0), values, "values");
        return Add(new ValueScatterMark(points.Column(0), points.Column(1), values, bar));
    }

    /// <summary>Points [N, 2] coloured by class: labels 0 … K−1, one name for each class.</summary>
    public Figure Scatter(Table points, Numbers labels, string[] names)
    {
        SameLength(points.Column(0), labels, "labels");
        if (!labels.All(l => l >= 0 && l < names.Length))
            throw new ArgumentException($"{names.Length} names are for labels 0 to {names.Length - 1}, but the "
                + $"labels are {Num.Span(labels)}.");
        for (var k = 0; k < names.Length; k++)
        {
            var rows = Enumerable.Range(0, points.Rows).Where(i => (int)labels[i] == k).ToArray();
            Numbers x = rows.Select(i => points[i, 0]).ToArray(), y = rows.Select(i => points[i, 1]).ToArray();
            Add(new ScatterMark(x, y, names[k], Only.NextInk(), (Shape)(k % 4)));
        }
        return this;
    }

    /// <summary>Words (or letters) at points [N, 2], in the place of dots; with a white seam, where they stand on
    /// other marks.</summary>
    public Figure Labels(Table points, string[] texts, string? name = null, Ink? color = null, bool seam = false)
    {
        if (points.Rows != texts.Length)
            throw new ArgumentException($"{points.Rows} points, but {texts.Length} labels.");
        return Add(new LabelsMark(points.Column(0), points.Column(1), texts, name, color ?? Only.NextInk(), seam));
    }

    /// <summary>How often values fall into each of the bins, which all histograms of a figure share; as a density,
    /// the bars' area is 1.</summary>
    public Figure Histogram(Numbers values, string? name = null, int bins = 30, bool density = false,
        (double Low, double High)? range = null, Ink? color = null)
    {
        var panel = Only;
        panel.Bins.Cover(range ?? Num.Range(values));
        panel.Bins.Count = bins;
        return Add(new HistogramMark(values, name, color ?? panel.NextInk(), density, panel.Bins,
            () => panel.Marks.OfType<HistogramMark>().Count() == 1));
    }

    /// <inheritdoc cref="Histogram(Numbers, string?, int, bool, ValueTuple{double, double}?, Ink?)"/>
    public Figure Histogram(IEnumerable<double> values, string? name = null, int bins = 30, bool density = false,
        (double Low, double High)? range = null, Ink? color = null) =>
        Histogram(Numbers.Of(values), name, bins, density, range, color);

    /// <summary>One bar for each category; series of further calls stand beside it. Errors are half lengths of the
    /// error bars.</summary>
    public Figure Bars(string[] categories, Numbers values, string? name = null, Numbers? errors = null,
        Ink? color = null)
    {
        if (categories.Length != values.Count)
            throw new ArgumentException($"{categories.Length} categories, but {values.Count} values.");
        if (errors is not null) SameLength(values, errors, "errors");
        var panel = Only;
        panel.X.Categories = categories;
        var ink = color ?? panel.NextInk();
        return Add(new BarsMark(categories, values, name, ink, errors, panel.Bars.Series++, panel.Bars));
    }

    /// <summary>A dashed horizontal line at a value of y.</summary>
    public Figure HLine(double y, string? name = null, Ink? color = null) =>
        Add(new ReferenceLine(y, false, name, color ?? Palette.Axis));

    /// <summary>A dashed vertical line at a value of x.</summary>
    public Figure VLine(double x, string? name = null, Ink? color = null) =>
        Add(new ReferenceLine(x, true, name, color ?? Palette.Axis));

    /// <summary>Ticks of the horizontal axis at these values, with these texts; the values themselves without
    /// texts.</summary>
    public Figure XTicks(Numbers at, string[]? texts = null) => Ticked(Only.X, at, texts);

    /// <summary>The same for the vertical axis.</summary>
    /// <inheritdoc cref="XTicks"/>
    public Figure YTicks(Numbers at, string[]? texts = null) => Ticked(Only.Y, at, texts);

    private Figure Ticked(Axis axis, Numbers at, string[]? texts)
    {
        if (texts is not null && texts.Length != at.Count)
            throw new ArgumentException($"{at.Count} ticks, but {texts.Length} texts.");
        axis.Given = [.. at.Select((v, i) => new Tick(v, texts?[i] ?? Num.Text(v).Replace('-', '−')))];
        bundle = null;
        return this;
    }

    private static void SameLength(Numbers x, Numbers other, string what)
    {
        if (x.Count != other.Count)
            throw new ArgumentException($"{x.Count} points, but {other.Count} numbers for {what}.");
    }
}
