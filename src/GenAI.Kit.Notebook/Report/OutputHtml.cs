using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Report;

/// <summary>The outputs of a cell as HTML: of each the richest form that a page can show, its text as alt text.
/// </summary>
internal sealed class OutputHtml(MarkdownHtml markdown, bool drawCharts)
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    internal bool HasCharts { get; private set; }

    internal string Render(JsonArray outputs)
    {
        var html = new StringBuilder();
        foreach (var output in outputs) html.Append(Render(output!.AsObject()));
        return html.Length == 0 ? "" : $"<div class=\"out\">\n{html}</div>\n";
    }

    private string Render(JsonObject output) => (string?)output["output_type"] switch
    {
        "stream" => Stream(NotebookCell.Text(output["text"]), (string?)output["name"] == "stderr"),
        "error" => Error(output),
        _ => output["data"] is JsonObject bundle ? Bundle(bundle) : "",
    };

    private static string Stream(string text, bool error)
    {
        var html = AnsiText.ToHtml(text.TrimEnd());
        return html.Length == 0 ? "" : $"<pre tabindex=\"0\"{(error ? " class=\"stderr\"" : "")}>{html}</pre>\n";
    }

    private static string Error(JsonObject output)
    {
        var traceback = output["traceback"] as JsonArray ?? [];
        var text = string.Join('\n', traceback.Select(line => (string?)line));
        if (text.Length == 0) text = $"{(string?)output["ename"]}: {(string?)output["evalue"]}";
        return $"<pre class=\"error\" tabindex=\"0\">{AnsiText.ToHtml(text)}</pre>\n";
    }

    private string Bundle(JsonObject bundle)
    {
        var alt = NotebookCell.Text(bundle["text/plain"]);
        if (drawCharts && bundle[Plotly] is JsonObject figure)
            return Chart(figure, bundle, alt);
        if (bundle[CellLanguage.Mermaid] is { } diagram)
            return MarkdownParts.Diagram(NotebookCell.Text(diagram)) + "\n";
        if (bundle["text/html"] is { } html) return $"<div class=\"rich\">{NotebookCell.Text(html)}</div>\n";
        if (bundle["text/markdown"] is { } text)
            return $"<div class=\"prose\">{markdown.Render(NotebookCell.Text(text))}</div>\n";
        if (Image(bundle, alt) is { } image) return $"<figure class=\"picture\">{image}</figure>\n";
        if (bundle["text/latex"] is { } tex)
            return MarkdownParts.Maths(NotebookCell.Text(tex).Trim('$', ' ', '\n'), display: true) + "\n";
        return alt.Trim().Length == 0 ? "" : $"<pre tabindex=\"0\">{AnsiText.ToHtml(alt.TrimEnd())}</pre>\n";
    }

    private string Chart(JsonObject figure, JsonObject bundle, string alt)
    {
        HasCharts = true;
        var still = Image(bundle, alt)?.Replace("<img ", "<img class=\"still\" ");
        return $"<figure class=\"chart\"><figcaption hidden></figcaption>"
            + $"<div class=\"drawing\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(alt.Trim())}\"></div>{still}"
            + $"<script type=\"application/json\">{figure.ToJsonString()}</script></figure>\n";
    }

    private static string? Image(JsonObject bundle, string alt)
    {
        var (mime, value) = bundle.FirstOrDefault(entry => entry.Key.StartsWith("image/", StringComparison.Ordinal));
        if (mime is null) return null;
        var text = NotebookCell.Text(value);
        var data = mime == "image/svg+xml"
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text))
            : text.ReplaceLineEndings("");
        var source = WebUtility.HtmlEncode($"data:{mime};base64,{data}");
        var size = mime == "image/png" ? PngSize(data) : "";
        return $"<img{size} src=\"{source}\" alt=\"{WebUtility.HtmlEncode(alt.Trim())}\">";
    }

    // A PNG that says that it has two pixels for one of the page (pHYs, its second chunk) is half as large as its
    // pixels, and smooth; others keep their pixels' edges.
    private static string PngSize(string data)
    {
        Span<byte> head = stackalloc byte[54];
        if (data.Length < 72 || !Convert.TryFromBase64String(data[..72], head, out _)) return "";
        if (!head.Slice(37, 4).SequenceEqual("pHYs"u8)) return "";
        var dense = BinaryPrimitives.ReadUInt32BigEndian(head[41..]) / 3780.0;         // of 96 an inch
        return dense <= 1 ? "" : string.Create(CultureInfo.InvariantCulture,
            $" class=\"smooth\" width=\"{BinaryPrimitives.ReadUInt32BigEndian(head[16..]) / dense:0}\"");
    }
}
