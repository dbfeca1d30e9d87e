using System.Net;
using System.Text;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Report;

/// <summary>A notebook as one page that needs nothing else: no network, no second file.</summary>
public static class HtmlReport
{
    /// <summary>Writes the page whole or not at all.</summary>
    /// <exception cref="NotebookException">The page can't be written there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was there before is untouched.</exception>
    public static void Write(NotebookDocument notebook, string path, ReportOptions? options = null)
    {
        options ??= new();
        var folder = options.BaseFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        AtomicFile.Write(path, Render(notebook, options with { BaseFolder = folder }));
    }

    /// <summary>The page's text.</summary>
    public static string Render(NotebookDocument notebook, ReportOptions options)
    {
        var patience = new Patience(options.Cancellation);
        var markdown = new MarkdownHtml(new Pictures(options.BaseFolder ?? "."), patience);
        var outputs = new OutputHtml(markdown, options.PlotlyJs is not null);
        var body = new StringBuilder();
        foreach (var cell in notebook.Cells)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            body.Append(CellHtml.Render(cell, CellLanguage.Of(cell, notebook), markdown, outputs));
        }

        var title = markdown.Headings.FirstOrDefault(heading => heading.Level == 1)?.Plain ?? "Notebook";
        var maths = body.ToString().Contains("class=\"math-", StringComparison.Ordinal);
        return Fill(new()
        {
            ["title"] = WebUtility.HtmlEncode(title),
            ["fonts"] = Assets.Fonts(),
            ["katex-css"] = maths ? Assets.KatexCss() : "",
            ["css"] = Assets.Text("page.css"),
            ["toc"] = Contents.Render(markdown.Headings),
            ["eyebrow"] = WebUtility.HtmlEncode(RunFacts.Eyebrow(notebook)),
            ["body"] = body.ToString(),
            ["footer"] = WebUtility.HtmlEncode(RunFacts.Footer(notebook)),
            ["scripts"] = Scripts(maths, HasDiagrams(body.ToString()), outputs.HasCharts ? options.PlotlyJs : null),
        });
    }

    private static string Fill(Dictionary<string, string> parts)
    {
        var pieces = Assets.Text("page.html").Split("{{");
        return pieces[0] + string.Concat(pieces.Skip(1).Select(piece =>
        {
            var end = piece.IndexOf("}}", StringComparison.Ordinal);
            return parts[piece[..end]] + piece[(end + 2)..];
        }));
    }

    private static bool HasDiagrams(string body) =>
        body.Contains(MarkdownParts.DiagramStart, StringComparison.Ordinal);

    private static string Scripts(bool maths, bool diagrams, Func<Stream>? plotly)
    {
        var html = "";
        if (maths) html += Assets.Packed("lib-katex", Assets.Open("katex.min.js"));
        if (diagrams)
            html += Assets.Packed("lib-mermaid", "mermaid.tiny.js.gz")
                + $"<script>{Assets.Text("page.diagrams.js")}</script>\n";
        if (plotly is not null)
        {
            using var stream = plotly();
            html += Assets.Packed("lib-plotly", stream) + $"<script>{Assets.Text("page.charts.js")}</script>\n";
        }

        return html + $"<script>{Assets.Text("page.js")}</script>";
    }
}
