using SkiaSharp;
using TorchSharp;

namespace GenAI.Kit.Plotting;

public sealed partial class Drawing
{
    private const double WordSize = 13, SmallSize = 11.5;

    /// <summary>A box with words in its middle; arrows know it by its name.</summary>
    /// <param name="text">What is in it; "\n" begins a new line.</param>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its top.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="color">Of the edge, and a tint of it inside: a palette index or "#rrggbb".</param>
    /// <param name="name">For arrows; without it, the text's first line.</param>
    /// <param name="dashed">A broken edge: something that is not always there.</param>
    public Drawing Box(string text, double x, double y, double width = 130, double height = 50, Ink? color = null,
        string? name = null, bool dashed = false) =>
        Shape(text, x, y, width, height, color, name, Rounded(x, y, width, height), dashed);

    /// <summary>A circle or ellipse: a number, a sum, a sample.</summary>
    /// <inheritdoc cref="Box"/>
    public Drawing Disc(string text, double x, double y, double width = 44, double height = 44, Ink? color = null,
        string? name = null, bool dashed = false) =>
        Shape(text, x, y, width, height, color, name, Ellipse(x, y, width, height), dashed, round: true);

    /// <summary>A box whose right side is shorter: an encoder.</summary>
    /// <inheritdoc cref="Box"/>
    public Drawing Narrowing(string text, double x, double y, double width = 130, double height = 110,
        Ink? color = null, string? name = null) =>
        Shape(text, x, y, width, height, color, name, Funnel(x, y, width, height, 0, height / 4),
            waist: height / 8);

    /// <summary>A box whose left side is shorter: a decoder.</summary>
    /// <inheritdoc cref="Box"/>
    public Drawing Widening(string text, double x, double y, double width = 130, double height = 110,
        Ink? color = null, string? name = null) =>
        Shape(text, x, y, width, height, color, name, Funnel(x, y, width, height, height / 4, 0),
            waist: height / 8);

    /// <summary>A distribution: densest in the middle.</summary>
    /// <inheritdoc cref="Box"/>
    public Drawing Cloud(string text, double x, double y, double width = 130, double height = 90, Ink? color = null,
        string? name = null)
    {
        var ink = color ?? 2;
        Add(Layer.Shapes, canvas =>
        {
            using var haze = new SKPaint { Color = ink.Skia().WithAlpha(26), IsAntialias = true };
            for (var share = 1.0; share > 0.1; share -= 0.16)
                canvas.DrawOval((float)(x + width / 2), (float)(y + height / 2), (float)(width / 2 * share),
                    (float)(height / 2 * share), haze);
        });
        return Words(text, x, y, width, height, name, round: true);
    }

    /// <summary>Words around a point; no shape.</summary>
    /// <param name="text">"\n" begins a new line.</param>
    /// <param name="x">Their middle; with align, their left or right end.</param>
    /// <param name="y">Their middle.</param>
    /// <param name="size">Of the letters, in pixels.</param>
    /// <param name="bold">For headings.</param>
    /// <param name="color">Dark grey if left out.</param>
    /// <param name="align">"left": they begin at x; "right": they end there.</param>
    public Drawing Text(string text, double x, double y, double size = WordSize, bool bold = false,
        Ink? color = null, string align = "center")
    {
        told.Add(Plain(text));
        var side = align switch { "left" => SKTextAlign.Left, "right" => SKTextAlign.Right, _ => SKTextAlign.Center };
        return Add(Layer.Words, canvas => Pen.Text(canvas, text, x, y, size, bold, color, side, seam: true));
    }

    /// <summary>A frame around other shapes, behind them, its words in its top left corner.</summary>
    /// <inheritdoc cref="Box"/>
    public Drawing Group(string text, double x, double y, double width, double height, Ink? color = null,
        string? name = null)
    {
        told.Add($"group {Plain(text)}");
        Name(name ?? Head(text), new(new(x, y, x + width, y + height)));
        var ink = color ?? 6;
        Add(Layer.Behind, canvas =>
        {
            using var path = Rounded(x, y, width, height);
            Pen.Area(canvas, path, ink, dashed: true, tint: 0.95);
        });
        return Add(Layer.Words, canvas =>
            Pen.Text(canvas, text, x + 10, y + 6 + SmallSize * 0.65 * text.Split('\n').Length, SmallSize,
                ink: ink.Mix(Palette.Text, 0.5), align: SKTextAlign.Left));
    }

    /// <summary>An image in the drawing, sharp-edged.</summary>
    /// <param name="image">Shape [C, H, W], [1, C, H, W] or [H, W]; floats in [0, 1].</param>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its top.</param>
    /// <param name="size">Pixels of its longer side; whole multiples of the image's own are sharpest.</param>
    /// <param name="caption">Below it.</param>
    /// <param name="name">For arrows; without it, the caption's first line.</param>
    public Drawing Picture(torch.Tensor image, double x, double y, double size = 64, string caption = "",
        string? name = null)
    {
        var pixels = Pixels.Of(image.dim() == 4 ? image : image.unsqueeze(0))[0];
        var scale = size / Math.Max(pixels.Width, pixels.Height);
        var (width, height) = (pixels.Width * scale, pixels.Height * scale);
        told.Add($"picture {Plain(caption)}".TrimEnd());
        Name(name ?? Head(caption), new(new(x, y, x + width, y + height)));
        var place = SKRect.Create((float)x, (float)y, (float)width, (float)height);
        Add(Layer.Shapes, canvas => pixels.Draw(canvas, place));
        var lines = caption.Split('\n').Length;
        return Add(Layer.Words, canvas => Pen.Text(canvas, caption, x + width / 2,
            y + height + 4 + lines * SmallSize * 0.65, SmallSize));
    }

    private Drawing Shape(string text, double x, double y, double width, double height, Ink? color, string? name,
        SKPath path, bool dashed = false, bool round = false, double waist = 0)
    {
        Add(Layer.Shapes, canvas => Pen.Area(canvas, path, color ?? 0, dashed));
        return Words(text, x, y, width, height, name, round, waist);
    }

    private Drawing Words(string text, double x, double y, double width, double height, string? name, bool round,
        double waist = 0)
    {
        told.Add(Plain(text));
        Name(name ?? Head(text), new(new(x, y, x + width, y + height), round, Waist: waist));
        var size = Pen.Fit(text, WordSize, width - 8);
        return Add(Layer.Words, canvas => Pen.Text(canvas, text, x + width / 2, y + height / 2, size));
    }

    private static string Head(string text) => text.Split('\n')[0];

    private static string Plain(string text) => text.Replace('\n', ' ');

    private static SKPath Rounded(double x, double y, double width, double height)
    {
        var path = new SKPath();
        path.AddRoundRect(SKRect.Create((float)x, (float)y, (float)width, (float)height), 6, 6);
        return path;
    }

    private static SKPath Ellipse(double x, double y, double width, double height)
    {
        var path = new SKPath();
        path.AddOval(SKRect.Create((float)x, (float)y, (float)width, (float)height));
        return path;
    }

    private static SKPath Funnel(double x, double y, double width, double height, double left, double right)
    {
        var path = new SKPath();
        path.AddPoly([new((float)x, (float)(y + left)), new((float)(x + width), (float)(y + right)),
            new((float)(x + width), (float)(y + height - right)), new((float)x, (float)(y + height - left))]);
        return path;
    }
}
