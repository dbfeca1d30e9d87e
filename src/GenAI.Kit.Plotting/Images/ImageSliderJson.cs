using System.Text.Json.Nodes;
using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>An image slider as a figure of Plotly: each frame is an image, all but one invisible.</summary>
internal static class ImageSliderJson
{
    private const int Budget = 210_000, TitleRoom = 44, Line = 18;    // bytes of all frames; pixels

    public static string Of(string label, IReadOnlyList<(string Step, ImageGrid Grid)> frames, int start)
    {
        var grid = frames[0].Grid;
        var (data, steps) = (new JsonArray(), new JsonArray());
        foreach (var (i, source) in Sources([.. frames.Select(f => f.Grid)]).Index())
        {
            data.Add(new JsonObject
            { ["type"] = "image", ["source"] = source, ["visible"] = i == start, ["hoverinfo"] = "skip" });
            steps.Add(new JsonObject
            {
                ["label"] = PlotlyRenderer.Escape(frames[i].Step), ["method"] = "update",
                ["args"] = new JsonArray(
                    new JsonObject { ["visible"] = new JsonArray([.. frames.Select((_, k) => (JsonNode)(k == i))]) },
                    new JsonObject { ["title.text"] = Title(frames[i].Grid) }),
            });
        }
        return new JsonObject
        {
            ["data"] = data, ["layout"] = Layout(grid, frames[start].Grid, PlotlySlider.Slider(label, steps, start)),
            ["config"] = new JsonObject { ["displayModeBar"] = false, ["responsive"] = false },
        }.ToJsonString(PlotlyRenderer.Compact);
    }

    private static JsonObject Layout(ImageGrid grid, ImageGrid first, JsonObject slider)
    {
        var (wide, high) = Size(grid);
        var left = grid.RowLabels.Select(l => Pen.Width(l, Frame.LegendSize)).DefaultIfEmpty().Max() + 16;
        var (across, down) = (Math.Min(wide * grid.Scale, 920.0 - left), (double)high * grid.Scale);
        down *= across / (wide * grid.Scale);
        return new()
        {
            ["width"] = (int)(left + across + 16), ["height"] = (int)(TitleRoom + down + PlotlySlider.Room),
            ["margin"] = new JsonObject { ["l"] = 16, ["r"] = 16, ["t"] = TitleRoom, ["b"] = PlotlySlider.Room },
            ["paper_bgcolor"] = "#ffffff", ["plot_bgcolor"] = "rgba(0,0,0,0)",
            ["font"] = new JsonObject
            {
                ["family"] = "DejaVu Sans, Verdana, sans-serif", ["size"] = Frame.LegendSize,
                ["color"] = Palette.Text.ToString(),
            },
            ["title"] = new JsonObject
            { ["text"] = Title(first), ["x"] = 0.5, ["font"] = new JsonObject { ["size"] = Frame.TitleSize } },
            ["xaxis"] = Axis(-0.5 - (left - 16) * wide / across, wide - 0.5),              // row labels stand inside
            ["yaxis"] = Axis(high - 0.5, -0.5, scaled: true),
            ["annotations"] = new JsonArray([.. Words(grid)]),
            ["sliders"] = new JsonArray(slider),
        };
    }

    private static JsonObject Axis(double low, double high, bool scaled = false)
    {
        var axis = new JsonObject
        {
            ["visible"] = false, ["range"] = new JsonArray(low, high), ["fixedrange"] = true,
            ["constrain"] = "domain",
        };
        if (scaled) axis["scaleanchor"] = "x";
        return axis;
    }

    // Row labels on the left, captions below the images.
    private static IEnumerable<JsonNode> Words(ImageGrid grid)
    {
        var (w, h, gap) = Cell(grid);
        foreach (var (r, text) in grid.RowLabels.Index())
            yield return Note(text, -1, r * (h + gap) + h / 2.0, "right", "middle");
        foreach (var (i, text) in grid.Captions.Index())
        {
            var (row, column, bottom) = (i / grid.Columns, i % grid.Columns, grid.Images[0].Height);
            yield return Note(text, column * (w + gap) + w / 2.0, row * (h + gap) + bottom, "center", "top");
        }
    }

    private static JsonNode Note(string text, double x, double y, string across, string down) => new JsonObject
    {
        ["text"] = PlotlyRenderer.Escape(text).ReplaceLineEndings("<br>"), ["x"] = x, ["y"] = y, ["xanchor"] = across,
        ["yanchor"] = down, ["showarrow"] = false, ["font"] = new JsonObject { ["size"] = Frame.TickSize },
    };

    private static string Title(ImageGrid grid) =>
        grid.Title == "" ? "" : $"<b>{PlotlyRenderer.Escape(grid.Title)}</b>";

    // Pixels of an image, and between two; below there is room for the lines of captions.
    private static (int Width, int Height, int Gap) Cell(ImageGrid grid)
    {
        var below = (Line * grid.CaptionLines + grid.Scale - 1) / grid.Scale;
        return (grid.Images[0].Width, grid.Images[0].Height + below, Math.Max(1, ImageGrid.Gap / grid.Scale));
    }

    private static (int Width, int Height) Size(ImageGrid grid)
    {
        var ((w, h, gap), rows) = (Cell(grid), (grid.Images.Count + grid.Columns - 1) / grid.Columns);
        return (grid.Columns * (w + gap) - gap, rows * (h + gap) - gap);
    }

    // PNG as long as all frames fit into the budget; then WebP, as good as fits.
    private static string[] Sources(ImageGrid[] grids)
    {
        var pages = grids.Select(Page).ToArray();
        try
        {
            var bytes = pages.Select(p => p.Encode()).ToArray();
            if (bytes.Sum(b => b.Length) <= Budget) return [.. bytes.Select(b => Uri("png", b))];
            for (var quality = 95; ; quality -= 10)
            {
                bytes = [.. pages.Select(p => WebP(p, quality))];
                if (bytes.Sum(b => b.Length) <= Budget || quality < 20) return [.. bytes.Select(b => Uri("webp", b))];
            }
        }
        finally
        {
            foreach (var page in pages) page.Dispose();
        }
    }

    private static byte[] WebP(SKBitmap page, int quality)
    {
        using var data = page.Encode(SKEncodedImageFormat.Webp, quality);
        return data.ToArray();
    }

    private static string Uri(string type, byte[] bytes) =>
        $"data:image/{type};base64,{Convert.ToBase64String(bytes)}";

    // One pixel for one of the images'.
    private static SKBitmap Page(ImageGrid grid)
    {
        var ((w, h, gap), (width, height)) = (Cell(grid), Size(grid));
        var page = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(page);
        canvas.Clear(SKColors.White);
        foreach (var (i, image) in grid.Images.Index())
            image.Draw(canvas, i % grid.Columns * (w + gap), i / grid.Columns * (h + gap), 1);
        return page;
    }
}
