using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>A field as pixels: cells as they are, nodes blended in between.</summary>
internal static class FieldPixels
{
    /// <summary>Few enough that the PNG stays small, more than the eye tells apart.</summary>
    private const int Shades = 160;

    public static SKBitmap Paint(Field field, int width, int height, bool rowZeroOnTop)
    {
        var z = field.Values;
        var (columns, rows) = (z.Columns, z.Rows);
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var py = 0; py < height; py++)
        for (var px = 0; px < width; px++)
        {
            var (u, v) = ((px + 0.5) / width, (py + 0.5) / height);
            if (!rowZeroOnTop) v = 1 - v;
            var value = field.Smooth ? Blend(z, v * (rows - 1), u * (columns - 1))
                : z[(int)(v * rows), (int)(u * columns)];
            bitmap.SetPixel(px, py, Colour(field.Bar, value).Skia());
        }
        return bitmap;
    }

    private static Ink Colour(ColourBar bar, double value) => double.IsNaN(value) ? Palette.Grid
        : bar.Map.At(bar.Range.High > bar.Range.Low
            ? Math.Round((value - bar.Range.Low) / (bar.Range.High - bar.Range.Low) * Shades) / Shades : 0);

    private static double Blend(Table z, double row, double column)
    {
        var (r, c) = (Math.Min((int)row, z.Rows - 2), Math.Min((int)column, z.Columns - 2));
        var (v, u) = (row - r, column - c);
        return (1 - v) * ((1 - u) * z[r, c] + u * z[r, c + 1]) + v * ((1 - u) * z[r + 1, c] + u * z[r + 1, c + 1]);
    }
}
