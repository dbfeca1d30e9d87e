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
        var map = field.Bar.Map;
        var shades = Enumerable.Range(0, Shades + 1).Select(i => map.At((double)i / Shades).Skia()).ToArray();
        var pixels = new SKColor[width * height];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (u, v) = ((i % width + 0.5) / width, (i / width + 0.5) / height);
            if (!rowZeroOnTop) v = 1 - v;
            var value = field.Smooth ? z.Blend(v * (z.Rows - 1), u * (z.Columns - 1))
                : z[(int)(v * z.Rows), (int)(u * z.Columns)];
            pixels[i] = double.IsNaN(value) ? Palette.Grid.Skia()
                : shades[(int)Math.Round(Math.Clamp(field.Bar.Share(value), 0, 1) * Shades)];
        }
        return new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = pixels };
    }
}
