using GenAI.Kit.Contract;
using SkiaSharp;
using TorchSharp;

namespace GenAI.Kit.Plotting;

/// <summary>Images in rows and columns, each pixel enlarged to a square so that small ones can be seen.</summary>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = [MimeTypes.Png, MimeTypes.Text])]
public sealed class ImageGrid : IMimeBundle, IPicture
{
    internal const int Gap = 3;
    private const int TitleHeight = 34, LineHeight = 15, LongTitle = 900;
    private readonly Pixels[] images;
    private readonly int columns;
    private readonly string title;
    private readonly string[] captions, rowLabels, heads;
    private readonly int scale;
    private string? alt;

    internal ImageGrid(Pixels[] images, int columns, string title, string[]? captions, string[]? rowLabels,
        int? scale, string[]? heads = null)
    {
        (this.images, this.columns, this.title) = (images, columns, OneLine(title));
        (this.captions, this.rowLabels) = (captions ?? [], rowLabels ?? []);
        this.heads = [.. (heads ?? []).Select(OneLine)];              // each above as many columns as the others
        if (images.Length == 0) throw new ArgumentException("An image grid needs at least one image.");
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale ?? 1, 1);
        if (this.captions.Length > images.Length)
            throw new ArgumentException($"{this.captions.Length} captions are too many for {images.Length} images.");
        if (this.rowLabels.Length > RowCount)
            throw new ArgumentException($"{this.rowLabels.Length} labels are too many for {RowCount} rows.");
        this.scale = scale ?? Math.Clamp(Math.Min(760 / (columns * images[0].Width), 72 / images[0].Height), 1, 8);
    }

    /// <summary>A grid of images [N, C, H, W] or [N, H, W], C = 1 or 3: floats in [0, 1] or bytes.</summary>
    /// <param name="images">What lies outside [0, 1] is cut off; NaN is drawn in vermillion.</param>
    /// <param name="columns">Images in a row; up to 10 if left out.</param>
    /// <param name="title">Written above, in one line, as much of it as a page has room for.</param>
    /// <param name="captions">A text below each image, of one line or several.</param>
    /// <param name="rowLabels">A text left of each row, of one line or several.</param>
    /// <param name="scale">Screen pixels for a pixel of the images; chosen from their size if left out.</param>
    public static ImageGrid Of(torch.Tensor images, int? columns = null, string title = "", string[]? captions = null,
        string[]? rowLabels = null, int? scale = null)
    {
        var all = Pixels.Of(images);
        return new(all, columns ?? Math.Min(10, all.Length), title, captions, rowLabels, scale);
    }

    /// <summary>One labelled row of images for each tensor: originals above their reconstructions, say. A label may
    /// have several lines.</summary>
    public static ImageGrid Rows(string title, params (string Label, torch.Tensor Images)[] rows)
    {
        var pixels = rows.Select(r => Pixels.Of(r.Images)).ToArray();
        if (pixels.Select(p => p.Length).Distinct().Count() != 1)
            throw new ArgumentException("Every row needs as many images as the others: "
                + string.Join(", ", rows.Select((r, i) => $"{r.Label} has {pixels[i].Length}")) + ".");
        var labels = rows.Select(r => r.Label).ToArray();
        return new([.. pixels.SelectMany(p => p)], pixels[0].Length, title, null, labels, null);
    }

    internal IReadOnlyList<Pixels> Images => images;
    internal int Columns => columns;
    internal string Title => title;
    internal IReadOnlyList<string> Captions => captions;
    internal IReadOnlyList<string> RowLabels => rowLabels;
    internal int Scale => scale;
    internal int CaptionLines => captions.Select(text => Lines(text).Length).DefaultIfEmpty().Max();

    /// <summary>Grids of one size, of which a slider shows one.</summary>
    /// <param name="label">What the steps are: "β".</param>
    /// <param name="frames">The name of each step, such as "0.5", and its grid.</param>
    /// <param name="start">The step that shows first, from 0; the middle one if left out.</param>
    public static ImageSlider Slider(string label, IEnumerable<(string Step, ImageGrid Grid)> frames,
        int? start = null) => new(label, frames, start);

    /// <summary>Sets the text for those who can't see the grid.</summary>
    public ImageGrid Alt(string text)
    {
        alt = text;
        return this;
    }

    public string AltText => alt ?? Description.Titled(title) + $"{images.Length} images of {images[0].Width} × "
        + $"{images[0].Height} pixels{(images[0].Coloured ? " in colour" : "")} in {RowCount} rows of {columns}."
        + (rowLabels.Length == 0 ? "" : $" Rows: {string.Join("; ", rowLabels.Select(OneLine))}.")
        + (captions.Length == 0 ? ""
            : $" Captions: {string.Join(CaptionLines > 1 ? "; " : ", ", captions.Select(OneLine))}.");

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    { [MimeTypes.Png] = Convert.ToBase64String(ToPng()), [MimeTypes.Text] = AltText };

    /// <summary>Writes the PNG file; one that is there already is replaced.</summary>
    /// <param name="path">Where.</param>
    /// <param name="about">What the file says of itself in its text chunks: ("Seed", "1").</param>
    public void SavePng(string path, params IEnumerable<(string Key, string Text)> about) =>
        AtomicFile.Write(path, file => file.Write(ApngWriter.Told(ToPng(), about)));

    public override string ToString() => AltText;

    /// <summary>The grid as the bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        var cell = new SKSizeI(images[0].Width * scale, images[0].Height * scale);
        var pitch = Math.Max(cell.Width, Widest(captions, Frame.TickSize, 10)) + Gap;
        var (left, top) = (Math.Max(Gap, Widest(rowLabels, Frame.LegendSize, 14)), title == "" ? Gap : TitleHeight);
        if (heads.Length > 0) top += LineHeight;
        var lines = rowLabels.Select(label => Lines(label).Length).DefaultIfEmpty().Max();
        var down = Math.Max(cell.Height, lines * LineHeight + 4) + Gap
            + (captions.Length > 0 ? CaptionLines * LineHeight + 3 : 0);
        var sides = left + columns * pitch;
        var above = ShippedFont.Cut(title, Frame.TitleSize, Math.Max(sides, LongTitle) - 16, bold: true);
        var width = Math.Max(sides, (int)ShippedFont.Width(above, Frame.TitleSize, bold: true) + 16);
        using var bitmap = new SKBitmap(width, top + RowCount * down, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        canvas.Text(above, width / 2.0, 22, Frame.TitleSize, bold: true);
        foreach (var (k, head) in heads.Index())
            canvas.Text(head, left + (k + 0.5) * columns / heads.Length * pitch, top - 6, Frame.LegendSize);
        for (var r = 0; r < rowLabels.Length; r++)
            Label(canvas, Lines(rowLabels[r]), left - 8, top + r * down + cell.Height / 2.0 + 4);
        for (var i = 0; i < images.Length; i++)
        {
            var (x, y) = (left + i % columns * pitch + (pitch - Gap - cell.Width) / 2, top + i / columns * down);
            images[i].Draw(canvas, x, y, scale);
            foreach (var (k, line) in (i < captions.Length ? Lines(captions[i]) : []).Index())
                canvas.Text(line, x + cell.Width / 2.0, y + cell.Height + 13 + k * LineHeight, Frame.TickSize);
        }
        return bitmap.Encode();
    }

    private static void Label(SKCanvas canvas, string[] lines, double right, double middle)
    {
        for (var i = 0; i < lines.Length; i++)
            canvas.Text(lines[i], right, middle + (i - (lines.Length - 1) / 2.0) * LineHeight, Frame.LegendSize,
                align: SKTextAlign.Right);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static string OneLine(string text) => string.Join(' ', Lines(text));

    private int RowCount => (images.Length + columns - 1) / columns;

    private static int Widest(string[] texts, float size, int margin) =>
        texts.Length == 0 ? 0
            : (int)texts.SelectMany(Lines).Max(t => ShippedFont.Width(t, size)) + margin;
}
