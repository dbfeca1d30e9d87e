using ScottPlot;
using ScottPlot.TickGenerators;

namespace GenAI.Kit.Plotting;

/// <summary>Axes, ticks and grid of a ScottPlot panel, in the kit's style.</summary>
internal static class PngAxes
{
    public static void Style(Plot plot, PanelPlace place)
    {
        var (cell, inner) = (place.Cell, place.Inner);
        plot.FigureBackground.Color = Colors.White;
        plot.Font.Set(ShippedFont.Name);
        plot.Layout.Fixed(new PixelPadding((float)(inner.Left - cell.Left), (float)(cell.Right - inner.Right),
            (float)(cell.Bottom - inner.Bottom), (float)(inner.Top - cell.Top)));
        var (low, high) = place.Panel.Y.Reversed ? (place.Y.High, place.Y.Low) : place.Y;
        plot.Axes.SetLimits(place.X.Low, place.X.High, low, high);
        plot.Axes.Right.IsVisible = plot.Axes.Top.IsVisible = false;
        Style(plot.Axes.Bottom, place.XTicks, place.XTickAngle);
        plot.Axes.Bottom.TickLabelStyle.OffsetY = 4;
        plot.Axes.Left.TickLabelStyle.OffsetX = -2;
        plot.Axes.Left.TickLabelStyle.OffsetY = 1;
        Style(plot.Axes.Left, place.YTicks, 0);
        plot.Grid.MajorLineColor = Palette.Grid.Scott();
        plot.Grid.IsVisible = !place.Panel.Marks.Any(m => m.Bounds.Tight);
        plot.Grid.XAxisStyle.IsVisible = place.Panel.X.Categories is null;
    }

    private static void Style(IAxis axis, Tick[] ticks, double angle)
    {
        axis.TickGenerator = new NumericManual([.. ticks.Select(t => t.At)], [.. ticks.Select(t => t.Text)]);
        axis.TickLabelStyle.FontName = ShippedFont.Name;
        axis.TickLabelStyle.FontSize = Frame.TickSize;
        axis.TickLabelStyle.ForeColor = Palette.Text.Scott();
        axis.FrameLineStyle.Color = axis.MajorTickStyle.Color = Palette.Axis.Scott();
        axis.FrameLineStyle.Width = axis.MajorTickStyle.Width = 1;
        if (angle == 0) return;
        axis.TickLabelStyle.Rotation = (float)angle;
        axis.TickLabelStyle.Alignment = Alignment.MiddleRight;
    }
}
