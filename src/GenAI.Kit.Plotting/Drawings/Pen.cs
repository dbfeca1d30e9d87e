using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>What drawings and diagrams are made of: areas, lines, arrow heads, lines of text.</summary>
internal static class Pen
{
    public const float LineHeight = 1.28f;

    /// <summary>A shape filled with a light tint of its colour, and its edge.</summary>
    public static void Area(SKCanvas canvas, SKPath path, Ink ink, bool dashed = false, double tint = 0.82)
    {
        using var fill = new SKPaint { Color = ink.Mix(Palette.White, tint).Skia(), IsAntialias = true };
        canvas.DrawPath(path, fill);
        Line(canvas, path, ink, 1.6, dashed);
    }

    public static void Line(SKCanvas canvas, SKPath path, Ink ink, double width, bool dashed = false)
    {
        using var stroke = Stroke(ink, width);
        using var dash = dashed ? SKPathEffect.CreateDash([6, 4], 0) : null;
        stroke.PathEffect = dash;
        canvas.DrawPath(path, stroke);
    }

    /// <summary>The triangle at the end of a line that comes from somewhere.</summary>
    public static void Head(SKCanvas canvas, (double X, double Y) from, (double X, double Y) tip, Ink ink,
        double width)
    {
        var (angle, size) = (Math.Atan2(tip.Y - from.Y, tip.X - from.X), HeadSize(width));
        using var path = new SKPath();
        path.MoveTo((float)tip.X, (float)tip.Y);
        foreach (var side in new[] { -1, 1 })
            path.LineTo((float)(tip.X - size * Math.Cos(angle + side * 0.42)),
                (float)(tip.Y - size * Math.Sin(angle + side * 0.42)));
        path.Close();
        using var fill = new SKPaint { Color = ink.Skia(), IsAntialias = true };
        canvas.DrawPath(path, fill);
    }

    public static double HeadSize(double width) => 7 + 2 * width;

    /// <summary>Lines of text around a middle; with a white seam, where lines may run below it.</summary>
    public static void Text(SKCanvas canvas, string text, double x, double y, double size, bool bold = false,
        Ink? ink = null, SKTextAlign align = SKTextAlign.Center, bool seam = false)
    {
        using var font = ShippedFont.At((float)size, bold);
        using var paint = new SKPaint { Color = (ink ?? Palette.Text).Skia(), IsAntialias = true };
        using var white = Stroke(Palette.White, 4);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var baseline = (float)(y + ((i - (lines.Length - 1) / 2.0) * LineHeight + 0.36) * size);
            if (seam) canvas.DrawText(lines[i], (float)x, baseline, align, font, white);
            canvas.DrawText(lines[i], (float)x, baseline, align, font, paint);
        }
    }

    public static double Width(string text, double size, bool bold = false) =>
        text.Split('\n').Max(line => ShippedFont.Width(line, (float)size, bold));

    /// <summary>The size at which a text fits into a width.</summary>
    public static double Fit(string text, double size, double width, bool bold = false) =>
        text.Split('\n').Min(line => ShippedFont.Fit(line, (float)size, width, bold));

    private static SKPaint Stroke(Ink ink, double width) => new()
    {
        Color = ink.Skia(), IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = (float)width,
        StrokeJoin = SKStrokeJoin.Round, StrokeCap = SKStrokeCap.Round,
    };
}
