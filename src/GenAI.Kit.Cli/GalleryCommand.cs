using System.CommandLine;
using System.Globalization;
using System.Text;
using GenAI.Kit.Contract;
using GenAI.Kit.Lessons;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Report;
using GenAI.Kit.Plotting;

namespace GenAI.Kit.Cli;

/// <summary>`genai gallery`.</summary>
internal static class GalleryCommand
{
    private const string About =
        "Draws the gallery: the same task for every family of the course, from shipped weights, side by side.";

    private const string Examples = """
          genai gallery      writes notebooks/gallery.md with its pictures, and the page artifacts/gallery.html
        """;

    private const string Head = """
        # The gallery

        One task, every family: draw faces of 16×16 pixels. Each row shows the first ten that the shipped weights of a
        lesson draw, nothing picked out. FID is the distance to 800 real faces in the features of lesson 1.3's net
        (lower is better; other rulers give other numbers); seconds are for 64 faces and minutes for the training,
        each on the machine that measured. `genai gallery` makes this page.

        | | family | lesson | FID | seconds | minutes |
        |---|---|---|---|---|---|

        """;

    public static Command Create()
    {
        var command = new ExampleCommand("gallery", About, Examples);
        command.SetAction(_ => Write(new LessonFolder()));
        return command;
    }

    private static void Write(LessonFolder lessons)
    {
        var folder = Path.Combine(lessons.RequireRoot(), "notebooks");
        NativeBackend.Load();
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var row in Gallery.Faces())
        {
            var file = $"figures/gallery-{row.Key}.png";
            var grid = ImageGrid.Of(row.Drawn, columns: 10, scale: 4).Alt($"Ten faces. {row.Family}.");
            grid.SavePng(Path.Combine(folder, file));
            var lesson = lessons.Find(row.Lesson);
            page.Append(CultureInfo.InvariantCulture, $"| ![{grid.AltText}]({file}) | {row.Family} | ")
                .Append(CultureInfo.InvariantCulture, $"[{row.Lesson}]({lesson.Stem}.ipynb) | {row.Fid:0} | ")
                .Append(CultureInfo.InvariantCulture, $"{Number(row.Seconds)} | {Number(row.Minutes)} |\n");
            Console.WriteLine($"{row.Family}: FID {row.Fid:0}");
        }

        AtomicFile.Write(Path.Combine(folder, "gallery.md"), page.ToString());
        var html = Path.Combine(lessons.RequireRoot(), "artifacts", "gallery.html");
        Directory.CreateDirectory(Path.GetDirectoryName(html)!);
        HtmlReport.Write(NotebookDocument.Create([NotebookCell.Markdown(page.ToString())]), html,
            new ReportOptions(folder, PlotlyScript.Open, default));
        Console.WriteLine($"notebooks/gallery.md\n{Shown.Path(html)}");
    }

    private static string Number(double? value) => value switch
    {
        null => "",
        < 0.1 => "< 0.1",
        < 10 and { } small => small.ToString("0.0", CultureInfo.InvariantCulture),
        { } large => large.ToString("0", CultureInfo.InvariantCulture),
    };
}
