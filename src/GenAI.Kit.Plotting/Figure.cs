using GenAI.Kit.Contract;

namespace GenAI.Kit.Plotting;

/// <summary>A chart, described once: title, axes (with their units in the label) and marks. A notebook shows it
/// interactively (Plotly), as a picture (PNG) or in words (its alt text), from the same description.</summary>
/// <remarks>Marks are added by calls that can be chained:
/// <c>new Figure("Loss", x: "step", y: "nats").Line(losses, "training")</c>.</remarks>
[TypeFormatterSource(typeof(FigureFormatters),
    PreferredMimeTypes = [MimeTypes.Plotly, MimeTypes.Png, MimeTypes.Text])]
public sealed partial class Figure : IMimeBundle, IPicture
{
    private readonly List<Panel> panels = [];
    private readonly (int? Width, int? Height) asked;
    private string? alt;
    private IReadOnlyDictionary<string, string>? bundle;

    /// <param name="title">What the figure shows.</param>
    /// <param name="x">Label of the horizontal axis, with its unit.</param>
    /// <param name="y">Label of the vertical axis, with its unit.</param>
    /// <param name="logX">Logarithmic horizontal axis.</param>
    /// <param name="logY">Logarithmic vertical axis.</param>
    /// <param name="xRange">Ends of the horizontal axis; those of the data without it.</param>
    /// <param name="yRange">Ends of the vertical axis; those of the data without it.</param>
    /// <param name="equal">One unit is as long on both axes.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public Figure(string title = "", string x = "", string y = "", bool logX = false, bool logY = false,
        (double Low, double High)? xRange = null, (double Low, double High)? yRange = null, bool equal = false,
        int? width = null, int? height = null)
    {
        Title = title;
        asked = (width, height);
        panels.Add(new(title, new(x, logX, xRange), new(y, logY, yRange), equal));
    }

    private Figure(string title, IEnumerable<Figure> figures, int columns, int? width, int? height)
    {
        Title = title;
        Columns = columns;
        asked = (width, height);
        panels.AddRange(figures.SelectMany(f => f.panels));
    }

    /// <summary>Several figures side by side, each title above its panel; the legend is shared.</summary>
    public static Figure Grid(string title, IEnumerable<Figure> figures, int columns = 3, int? width = null,
        int? height = null) => new(title, figures, columns, width, height);

    /// <summary>What stands above it.</summary>
    public string Title { get; }

    /// <summary>In pixels.</summary>
    public int Width => asked.Width ?? (Across > 2 ? 960 : Across > 1 ? 860 : 720);

    /// <summary>In pixels.</summary>
    public int Height => asked.Height ?? (Across == 1 && Down == 1 ? 440 : 80 + Down * (Across > 2 ? 290 : 330));

    /// <summary>What the figure shows, for those who can't see it: the text given to <see cref="Alt"/>, else made of
    /// title, axes and numbers.</summary>
    public string AltText => alt ?? Description.Of(this);

    /// <summary>Sets the text for those who can't see the figure.</summary>
    public Figure Alt(string text)
    {
        (alt, bundle) = (text, null);
        return this;
    }

    public IReadOnlyDictionary<string, string> ToMimeBundle() => bundle ??= new Dictionary<string, string>
    {
        [MimeTypes.Plotly] = ToPlotlyJson(),
        [MimeTypes.Png] = Convert.ToBase64String(ToPng()),
        [MimeTypes.Text] = AltText,
    };

    /// <summary>The figure as Plotly's JSON: data, layout, config.</summary>
    public string ToPlotlyJson() => foreign ?? PlotlyRenderer.Json(this);

    /// <summary>The figure as a chart of Plotly.NET, to be changed further there.</summary>
    public global::Plotly.NET.GenericChart ToPlotly() => ForeignCharts.FromPlotlyJson(ToPlotlyJson());

    /// <summary>The figure as the bytes of a PNG file.</summary>
    public byte[] ToPng() => PngRenderer.Png(this);

    /// <summary>Writes the PNG file; one that is there already is replaced.</summary>
    public void SavePng(string path) => AtomicFile.Write(path, file => file.Write(ToPng()));
    public override string ToString() => AltText;

    internal IReadOnlyList<Panel> Panels => panels;
    internal int Columns { get; } = 1;
    internal IEnumerable<LegendEntry> LegendEntries =>
        panels.SelectMany(p => p.Marks).SelectMany(m => m.Legend).Distinct();

    private int Across => Math.Min(Columns, panels.Count);
    private int Down => (panels.Count + Across - 1) / Across;

    private Panel Only => panels.Count == 1 ? panels[0]
        : throw new InvalidOperationException("Add marks to the figures before Figure.Grid joins them.");

    private Figure Add(Mark mark)
    {
        Only.Marks.Add(mark);
        bundle = null;
        return this;
    }
}
