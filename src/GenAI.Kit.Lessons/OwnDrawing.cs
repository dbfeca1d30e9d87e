using SkiaSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>A drawing that the reader made: a PNG, or a grid of characters in a cell. Lesson 3.3 colours
/// it.</summary>
public static class OwnDrawing
{
    private const string Marks = " ',#";                              // paper, upper half, lower half, both

    /// <summary>Reads dark lines on light paper.</summary>
    /// <param name="drawing">The path of a PNG, square, its side S or a multiple of it; or, in more lines than one, a
    /// grid as <see cref="OfText"/> reads it, its side S or S divided by a whole number.</param>
    /// <param name="side">S, of what is asked for.</param>
    /// <returns>1 is paper, 0 is a line; float32, shape [1, 1, S, S].</returns>
    /// <exception cref="ArgumentException">It is not there, broken, of another kind or of another size: the message
    /// says which, and what is needed.</exception>
    public static Tensor Read(string drawing, int side)
    {
        using var scope = NewDisposeScope();
        var text = drawing.Contains('\n');
        var pixels = text ? OfText(drawing) : OfPng(drawing);
        var (height, width) = ((int)pixels.shape[2], (int)pixels.shape[3]);
        var (larger, smaller) = text ? (side, width) : (width, side);
        if (height != width || smaller == 0 || larger % smaller != 0)
            throw new ArgumentException($"{(text ? "The grid" : drawing)} shows {width} × {height} pixels: {side} × "
                + $"{side} are needed, or {(text ? "a half or a quarter" : "twice or three times")} as many each "
                + "way.");
        var times = larger / smaller;
        return scope.MoveToOuter(text
            ? pixels.repeat_interleave(times, 2).repeat_interleave(times, 3)
            : nn.functional.avg_pool2d(pixels, times, times));
    }

    /// <summary>A grid of characters. Each stands for two pixels, one above the other: ' for a line in the upper, a
    /// comma for one in the lower, # for one in both, a blank for paper.</summary>
    /// <param name="grid">Lines of characters; short ones end in paper, empty ones around it are left out.</param>
    /// <returns>1 is paper, 0 is a line; shape [1, 1, 2 × lines, longest line, at least 2 × lines].</returns>
    /// <exception cref="ArgumentException">Another character: the message says where.</exception>
    public static Tensor OfText(string grid)
    {
        var rows = grid.ReplaceLineEndings("\n").Trim('\n').Split('\n');
        var width = Math.Max(rows.Max(row => row.Length), 2 * rows.Length);
        var lines = new float[2 * rows.Length, width];
        for (var r = 0; r < rows.Length; r++)
            for (var c = 0; c < width; c++)
            {
                var mark = c < rows[r].Length ? Marks.IndexOf(rows[r][c]) : 0;
                if (mark < 0)
                    throw new ArgumentException($"Line {r + 1}, column {c + 1} of the grid is '{rows[r][c]}': only "
                        + "blanks, ' (upper half), a comma (lower half) and # (both) are read.");
                (lines[2 * r, c], lines[2 * r + 1, c]) = (1 - (mark & 1), 1 - (mark >> 1));
            }
        return tensor(lines).unsqueeze(0).unsqueeze(0);
    }

    private static Tensor OfPng(string path)
    {
        using var bitmap = PictureFile.Decode(path);
        var grey = bitmap.Pixels.Select(OnPaper).ToArray();
        return tensor(grey, [1, 1, bitmap.Height, bitmap.Width]);
    }

    // What is transparent shows the paper.
    private static float OnPaper(SKColor colour) =>
        1 - colour.Alpha / 255f * (1 - (colour.Red + colour.Green + colour.Blue) / 765f);
}
