using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>What diagrams are drawn of; their alt text is made elsewhere.</summary>
public sealed partial class Drawing
{
    private const double TitleSize = 12, NoteSize = 10.5;

    /// <summary>A page for a diagram, drawn smaller where it would be wider than a page.</summary>
    internal static Drawing Page(string title, double width, double height)
    {
        var zoom = Math.Min(1, Widest / width);
        return new(title, (int)(zoom * width), (int)(zoom * height)) { Zoom = zoom };
    }

    /// <summary>A box: what it is, and smaller what it is called; of another width above than below.</summary>
    internal Drawing Labelled(string title, string note, PixelBox box, Ink ink, string name, double? above = null,
        double? below = null)
    {
        var (high, low) = (above ?? box.Width, below ?? box.Width);
        Name(name, new(box));
        Add(Layer.Shapes, canvas =>
        {
            using var path = high == box.Width && low == box.Width
                ? Rounded(box.Left, box.Top, box.Width, box.Height) : Waisted(box, high / 2, low / 2);
            Pen.Area(canvas, path, ink);
        });
        return Add(Layer.Words, canvas =>
        {
            var size = Pen.Fit(title, TitleSize, 0.82 * high + 0.18 * low - 12);
            Pen.Text(canvas, title, box.CentreX, box.CentreY - 7.5, size);
            size = Pen.Fit(note, NoteSize, (high + low) / 2 - 12);
            Pen.Text(canvas, note, box.CentreX, box.CentreY + 9, size, ink: Palette.Axis);
        });
    }

    /// <summary>A dot that marks a box.</summary>
    internal Drawing Mark(double x, double y, Ink ink) => Add(Layer.Words, canvas =>
    {
        using var fill = new SKPaint { Color = ink.Skia(), IsAntialias = true };
        canvas.DrawCircle((float)x, (float)y, 6, fill);
    });

    /// <summary>Small words that begin at a point.</summary>
    internal Drawing Written(string text, double left, double y) => Add(Layer.Words, canvas =>
        Pen.Text(canvas, text, left, y, NoteSize, ink: Palette.Axis, align: SKTextAlign.Left, seam: true));

    /// <summary>Words that arrows know; no shape.</summary>
    internal Drawing Plain(string text, PixelBox box, string name)
    {
        Name(name, new(box));
        return Add(Layer.Words, canvas => Pen.Text(canvas, text, box.CentreX, box.CentreY, TitleSize));
    }

    private static SKPath Waisted(PixelBox box, double above, double below)
    {
        var path = new SKPath();
        path.AddPoly([At(-above, box.Top), At(above, box.Top), At(below, box.Bottom), At(-below, box.Bottom)]);
        return path;

        SKPoint At(double x, double y) => new((float)(box.CentreX + x), (float)y);
    }
}
