using SkiaSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Pictures of the reader's own: PNG files as tensors.</summary>
public static class PictureFile
{
    /// <summary>A picture in colour, cut to the square in its middle and brought to a size.</summary>
    /// <param name="path">Of a PNG. What is transparent shows white.</param>
    /// <param name="side">S.</param>
    /// <returns>In [0, 1], shape [3, S, S].</returns>
    /// <exception cref="ArgumentException">It is not there, broken, or of another kind.</exception>
    public static Tensor Square(string path, int side)
    {
        using var bitmap = Decode(path);
        var length = Math.Min(bitmap.Width, bitmap.Height);
        using var square = new SKBitmap(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(square);
        using var image = SKImage.FromBitmap(bitmap);
        canvas.Clear(SKColors.White);
        var middle = SKRect.Create((bitmap.Width - length) / 2f, (bitmap.Height - length) / 2f, length, length);
        var smooth = new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear);
        canvas.DrawImage(image, middle, SKRect.Create(side, side), smooth);
        canvas.Flush();
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(tensor(square.Bytes, [side, side, 4])[.., .., ..3].permute(2, 0, 1)
            .to(float32).div(255).contiguous());
    }

    /// <summary>All of it, as it is.</summary>
    /// <param name="path">Of a PNG.</param>
    /// <exception cref="ArgumentException">It is not there, broken, or of another kind: the message says which, and
    /// what is needed.</exception>
    internal static SKBitmap Decode(string path)
    {
        if (!File.Exists(path)) throw new ArgumentException($"There is no file {path}: give the path of a PNG.");
        using var codec = SKCodec.Create(path);
        if (codec?.EncodedFormat != SKEncodedImageFormat.Png)
            throw new ArgumentException(
                $"{path} is {(codec is null ? "no picture that can be read" : $"a {codec.EncodedFormat}")}: "
                + "save it as a PNG.");
        var bitmap = new SKBitmap(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success) return bitmap;
        bitmap.Dispose();
        throw new ArgumentException($"{path} is a broken PNG: its end is missing or damaged. Save it again.");
    }
}
