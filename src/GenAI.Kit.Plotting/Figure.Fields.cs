using TorchSharp;

namespace GenAI.Kit.Plotting;

public sealed partial class Figure
{
    private const int Nodes = 64;

    /// <summary>Which class a classifier gives to each place. It gets points [N, 2] and returns probabilities [N, K],
    /// or [N]: the probability of class 1.</summary>
    public Figure Regions(Func<torch.Tensor, torch.Tensor> classifier, (double Low, double High)? x = null,
        (double Low, double High)? y = null, string[]? names = null)
    {
        var (xs, ys) = Domain(x, y);
        return Regions(classifier.OnGrid(xs, ys, Nodes, Nodes), xs, ys, names);
    }

    /// <summary>Which of two classes each place gets: the function returns the probability of class 1 at
    /// (x, y).</summary>
    public Figure Regions(Func<double, double, double> probability, (double Low, double High)? x = null,
        (double Low, double High)? y = null, string[]? names = null)
    {
        var (xs, ys) = Domain(x, y);
        return Regions([probability.OnGrid(xs, ys, Nodes, Nodes)], xs, ys, names);
    }

    /// <summary>A heat map of rows and columns; row 0 is the lowest. The colours' ends are those of the values unless
    /// a span is given.</summary>
    public Figure HeatMap(Table values, (double Low, double High)? x = null, (double Low, double High)? y = null,
        string bar = "", (double Low, double High)? span = null) =>
        Add(new HeatMapMark(values, x ?? Cells(values.Columns), y ?? Cells(values.Rows), bar, Smooth: false, span));

    /// <summary>A function of points [N, 2] → [N] as lines of equal value, or as colours with lines; the colours'
    /// ends are those of the values unless a span is given.</summary>
    /// <param name="f">The function, of points [N, 2] to values [N].</param>
    /// <param name="x">From where to where, to the right; else as the figure's axis.</param>
    /// <param name="y">From where to where, upwards; else as the figure's axis.</param>
    /// <param name="name">In the legend.</param>
    /// <param name="filled">Whether in colours, with a colour bar.</param>
    /// <param name="bar">What stands beside the colour bar.</param>
    /// <param name="levels">How many levels, if <paramref name="at"/> does not say where.</param>
    /// <param name="at">The values of the lines.</param>
    /// <param name="color">Of the lines.</param>
    /// <param name="span">The values at the ends of the colours.</param>
    /// <param name="nodes">Along each axis, on which the function is computed: more for what has steps.</param>
    public Figure Contour(Func<torch.Tensor, torch.Tensor> f, (double Low, double High)? x = null,
        (double Low, double High)? y = null, string? name = null, bool filled = false, string bar = "",
        int levels = 8, Numbers? at = null, Ink? color = null, (double Low, double High)? span = null,
        int nodes = Nodes)
    {
        var (xs, ys) = Domain(x, y);
        return Contour(f.OnGrid(xs, ys, nodes, nodes)[0], xs, ys, name, filled, bar, levels, at, color, span);
    }

    /// <summary>A function of (x, y) as lines of equal value, or as colours with lines.</summary>
    /// <param name="f">The function of x and y.</param>
    /// <param name="x">From where to where, to the right; else as the figure's axis.</param>
    /// <param name="y">From where to where, upwards; else as the figure's axis.</param>
    /// <param name="name">In the legend.</param>
    /// <param name="filled">Whether in colours, with a colour bar.</param>
    /// <param name="bar">What stands beside the colour bar.</param>
    /// <param name="levels">How many levels, if <paramref name="at"/> does not say where.</param>
    /// <param name="at">The values of the lines.</param>
    /// <param name="color">Of the lines.</param>
    /// <param name="span">The values at the ends of the colours.</param>
    public Figure Contour(Func<double, double, double> f, (double Low, double High)? x = null,
        (double Low, double High)? y = null, string? name = null, bool filled = false, string bar = "",
        int levels = 8, Numbers? at = null, Ink? color = null, (double Low, double High)? span = null)
    {
        var (xs, ys) = Domain(x, y);
        return Contour(f.OnGrid(xs, ys, Nodes, Nodes), xs, ys, name, filled, bar, levels, at, color, span);
    }

    /// <summary>Arrows of a function of points [N, 2] → [N, 2] on a grid of so many rows and columns.</summary>
    public Figure VectorField(Func<torch.Tensor, torch.Tensor> f, (double Low, double High)? x = null,
        (double Low, double High)? y = null, string? name = null, int grid = 18, Ink? color = null)
    {
        var (xs, ys) = Domain(x, y);
        (xs, ys) = (Inset(xs, grid), Inset(ys, grid));
        var v = f.OnGrid(xs, ys, grid, grid);
        var points = new double[grid * grid, 2];
        var vectors = new double[grid * grid, 2];
        for (var i = 0; i < grid * grid; i++)
        {
            points[i, 0] = TensorNumbers.Node(xs, i % grid, grid);
            points[i, 1] = TensorNumbers.Node(ys, i / grid, grid);
            (vectors[i, 0], vectors[i, 1]) = (v[0].All[i], v[1].All[i]);
        }
        return VectorField(points, vectors, name, color);
    }

    /// <summary>Arrows at points [N, 2] with vectors [N, 2].</summary>
    public Figure VectorField(Table points, Table vectors, string? name = null, Ink? color = null) =>
        Add(new VectorFieldMark(points, vectors, name, color ?? Only.NextInk()));

    /// <summary>A matrix with names of rows (from the top) and columns and, unless the format is null, its
    /// numbers.</summary>
    public Figure Matrix(Table values, string[] rows, string[] columns, string? format = "0.##", string? bar = null)
    {
        if ((values.Rows, values.Columns) != (rows.Length, columns.Length))
            throw new ArgumentException($"A matrix of {values.Rows} × {values.Columns}, but {rows.Length} row and "
                + $"{columns.Length} column names.");
        (Only.X.Categories, Only.Y.Categories, Only.Y.Reversed) = (columns, rows, true);
        return Add(new MatrixMark(values, rows, columns, format, bar));
    }

    /// <summary>Contours of the Gaussian N(mean, covariance), at 1 and 2 standard deviations unless said
    /// otherwise.</summary>
    public Figure Ellipse(Numbers mean, Table covariance, string? name = null, Numbers? sigmas = null,
        Ink? color = null) =>
        Add(new EllipseMark(mean, covariance, sigmas ?? [1, 2], name, color ?? Only.NextInk()));

    private Figure Contour(Table z, Interval xs, Interval ys, string? name, bool filled, string bar, int levels,
        Numbers? at, Ink? color, Interval? span)
    {
        if (filled) Add(new HeatMapMark(z, xs, ys, bar, Smooth: true, span));
        var lines = at ?? Ticks.Linear(Num.Range(z.All), levels).Select(t => t.At).ToArray();
        if (filled && lines.Count == 0) return this;                              // colours alone
        return Add(new ContourMark(z, xs, ys, lines, name, color ?? (filled ? Palette.White : Only.NextInk())));
    }

    private Figure Regions(Table[] p, Interval xs, Interval ys, string[]? names)
    {
        if (p.Length == 1) p = [p[0].Map(v => 1 - v), p[0]];
        var scattered = Only.Marks.OfType<ScatterMark>().Select(m => m.Name).OfType<string>().ToArray();
        names ??= scattered.Length == p.Length ? scattered : [.. p.Select((_, k) => $"class {k}")];
        return Add(new RegionsMark(p, xs, ys, names));
    }

    /// <summary>Cells centred on 0, 1, 2, …</summary>
    private static Interval Cells(int count) => (-0.5, count - 0.5);

    /// <summary>From the middle of the first to the middle of the last of so many cells.</summary>
    private static Interval Inset(Interval r, int cells) =>
        (r.Low + (r.High - r.Low) / cells / 2, r.High - (r.High - r.Low) / cells / 2);

    private (Interval X, Interval Y) Domain(Interval? x, Interval? y) =>
        (Only.Domain(x, Only.X, b => b.X), Only.Domain(y, Only.Y, b => b.Y));
}
