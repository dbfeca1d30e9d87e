using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>The legend between title and panels: it covers no data.</summary>
internal static class PngLegend
{
    public static void Draw(SKCanvas canvas, Frame frame)
    {
        var y = frame.LegendTop + Frame.LegendRow / 2;
        foreach (var row in frame.LegendRows)
        {
            var x = (frame.Width - row.Sum(e => Frame.EntryWidth(e) + Frame.LegendGap) + Frame.LegendGap) / 2;
            foreach (var entry in row)
            {
                Swatch(canvas, entry, (float)x, (float)y);
                canvas.Text(entry.Name, x + Frame.Swatch, y + 4, Frame.LegendSize, align: SKTextAlign.Left);
                x += Frame.EntryWidth(entry) + Frame.LegendGap;
            }
            y += Frame.LegendRow;
        }
    }

    private static void Swatch(SKCanvas canvas, LegendEntry entry, float x, float y)
    {
        using var paint = new SKPaint { Color = entry.Ink.Skia(), IsAntialias = true, StrokeWidth = 2.5f };
        using var dashes = SKPathEffect.CreateDash([5, 3], 0);
        switch (entry.Shape)
        {
            case Shape.Dashed:
                paint.PathEffect = dashes;
                canvas.DrawLine(x, y, x + 20, y, paint);
                break;
            case Shape.Line: canvas.DrawLine(x, y, x + 20, y, paint); break;
            case Shape.Box: canvas.DrawRect(x + 4, y - 6, 14, 12, paint); break;
            case Shape.Circle: canvas.DrawCircle(x + 12, y, 4.5f, paint); break;
            case Shape.Square: canvas.DrawRect(x + 8, y - 4, 8, 8, paint); break;
            default: Corners(canvas, entry.Shape, x + 12, y, paint); break;
        }
    }

    private static void Corners(SKCanvas canvas, Shape shape, float x, float y, SKPaint paint)
    {
        using var path = new SKPath();
        SKPoint[] corners = shape == Shape.Triangle ? [new(x, y - 5), new(x + 5, y + 4), new(x - 5, y + 4)]
            : [new(x, y - 5), new(x + 5, y), new(x, y + 5), new(x - 5, y)];
        path.AddPoly(corners);
        canvas.DrawPath(path, paint);
    }
}
