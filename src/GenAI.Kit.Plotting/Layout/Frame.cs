namespace GenAI.Kit.Plotting;

/// <summary>A rectangle in pixels from the top left corner.</summary>
internal readonly record struct PixelBox(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;
    public double Height => Bottom - Top;
    public double CentreX => (Left + Right) / 2;
    public double CentreY => (Top + Bottom) / 2;
}

/// <summary>Where a panel's plot area lies, with ranges (mapped units), ticks and labels.</summary>
internal sealed record PanelPlace(Panel Panel, PixelBox Cell, PixelBox Inner, Interval X, Interval Y, Tick[] XTicks,
    Tick[] YTicks, double XTickAngle, string XLabel, string YLabel)
{
    public float TitleFont => ShippedFont.Fit(Panel.Title, Frame.PanelTitleSize, Cell.Right - Inner.Left, bold: true);
    public Tick[] BarTicks => Panel.Bar is { } bar ? Ticks.Linear(bar.Range, Frame.BarTickCount) : [];

    /// <summary>Dots shrink with the panel: full size in a figure of one.</summary>
    public double DotScale => Math.Clamp(Math.Sqrt(Inner.Width * Inner.Height) / 460, 0.75, 1);
}

/// <summary>Places title, legend and panels on the page: both renderers follow it, so that they look alike.</summary>
internal sealed class Frame
{
    public const float TitleSize = 16, PanelTitleSize = 13.5f, LabelSize = 13, TickSize = 11.5f, LegendSize = 12;
    public const int LegendRow = 20, Swatch = 26, LegendGap = 18, BarWidth = 14, BarTickCount = 7;

    private readonly List<LegendEntry> legend;

    public Frame(Figure figure)
    {
        (Width, Height) = (figure.Width, figure.Height);
        TitleFont = ShippedFont.Fit(figure.Title, TitleSize, Width - 24, bold: true);
        legend = [.. figure.LegendEntries];
        LegendRows = Wrap(legend, Width - 24);
        LegendTop = figure.Title.Length > 0 ? 36 : 8;
        Header = LegendTop + LegendRows.Count * LegendRow + (LegendRows.Count > 0 ? 4 : 0);
        var columns = Math.Min(figure.Columns, figure.Panels.Count);
        var rows = (figure.Panels.Count + columns - 1) / columns;
        var (width, height) = (Math.Floor((double)Width / columns), Math.Floor((Height - Header) / rows));
        Places = [.. figure.Panels.Select((_, i) => Place(figure.Panels, i, columns, new(i % columns * width,
            Header + i / columns * height, (i % columns + 1) * width, Header + (i / columns + 1) * height)))];
    }

    public int Width { get; }
    public int Height { get; }
    public double Header { get; }
    public float TitleFont { get; }
    public double LegendTop { get; }
    public IReadOnlyList<IReadOnlyList<LegendEntry>> LegendRows { get; }
    public IReadOnlyList<PanelPlace> Places { get; }

    public int Rank(LegendEntry entry) => legend.IndexOf(entry);
    public static double EntryWidth(LegendEntry entry) => Swatch + ShippedFont.Width(entry.Name, LegendSize);

    /// <summary>The texts of the ticks decide how much room is left, and the room decides the ticks: so first a
    /// guess, then the place.</summary>
    private static PanelPlace Place(IReadOnlyList<Panel> panels, int index, int columns, PixelBox cell)
    {
        var panel = panels[index];
        var (xLabel, yLabel) = Labels(panels, index, columns);
        var guess = panel.Ranges(cell.Width - 90, cell.Height - 70);
        var yTicks = Ticks.For(panel.Y, guess.Y, About(cell.Height - 70, 45));
        var left = 16 + Widest(yTicks) + (yLabel == "" ? 4 : 24);
        var right = 16 + BarRoom(panel.Bar);
        var top = panels.Count > 1 && panel.Title != "" ? 28 : 8;
        var xTicks = Roomy(panel.X, guess.X, cell.Width - left - right);
        var slant = Crowded(xTicks, (cell.Width - left - right) / (guess.X.High - guess.X.Low));
        if (slant) left = Math.Max(left, 0.82 * Widest(xTicks) - 20);
        var bottom = 14 + (slant ? 0.57 * Widest(xTicks) + 14 : 16) + (xLabel == "" ? 0 : 20);
        var inner = new PixelBox(cell.Left + left, cell.Top + top, cell.Right - right, cell.Bottom - bottom);
        var (x, y) = panel.Ranges(inner.Width, inner.Height);
        return new(panel, cell, inner, x, y, Roomy(panel.X, x, inner.Width),
            Ticks.For(panel.Y, y, About(inner.Height, 45)), slant ? -35 : 0, xLabel, yLabel);
    }

    /// <summary>A label that the panel on the left has too is written there only; labels of a row that all panels
    /// below have too are written below only.</summary>
    private static (string X, string Y) Labels(IReadOnlyList<Panel> panels, int index, int columns)
    {
        var first = index - index % columns;
        var row = Enumerable.Range(first, Math.Min(columns, panels.Count - first));
        var below = row.All(i => i + columns < panels.Count && panels[i + columns].X.Label == panels[i].X.Label);
        var left = index > first && panels[index - 1].Y.Label == panels[index].Y.Label;
        return (below ? "" : panels[index].X.Label, left ? "" : panels[index].Y.Label);
    }

    /// <summary>As many ticks as fit side by side.</summary>
    private static Tick[] Roomy(Axis axis, Interval range, double pixels)
    {
        var about = About(pixels, 45);
        var ticks = Ticks.For(axis, range, about);
        while (about > 2 && axis.Categories is null && Crowded(ticks, pixels / (range.High - range.Low)))
            ticks = Ticks.For(axis, range, --about);
        return ticks;
    }

    private static int About(double pixels, double each) => Math.Max(2, (int)(pixels / each));

    private static double Widest(Tick[] ticks) =>
        ticks.Select(t => (double)ShippedFont.Width(t.Text, TickSize)).DefaultIfEmpty(0).Max();

    private static double BarRoom(ColourBar? bar) => bar is null ? 0
        : 12 + BarWidth + 6 + Widest(Ticks.Linear(bar.Range, BarTickCount)) + (bar.Label == "" ? 0 : 18);

    private static bool Crowded(Tick[] ticks, double pixelsPerUnit) => ticks.Length > 1
        && Widest(ticks) + 12 > ticks.Zip(ticks.Skip(1), (a, b) => b.At - a.At).Min() * pixelsPerUnit;

    private static List<List<LegendEntry>> Wrap(IEnumerable<LegendEntry> entries, double width)
    {
        var rows = new List<List<LegendEntry>>();
        var used = double.PositiveInfinity;
        foreach (var entry in entries)
        {
            if (used + EntryWidth(entry) > width) { rows.Add([]); used = 0; }
            rows[^1].Add(entry);
            used += EntryWidth(entry) + LegendGap;
        }
        return rows;
    }
}
