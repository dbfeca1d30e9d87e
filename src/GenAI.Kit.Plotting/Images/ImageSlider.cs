using GenAI.Kit.Contract;

namespace GenAI.Kit.Plotting;

/// <summary>Image grids computed beforehand, of which a slider shows one at a time; where nothing moves, some of them
/// one above the other.</summary>
/// <remarks>All frames are small images inside of the figure: 10 frames of 12 faces take 300 kB at most. In the
/// page of <c>genai run</c> the arrow keys move it.</remarks>
[TypeFormatterSource(typeof(FigureFormatters),
    PreferredMimeTypes = [MimeTypes.Plotly, MimeTypes.Png, MimeTypes.Text])]
public sealed class ImageSlider : IMimeBundle, IPicture
{
    private readonly string label;
    private readonly (string Step, ImageGrid Grid)[] frames;
    private readonly int start;
    private readonly Lazy<string> json;
    private string? alt;

    /// <param name="label">What the steps are: "β".</param>
    /// <param name="frames">The name of each step, such as "0.5", and its grid; all of one size.</param>
    /// <param name="start">The step that shows first, from 0; the middle one if left out.</param>
    /// <exception cref="ArgumentException">No grids, or grids of several sizes.</exception>
    public ImageSlider(string label, IEnumerable<(string Step, ImageGrid Grid)> frames, int? start = null)
    {
        this.label = label;
        this.frames = [.. frames];
        if (this.frames.Length == 0) throw new ArgumentException("A slider needs at least one grid.");
        this.start = Math.Clamp(start ?? this.frames.Length / 2, 0, this.frames.Length - 1);
        var sizes = this.frames.Select(f => (f.Grid.Images.Count, f.Grid.Columns, f.Grid.Images[0].Width,
            f.Grid.Images[0].Height)).Distinct();
        if (sizes.Count() > 1)
            throw new ArgumentException("All grids of a slider need as many images in as many columns, of one size.");
        json = new(() => ImageSliderJson.Of(label, this.frames, this.start));
    }

    /// <summary>What it shows, in words.</summary>
    public string AltText => alt ?? $"Images with a slider over {label} {frames[0].Step} to {frames[^1].Step}, "
        + $"{frames.Length} in all. {Middle.Step}: {Middle.Grid.AltText}";

    /// <summary>Sets the text for those who can't see the images.</summary>
    public ImageSlider Alt(string text)
    {
        alt = text;
        return this;
    }

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        [MimeTypes.Plotly] = json.Value, [MimeTypes.Png] = Convert.ToBase64String(ToPng()),
        [MimeTypes.Text] = AltText,
    };

    /// <summary>The slider as Plotly's JSON: data, layout, config.</summary>
    public string ToPlotlyJson() => json.Value;

    /// <summary>Some of the steps as rows, the first images of each: five of small images, three of large ones. A
    /// labelled row that no step changes, such as the originals, stands below them.</summary>
    public byte[] ToPng()
    {
        var (grid, wide) = (Middle.Grid, Middle.Grid.Images[0].Width);
        var rows = Math.Min(wide < 48 ? 5 : 3, frames.Length);
        var steps = Enumerable.Range(0, rows).Select(i => frames[i * (frames.Length - 1) / Math.Max(rows - 1, 1)]);
        var title = frames.All(f => f.Grid.Title == Middle.Grid.Title) ? Middle.Grid.Title : "";
        int[] still = [.. Enumerable.Range(0, grid.RowLabels.Count).Where(Stays)];
        if (still.Length == grid.RowLabels.Count) still = [];
        var moving = Enumerable.Range(0, grid.Images.Count).Where(i => !still.Contains(i / grid.Columns)).ToArray();
        var columns = Math.Min(Math.Clamp(480 / wide, 4, 10), still.Length > 0 ? grid.Columns : moving.Length);
        if (grid.RowLabels.Count > 0 && columns > grid.Columns) columns -= columns % grid.Columns;
        string[] heads = columns > grid.Columns ? [.. grid.RowLabels.Take(columns / grid.Columns)] : [];
        string[] labels = [.. steps.Select(s => $"{label} {s.Step}"), .. still.Select(r => grid.RowLabels[r])];
        return new ImageGrid([.. steps.SelectMany(s => moving.Take(columns).Select(i => s.Grid.Images[i])),
            .. still.SelectMany(r => Row(grid, r).Take(columns))], columns, title, null, labels, null,
            heads).ToPng();
    }

    private static IEnumerable<Pixels> Row(ImageGrid grid, int row) =>
        grid.Images.Skip(row * grid.Columns).Take(grid.Columns);

    // The same in all steps, and not the only row.
    private bool Stays(int row) => frames.Length > 1 && Middle.Grid.RowLabels.Count > 1 && frames.All(f =>
        Row(f.Grid, row).Zip(Row(Middle.Grid, row)).All(p => p.First.Colours.SequenceEqual(p.Second.Colours)));

    /// <summary>Writes the PNG file; one that is there already is replaced.</summary>
    public void SavePng(string path) => AtomicFile.Write(path, file => file.Write(ToPng()));

    public override string ToString() => AltText;

    private (string Step, ImageGrid Grid) Middle => frames[start];
}
