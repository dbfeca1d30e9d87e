using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Report;

namespace GenAI.Kit.Notebook.Tests.Report;

/// <summary>Small notebooks and what a test asks of their page.</summary>
internal static class Pages
{
    internal const string Dot =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

    internal static string Page(params NotebookCell[] cells) =>
        Body(HtmlReport.Render(NotebookDocument.Create(cells), new()));

    internal static string PageOf(string markdown) => Page(NotebookCell.Markdown(markdown));

    internal static string PageOf(JsonObject output, Func<Stream>? plotly = null) =>
        Body(HtmlReport.Render(NotebookDocument.Create(WithOutput(output)), new(PlotlyJs: plotly)));

    internal static NotebookCell WithOutput(params JsonObject[] outputs)
    {
        var cell = NotebookCell.Code("1 + 1");
        cell.Outputs = new JsonArray([.. outputs]);
        return cell;
    }

    internal static JsonObject Display(params (string Mime, JsonNode Value)[] bundle) => new()
    {
        ["output_type"] = "display_data", ["metadata"] = new JsonObject(),
        ["data"] = new JsonObject(bundle.Select(entry => KeyValuePair.Create(entry.Mime, (JsonNode?)entry.Value))),
    };

    internal static JsonObject Stream(string text, string name = "stdout") =>
        new() { ["output_type"] = "stream", ["name"] = name, ["text"] = text };

    /// <summary>What lies between header and footer.</summary>
    internal static string Body(string page)
    {
        var start = page.IndexOf("</header>", StringComparison.Ordinal);
        return page[start..page.IndexOf("<footer>", StringComparison.Ordinal)];
    }

    /// <summary>The text of a packed script, as the page's own script would unpack it.</summary>
    internal static string Unpack(string page, string id)
    {
        var text = Regex.Match(page, $"id=\"{id}\">([^<]*)<").Groups[1].Value;
        using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
        return new StreamReader(gzip).ReadToEnd();
    }
}
