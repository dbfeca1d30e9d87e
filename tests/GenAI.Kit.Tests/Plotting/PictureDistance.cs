using SkiaSharp;

namespace GenAI.Kit.Tests.Plotting;

/// <summary>How far apart two pictures look: both are shrunk by 4 (which forgives antialiasing), then the root
/// mean square difference of colour (0 to 255) in the worst tile of 8 × 8 counts.</summary>
internal static class PictureDistance
{
    /// <summary>Far below what a word or a thin line more or less gives (a test says so).</summary>
    public const double Threshold = 8;

    private const int Shrink = 4, Tile = 8;

    public static double Between(byte[] first, byte[] second)
    {
        using var a = SKBitmap.Decode(first);
        using var b = SKBitmap.Decode(second);
        if (a.Width != b.Width || a.Height != b.Height) return 255;
        var (width, height) = (a.Width / Shrink, a.Height / Shrink);
        var (small, other) = (Small(a, width, height), Small(b, width, height));
        var tiles = from y in Enumerable.Range(0, (height + Tile - 1) / Tile)
                    from x in Enumerable.Range(0, (width + Tile - 1) / Tile)
                    select Math.Sqrt(Squares(small, other, x * Tile, y * Tile, width, height).Average());
        return tiles.Max();
    }

    private static IEnumerable<double> Squares(double[,,] a, double[,,] b, int left, int top, int width,
        int height) =>
        from y in Enumerable.Range(top, Math.Min(Tile, height - top))
        from x in Enumerable.Range(left, Math.Min(Tile, width - left))
        from c in Enumerable.Range(0, 3)
        select Math.Pow(a[y, x, c] - b[y, x, c], 2);

    private static double[,,] Small(SKBitmap bitmap, int width, int height)
    {
        var small = new double[height, width, 3];
        var pixels = bitmap.Pixels;
        for (var y = 0; y < height * Shrink; y++)
            for (var x = 0; x < width * Shrink; x++)
            {
                var p = pixels[y * bitmap.Width + x];
                small[y / Shrink, x / Shrink, 0] += p.Red / (double)(Shrink * Shrink);
                small[y / Shrink, x / Shrink, 1] += p.Green / (double)(Shrink * Shrink);
                small[y / Shrink, x / Shrink, 2] += p.Blue / (double)(Shrink * Shrink);
            }
        return small;
    }
}
