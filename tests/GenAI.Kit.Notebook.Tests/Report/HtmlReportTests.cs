using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Report;

namespace GenAI.Kit.Notebook.Tests.Report;

public sealed class HtmlReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("report").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static NotebookDocument Lesson()
    {
        var chart = new JsonObject { ["data"] = new JsonArray(), ["layout"] = new JsonObject() };
        var notebook = NotebookDocument.Create(
            NotebookCell.Markdown("# Cats & dogs\n\nWith $x^2$.\n\n## The idea\n\n### A part\n\n## Quiz"),
            Pages.WithOutput(Pages.Display(("application/vnd.plotly.v1+json", chart), ("text/plain", "A curve."))));
        notebook.Metadata["genai_kit"] = new JsonObject
        {
            ["lesson"] = "1.1", ["mode"] = "full", ["seconds"] = 72.4, ["threads"] = 2,
        };
        return notebook;
    }

    private static Stream Plotly() => new MemoryStream(Encoding.UTF8.GetBytes("window.Plotly = {};"));

    [Fact]
    public void A_page_asks_for_nothing_outside_itself()
    {
        var page = HtmlReport.Render(Lesson(), new(PlotlyJs: Plotly));
        Assert.DoesNotMatch("""<(link|iframe|object|embed)\b""", page);
        Assert.DoesNotMatch("""<(script|img)[^>]*\bsrc="(?!data:)""", page);
        Assert.DoesNotMatch("""url\((?!data:)""", page);
        Assert.DoesNotMatch("@import", page);
    }

    [Fact]
    public void Libraries_come_back_as_they_went_in()
    {
        var page = HtmlReport.Render(Lesson(), new(PlotlyJs: Plotly));
        Assert.Equal("window.Plotly = {};", Pages.Unpack(page, "lib-plotly"));
        Assert.Contains("katex", Pages.Unpack(page, "lib-katex"));
        Assert.Equal(20, Regex.Count(page, """font-family:["']?KaTeX_\w+["']?;[^}]*url\(data:font/woff2;base64,"""));
    }

    [Fact]
    public void A_page_without_maths_and_charts_carries_neither_library()
    {
        var plain = NotebookDocument.Create(NotebookCell.Markdown("# Plain"));
        var page = HtmlReport.Render(plain, new(PlotlyJs: Plotly));
        Assert.DoesNotContain("lib-katex\"", page);
        Assert.DoesNotContain("lib-plotly\"", page);
        Assert.DoesNotContain("KaTeX_Main", page);
    }

    [Fact]
    public void Title_contents_and_run_are_told()
    {
        var page = HtmlReport.Render(Lesson(), new());
        Assert.Contains("<title>Cats &amp; dogs</title>", page);
        Assert.Matches(
            """href="#the-idea">The idea</a><ol>\s*<li><a href="#a-part">A part</a></li></ol></li>""", page);
        Assert.Contains("GenAI.Kit · Lesson 1.1", System.Net.WebUtility.HtmlDecode(page));
        Assert.Contains("Run in full mode: 72 seconds on 2 threads.", page);
    }

    [Fact]
    public void The_same_notebook_gives_the_same_page() =>
        Assert.Equal(
            HtmlReport.Render(Lesson(), new(PlotlyJs: Plotly)), HtmlReport.Render(Lesson(), new(PlotlyJs: Plotly)));

    [Fact]
    public void Pictures_of_the_lessons_folder_go_into_the_page()
    {
        Directory.CreateDirectory(Path.Combine(folder, "figures"));
        File.WriteAllBytes(Path.Combine(folder, "figures", "1.1.png"), Convert.FromBase64String(Pages.Dot));
        var notebook = NotebookDocument.Create(NotebookCell.Markdown(
            "![Two clouds](figures/1.1.png) ![gone](figures/none.png) <img src=\"figures/1.1.png\" alt=\"raw\">"));
        var path = Path.Combine(folder, "out", "page.html");
        HtmlReport.Write(notebook, path, new(BaseFolder: folder));
        var page = File.ReadAllText(path);
        Assert.Equal(2, Regex.Count(page, Regex.Escape($"<img src=\"data:image/png;base64,{Pages.Dot}\"")));
        Assert.Contains("alt=\"Two clouds\"", page);
        Assert.Contains("<img src=\"figures/none.png\" alt=\"gone\"", page);
    }

    [Fact]
    public void A_picture_attached_to_a_cell_goes_into_the_page()
    {
        var cell = NotebookCell.Markdown("![attached](attachment:a.png)");
        cell.Node["attachments"] = new JsonObject { ["a.png"] = new JsonObject { ["image/png"] = Pages.Dot } };
        Assert.Contains($"src=\"data:image/png;base64,{Pages.Dot}\"", Pages.Page(cell));
    }
}
