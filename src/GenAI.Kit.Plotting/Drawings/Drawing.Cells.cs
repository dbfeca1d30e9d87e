using SkiaSharp;

namespace GenAI.Kit.Plotting;

public sealed partial class Drawing
{
    /// <summary>A row of cells with words in them: tokens, axes, what a cache holds. Arrows know the row by its name
    /// and its cells by "name[0]", "name[1]", ….</summary>
    /// <param name="name">Of the row; not drawn.</param>
    /// <param name="texts">One for each cell.</param>
    /// <param name="x">The left edge of the first.</param>
    /// <param name="y">Their top.</param>
    /// <param name="width">Of a cell.</param>
    /// <param name="height">Of a cell.</param>
    /// <param name="color">Of all cells.</param>
    /// <param name="colors">Of each cell, in place of color.</param>
    /// <param name="gap">Between two cells.</param>
    /// <param name="upright">Below each other: a column.</param>
    public Drawing Row(string name, IReadOnlyList<string> texts, double x, double y, double width = 64,
        double height = 30, Ink? color = null, IReadOnlyList<Ink>? colors = null, double gap = 0,
        bool upright = false)
    {
        told.Add($"{name}: {string.Join(", ", texts.Select(Plain))}");
        for (var i = 0; i < texts.Count; i++)
        {
            var (left, top) = upright ? (x, y + i * (height + gap)) : (x + i * (width + gap), y);
            var (ink, text) = (colors is null ? color ?? 0 : colors[i % colors.Count], texts[i]);
            Name($"{name}[{i}]", new(new(left, top, left + width, top + height), Cell: !upright));
            Add(Layer.Shapes, canvas =>
            {
                using var path = new SKPath();
                path.AddRect(SKRect.Create((float)left, (float)top, (float)width, (float)height));
                Pen.Area(canvas, path, ink);
            });
            Add(Layer.Words, canvas => Pen.Text(canvas, text, left + width / 2, top + height / 2,
                Pen.Fit(text, WordSize, width - 6)));
        }
        var many = texts.Count;
        return Name(name, new(upright ? new(x, y, x + width, y + many * (height + gap) - gap)
            : new(x, y, x + many * (width + gap) - gap, y + height)));
    }

    /// <summary>A grid of numbers, each cell the darker the greater its number: weights, a mask, a kernel. Arrows
    /// know it by its name, and a cell by "name[row,column]".</summary>
    /// <param name="name">Of the grid; not drawn.</param>
    /// <param name="values">A two-dimensional array or tensor; NaN leaves a cell white.</param>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its top.</param>
    /// <param name="cell">Side of a cell.</param>
    /// <param name="format">How numbers are written, such as "0.0"; null: they are not.</param>
    /// <param name="color">Of the greatest number.</param>
    public Drawing Cells(string name, Table values, double x, double y, double cell = 30, string? format = null,
        Ink? color = null)
    {
        told.Add($"{name}: {values.Rows} × {values.Columns} numbers");
        var finite = values.All.Where(double.IsFinite).DefaultIfEmpty().ToArray();
        var (low, high) = (Math.Min(finite.Min(), 0), finite.Max());
        for (var r = 0; r < values.Rows; r++)
            for (var c = 0; c < values.Columns; c++)
            {
                var (left, top, value) = (x + c * cell, y + r * cell, values[r, c]);
                var share = double.IsFinite(value) ? (value - low) / Math.Max(high - low, 1e-12) : 0;
                Name($"{name}[{r},{c}]", new(new(left, top, left + cell, top + cell)));
                var ink = Palette.White.Mix(color ?? 0, share);
                var text = format is null || !double.IsFinite(value) ? ""
                    : value.ToString(format, CultureInfo.InvariantCulture);
                Add(Layer.Shapes, canvas => Cell(canvas, left, top, cell, ink, text));
            }
        return Name(name, new(new(x, y, x + values.Columns * cell, y + values.Rows * cell)));
    }

    /// <summary>A curve over a level axis: a density, a slope. Its lowest value of 0 stands on the bottom.</summary>
    /// <param name="text">Below it.</param>
    /// <param name="f">From places on the axis to heights.</param>
    /// <param name="range">Ends of the axis.</param>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its top.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels, of the highest value.</param>
    /// <param name="color">Of the curve, and a tint of it below.</param>
    /// <param name="top">The value that is as high as the box; the curve's highest if left out. Curves that share
    /// it can be compared.</param>
    /// <param name="name">For arrows; without it, the text's first line.</param>
    public Drawing Curve(string text, Func<double, double> f, (double Low, double High) range, double x, double y,
        double width = 200, double height = 90, Ink? color = null, double? top = null, string? name = null)
    {
        var steps = Math.Max(120, (int)(2 * width));                     // a step for each pixel: walls are upright
        var at = Enumerable.Range(0, steps + 1)
            .Select(i => f(range.Low + (range.High - range.Low) * i / steps)).ToArray();
        var (most, ink) = (top ?? at.Max(), color ?? 0);
        told.Add($"curve {Plain(text)}".TrimEnd());
        Name(name ?? Head(text), new(new(x, y, x + width, y + height)));
        Add(Layer.Lines, canvas =>
        {
            using var line = new SKPath();
            line.AddPoly([.. at.Select((v, i) =>
                new SKPoint((float)(x + width * i / steps), (float)(y + height - height * v / most)))], close: false);
            using var area = new SKPath(line);
            area.LineTo((float)(x + width), (float)(y + height));
            area.LineTo((float)x, (float)(y + height));
            using var fill = new SKPaint { Color = ink.Skia().WithAlpha(45), IsAntialias = true };
            canvas.DrawPath(area, fill);
            Pen.Line(canvas, line, ink, 2);
        });
        Line((x, y + height), (x + width, y + height), color: 6, width: 1.2);
        return Add(Layer.Words, canvas => Pen.Text(canvas, text, x + width / 2, y + height + 12, SmallSize));
    }

    private static void Cell(SKCanvas canvas, double left, double top, double side, Ink ink, string text)
    {
        var place = SKRect.Create((float)left, (float)top, (float)side, (float)side);
        using var fill = new SKPaint { Color = ink.Skia() };
        canvas.DrawRect(place, fill);
        using var path = new SKPath();
        path.AddRect(place);
        Pen.Line(canvas, path, Palette.Axis, 0.8);
        Pen.Text(canvas, text, left + side / 2, top + side / 2, Pen.Fit(text, SmallSize, side - 4),
            ink: ink.IsDark ? Palette.White : Palette.Text);
    }
}
