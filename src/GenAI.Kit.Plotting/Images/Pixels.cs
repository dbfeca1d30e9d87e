using SkiaSharp;
using TorchSharp;

namespace GenAI.Kit.Plotting;

/// <summary>One image, its bytes copied out of a tensor: height × width × 1 or 3.</summary>
internal sealed record Pixels(int Width, int Height, bool Coloured, SKColor[] Colours)
{
    public static Pixels[] Of(torch.Tensor images)
    {
        using var scope = torch.NewDisposeScope();
        var four = images.dim() == 3 ? images.unsqueeze(1) : images;
        if (four.dim() != 4 || four.shape[1] is not (1 or 3))
            throw new ArgumentException("Images must have the shape [N, C, H, W] with C = 1 or 3, or [N, H, W], not "
                + $"[{string.Join(", ", images.shape)}].");
        var (n, c, h, w) = ((int)four.shape[0], (int)four.shape[1], (int)four.shape[2], (int)four.shape[3]);
        var factor = four.dtype == torch.ScalarType.Byte ? 1 : 255;
        var values = four.Doubles();
        return [.. Enumerable.Range(0, n).Select(i => new Pixels(w, h, c == 3,
            [.. Enumerable.Range(0, h * w).Select(p => Colour(values, (i * c * h * w) + p, c, h * w, factor))]))];
    }

    public void Draw(SKCanvas canvas, int x, int y, int scale) =>
        Draw(canvas, SKRect.Create(x, y, Width * scale, Height * scale));

    public void Draw(SKCanvas canvas, SKRect place)
    {
        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = Colours };
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private static SKColor Colour(double[] v, int at, int channels, int plane, double factor)
    {
        var (r, g, b) = channels == 1 ? (v[at], v[at], v[at]) : (v[at], v[at + plane], v[at + 2 * plane]);
        return double.IsNaN(r + g + b) ? ((Ink)1).Skia() : new(Byte(r), Byte(g), Byte(b));

        byte Byte(double value) => (byte)Math.Round(Math.Clamp(value * factor, 0, 255));
    }
}
