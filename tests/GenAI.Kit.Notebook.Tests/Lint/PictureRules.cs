using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>Alt texts, the mime bundle of a figure, its title and its axes.</summary>
internal static partial class PictureRules
{
    private const int Alt = 20;

    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells) =>
        cells.SelectMany(cell =>
            cell.IsCode ? cell.Bundles.SelectMany(bundle => Output(cell, bundle)) : Markdown(cell));

    private static IEnumerable<Finding> Markdown(LessonCell cell)
    {
        foreach (Match picture in Pictures().Matches(cell.Text))
        {
            if (picture.Groups[1].Value.Trim().Length < Alt)
                yield return cell.Wrong("alt", $"{picture.Groups[2].Value} has no alt text that says what it shows");
            if (picture.Groups[2].Value.Contains(':'))
                yield return cell.Wrong("picture", "a picture in Markdown is a file under figures/");
        }

        if (ImageElement().IsMatch(cell.Text)) yield return cell.Wrong("picture", "write ![alt](file), not <img>");
    }

    private static IEnumerable<Finding> Output(LessonCell cell, JsonObject bundle)
    {
        if (!bundle.Any(entry => LessonCell.IsPicture(entry.Key))) yield break;
        var alt = NotebookCell.Text(bundle["text/plain"]).Trim();
        if (alt.Length < Alt || TypeName().IsMatch(alt))
            yield return cell.Wrong("alt", $"a picture's text/plain says what it shows, not \"{alt}\"");
        if (bundle["text/html"] is not null)
            yield return cell.Wrong("bundle", "a picture carries no text/html: it would go blank on GitHub");
        if (bundle[LessonLint.Plotly] is not JsonObject figure) yield break;
        if (bundle["image/png"] is null) yield return cell.Wrong("bundle", "a chart carries its image/png too");
        foreach (var missing in Unlabelled(figure)) yield return cell.Wrong("labels", $"a chart without {missing}");
    }

    private static IEnumerable<string> Unlabelled(JsonObject figure)
    {
        if (TitleOf(figure["layout"]) == "") yield return "a title";
        var flat = figure["data"]!.AsArray().All(trace => !Spatial().IsMatch((string?)trace?["type"] ?? "scatter"));
        foreach (var axis in new[] { "xaxis", "yaxis" })
            if (flat && Panels(figure, axis) is var panels && panels.All(panel => TitleOf(panel) == ""))
                yield return $"a title on its {axis}";
    }

    // A grid writes a label that its panels share only once: at the lowest, or at the leftmost.
    private static List<JsonNode?> Panels(JsonObject figure, string axis)
    {
        var layout = figure["layout"] as JsonObject ?? [];
        var panels = layout.Where(part => part.Key.StartsWith(axis)).Select(part => part.Value).ToList();
        return panels.Count == 0 ? [null] : panels.All(Hidden) ? [new JsonObject { ["title"] = "none" }] : panels;
    }

    private static bool Hidden(JsonNode? axis) =>
        axis?["visible"]?.ToString() == "false" || axis?["showticklabels"]?.ToString() == "false";

    private static string TitleOf(JsonNode? part) => part?["title"] switch
    {
        JsonObject title => (string?)title["text"] ?? "",
        { } text => text.ToString(),
        null => "",
    };

    [GeneratedRegex(@"!\[([^\]]*)\]\(([^)]+)\)")]
    private static partial Regex Pictures();

    [GeneratedRegex("<img\\b", RegexOptions.IgnoreCase)]
    private static partial Regex ImageElement();

    [GeneratedRegex(@"^[\w.`+]+$")]
    private static partial Regex TypeName();

    [GeneratedRegex("3d|surface|pie|polar|table|sankey|parcoords|treemap|sunburst|indicator")]
    private static partial Regex Spatial();
}
