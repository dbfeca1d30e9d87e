using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>Pictures of lines and words, at two pixels for one.</summary>
internal static class Sharp
{
    public const int Scale = 2;

    /// <summary>A white page, and what is drawn on it. The file says how dense it is.</summary>
    public static byte[] Png(int width, int height, Action<SKCanvas> draw)
    {
        using var bitmap = new SKBitmap(Scale * width, Scale * height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        canvas.Scale(Scale);
        draw(canvas);
        return ApngWriter.Dense(bitmap.Encode(), Scale);
    }
}
