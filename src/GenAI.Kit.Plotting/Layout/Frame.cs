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

    /// <summary>What lies between the plot and the edges of its cell, on each side.</summary>
    public PixelBox Room =>
        new(Inner.Left - Cell.Left, Inner.Top - Cell.Top, Cell.Right - Inner.Right, Cell.Bottom - Inner.Bottom);

    public Tick[] BarTicks => Panel.Bar is { } bar ? Ticks.Linear(bar.Range, Frame.BarTickCount) : [];

    /// <summary>Dots shrink with the panel: full size in a figure of one.</summary>
    public double DotScale => Math.Clamp(Math.Sqrt(Inner.Width * Inner.Height) / 460, 0.75, 1);
}

/// <summary>A column or a row of panels, with the room around its plots.</summary>
internal readonly record struct Strip(double Start, double End, double Before, double After);

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
        Places = Placed(figure.Panels, Share(Width, new (double, double)[columns]),
            Share(Height - Header, new (double, double)[rows]));
        if (Places.Count > 1) Places = Alike(figure.Panels, columns);
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

    /// <summary>Labels and colour bars take room from some panels and not from others: their columns and rows get so
    /// much more of the page that all plots are of one size.</summary>
    private PanelPlace[] Alike(IReadOnlyList<Panel> panels, int columns)
    {
        var byColumn = Places.Select((place, i) => (place, i)).GroupBy(p => p.i % columns, p => p.place);
        var byRow = Places.Chunk(columns);
        return Placed(panels,
            Share(Width, [.. byColumn.Select(c => (c.Max(p => p.Room.Left), c.Max(p => p.Room.Right)))]),
            Share(Height - Header, [.. byRow.Select(r => (r.Max(p => p.Room.Top), r.Max(p => p.Room.Bottom)))]));
    }

    /// <summary>Columns or rows one after the other, with room around plots that share the rest evenly. They begin at
    /// whole pixels: panels are drawn one by one.</summary>
    private static Strip[] Share(double all, (double Before, double After)[] rooms)
    {
        var plot = (all - rooms.Sum(r => r.Before + r.After)) / rooms.Length;
        var start = 0.0;
        return [.. rooms.Select(r => new Strip(Math.Round(start),
            Math.Round(start += r.Before + plot + r.After), r.Before, r.After))];
    }

    private PanelPlace[] Placed(IReadOnlyList<Panel> panels, Strip[] columns, Strip[] rows) =>
        [.. panels.Select((_, i) =>
        {
            var (x, y) = (columns[i % columns.Length], rows[i / columns.Length]);
            return Place(panels, i, columns.Length, new(x.Start, Header + y.Start, x.End, Header + y.End),
                new(x.Before, y.Before, x.After, y.After));
        })];

    /// <summary>The texts of the ticks decide how much room is left, and the room decides the ticks: so first a
    /// guess, then the place. No side gets less than <paramref name="room"/>.</summary>
    private static PanelPlace Place(IReadOnlyList<Panel> panels, int index, int columns, PixelBox cell, PixelBox room)
    {
        var panel = panels[index];
        var (xLabel, yLabel) = Labels(panels, index, columns);
        var guess = panel.Ranges(cell.Width - 90, cell.Height - 70);
        var yTicks = Ticks.For(panel.Y, guess.Y, About(cell.Height - 70, 45));
        var left = Math.Max(room.Left, TickRoom(yLabel) + Widest(yTicks));
        var right = Math.Max(room.Right, 16 + BarRoom(panel.Bar));
        var top = Math.Max(room.Top, panels.Count > 1 && panel.Title != "" ? 28 : 8);
        var xTicks = Roomy(panel.X, guess.X, cell.Width - left - right);
        var slant = Crowded(xTicks, (cell.Width - left - right) / (guess.X.High - guess.X.Low));
        if (slant) left = Math.Max(left, 0.82 * Widest(xTicks) - 20);
        var bottom = Math.Max(room.Bottom,
            14 + (slant ? 0.57 * Widest(xTicks) + 14 : 16) + (xLabel == "" ? 0 : 20));
        var inner = new PixelBox(cell.Left + left, cell.Top + top, cell.Right - right, cell.Bottom - bottom);
        var (x, y) = panel.Ranges(inner.Width, inner.Height);
        var drawn = Ticks.For(panel.Y, y, About(inner.Height, 45));
        if (TickRoom(yLabel) + Widest(drawn) > left + 0.5)                        // the guess was too narrow
            return Place(panels, index, columns, cell, room with { Left = TickRoom(yLabel) + Widest(drawn) });
        return new(panel, cell, inner, x, y, Roomy(panel.X, x, inner.Width), drawn, slant ? -35 : 0, xLabel, yLabel);
    }

    /// <summary>Left of the plot, besides the texts of the ticks.</summary>
    private static double TickRoom(string label) => label == "" ? 20 : 40;

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
        var (ticks, free) = (Ticks.For(axis, range, about), axis is { Categories: null, Given: null });
        while (about > 2 && free && Crowded(ticks, pixels / (range.High - range.Low)))
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
