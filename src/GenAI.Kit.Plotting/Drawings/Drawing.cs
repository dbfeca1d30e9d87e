using GenAI.Kit.Contract;
using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>A picture of an idea, drawn by hand: shapes with names, and arrows between them. Numbers are pixels from
/// the top left corner, below the title; y grows downwards.</summary>
/// <remarks>Calls can be chained: <c>new Drawing("Two players", 720, 200).Box("generator", 40, 60)
/// .Box("discriminator", 400, 60).Arrow("generator", "discriminator", "a fake")</c>.</remarks>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = [MimeTypes.Png, MimeTypes.Text])]
public sealed partial class Drawing : IMimeBundle, IPicture
{
    private const int Widest = 960, TitleHeight = 36;
    private readonly Dictionary<string, Outline> shapes = [];
    private readonly List<(Layer Layer, Action<SKCanvas> Draw)> strokes = [];
    private readonly List<string> told = [];
    private string? alt;

    /// <param name="title">What it shows.</param>
    /// <param name="width">Pixels, at most 960.</param>
    /// <param name="height">Pixels, the title not counted.</param>
    public Drawing(string title, int width = 720, int height = 260)
    {
        if (width > Widest) throw new ArgumentException($"A drawing is at most {Widest} pixels wide, not {width}.");
        (Title, Width, Height) = (title, width, height);
    }

    private enum Layer { Behind, Lines, Shapes, Words }

    /// <summary>What stands above it.</summary>
    public string Title { get; }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels, the title not counted.</summary>
    public int Height { get; }

    /// <summary>Of its pixels, how many are drawn: a diagram that is too wide is drawn smaller.</summary>
    internal double Zoom { get; init; } = 1;

    /// <summary>What it shows, for those who can't see it: the text given to <see cref="Alt"/>, else its title, its
    /// words and its arrows in the order in which they were drawn.</summary>
    public string AltText => alt ?? Description.Titled(Title) + string.Join("; ", told) + ".";

    /// <summary>Sets the text for those who can't see the drawing.</summary>
    public Drawing Alt(string text)
    {
        alt = text;
        return this;
    }

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    { [MimeTypes.Png] = Convert.ToBase64String(ToPng()), [MimeTypes.Text] = AltText };

    /// <summary>Writes the PNG file; one that is there already is replaced.</summary>
    public void SavePng(string path) => AtomicFile.Write(path, file => file.Write(ToPng()));

    public override string ToString() => AltText;

    /// <summary>The drawing as the bytes of a PNG file, two of its pixels for one of the drawing: sharp on every
    /// screen.</summary>
    public byte[] ToPng() => Sharp.Png(Width, Height + Top, canvas =>
    {
        if (Title.Length > 0) canvas.Text(Title, Width / 2.0, 24, TitleFont, bold: true);
        canvas.Translate(0, Top);
        canvas.Scale((float)Zoom);
        foreach (var (_, draw) in strokes.OrderBy(stroke => stroke.Layer)) draw(canvas);
    });

    private int Top => Title.Length > 0 ? TitleHeight : 0;

    private float TitleFont => ShippedFont.Fit(Title, Frame.TitleSize, Width - 24, bold: true);

    private Drawing Add(Layer layer, Action<SKCanvas> draw)
    {
        strokes.Add((layer, draw));
        return this;
    }

    private Drawing Name(string name, Outline outline)
    {
        shapes[name] = outline;
        return this;
    }

    private Outline Find(Spot spot)
    {
        if (spot.Name is null) return Outline.Point(spot.X, spot.Y);
        if (!shapes.TryGetValue(spot.Name, out var shape))
            throw new ArgumentException($"Nothing is called \"{spot.Name}\" in this drawing. It has "
                + string.Join(", ", shapes.Keys.Select(name => $"\"{name}\""))
                + ": draw shapes before their arrows.");
        return spot.Side is { } side && shape.Side(side) is var (x, y) ? Outline.Point(x, y) : shape;
    }
}
