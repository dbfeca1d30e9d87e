using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>A cell as the rules see it: its number from 1, the section it stands in, its neighbours' text.</summary>
internal sealed partial record LessonCell(int Number, string Section, NotebookCell Cell)
{
    internal bool IsCode => Cell.IsCode;

    /// <summary>The source; of Markdown without its fenced code.</summary>
    internal string Text => IsCode ? Cell.Source : Prose(Cell.Source);

    internal IEnumerable<JsonObject> Outputs => IsCode ? Cell.Outputs.Select(output => output!.AsObject()) : [];

    internal IEnumerable<JsonObject> Bundles => Outputs.Select(output => output["data"]).OfType<JsonObject>();

    internal bool ShowsPicture => Bundles.Any(bundle => bundle.Any(entry => IsPicture(entry.Key)));

    internal Finding Wrong(string rule, string text) => new(rule, Number, text);

    internal static bool IsPicture(string mime) =>
        mime.StartsWith("image/", StringComparison.Ordinal) || mime == LessonLint.Plotly;

    internal static IReadOnlyList<LessonCell> Of(NotebookDocument notebook)
    {
        var cells = new List<LessonCell>();
        var section = "";
        foreach (var cell in notebook.Cells)
        {
            if (cell.Type == "markdown" && Headings(Prose(cell.Source), 2).LastOrDefault() is { } heading)
                section = heading;
            cells.Add(new(cells.Count + 1, section, cell));
        }

        return cells;
    }

    /// <summary>The text of one section, which may begin or end within a cell.</summary>
    internal static string TextOf(IReadOnlyList<LessonCell> cells, string name)
    {
        var text = string.Join("\n\n", cells.Where(cell => !cell.IsCode).Select(cell => cell.Text));
        var parts = SectionStart().Split("\n" + text);
        return string.Join("\n\n", parts.Where(part => part.Split('\n')[0].Trim() == name)
            .Select(part => part[part.Split('\n')[0].Length..]));
    }

    internal static IEnumerable<string> Headings(string prose, int level) => Heading().Matches(prose)
        .Where(match => match.Groups[1].Length == level).Select(match => match.Groups[2].Value.Trim());

    internal static string Prose(string markdown) => Fence().Replace(markdown.ReplaceLineEndings("\n"), "");

    [GeneratedRegex(@"^ *(```+|~~~+)[\s\S]*?^ *\1", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\n## +")]
    private static partial Regex SectionStart();

    [GeneratedRegex(@"^(#{1,6}) +(.+?)#*$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
