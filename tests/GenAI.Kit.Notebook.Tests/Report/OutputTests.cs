using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Report;

namespace GenAI.Kit.Notebook.Tests.Report;

public sealed class OutputTests
{
    private const string Mime = "application/vnd.plotly.v1+json";

    private static Stream Plotly() => new MemoryStream(Encoding.UTF8.GetBytes("0"));

    private static JsonObject Chart(string title) => Pages.Display(
        (Mime, new JsonObject { ["data"] = new JsonArray(), ["layout"] = new JsonObject { ["title"] = title } }),
        ("image/png", Pages.Dot), ("text/plain", "A \"rising\" curve."));

    [Fact]
    public void Text_is_escaped_wherever_it_comes_from()
    {
        const string evil = "<script>alert(1)</script>";
        var error = new JsonObject
        {
            ["output_type"] = "error", ["ename"] = "E", ["evalue"] = evil, ["traceback"] = new JsonArray(evil),
        };
        foreach (var output in new[]
                 {
                     Pages.Stream(evil), error, Pages.Display(("text/plain", evil)),
                     Pages.Display(("image/png", Pages.Dot), ("text/plain", evil + "\"")),
                 })
            Assert.DoesNotContain(evil, Pages.PageOf(output));
        Assert.Single(Regex.Matches(Pages.PageOf(Chart(evil), Plotly), "</script>"));
    }

    [Fact]
    public void A_chart_keeps_its_picture_for_print_and_its_text_for_those_who_do_not_see()
    {
        var page = Pages.PageOf(Chart("t"), Plotly);
        Assert.Matches("""<div class="drawing" role="img" aria-label="A &quot;rising&quot; curve.">""", page);
        Assert.Contains($"<img class=\"still\" src=\"data:image/png;base64,{Pages.Dot}\" alt=\"A &quot;rising", page);
    }

    /// <summary>Head of a PNG of 16 × 8 pixels with pHYs: so many of them are one on the page.</summary>
    [Theory]
    [InlineData(7560, " class=\"smooth\" width=\"8\"")]
    [InlineData(3780, "")]
    public void A_picture_that_says_that_it_is_dense_is_as_much_smaller(int perMetre, string expected)
    {
        byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
        byte[] png = [0x89, .. "PNG\r\n\u001a\n"u8, .. Big(13), .. "IHDR"u8, .. Big(16), .. Big(8), 8, 6, 0, 0, 0, .. Big(0),
            .. Big(9), .. "pHYs"u8, .. Big(perMetre), .. Big(perMetre), 1, .. Big(0)];
        Assert.Contains($"<img{expected} src=\"data:image/png",
            Pages.PageOf(Pages.Display(("image/png", Convert.ToBase64String(png)), ("text/plain", "x"))));
    }

    [Fact]
    public void Pixels_keep_their_edges() =>
        Assert.Contains("figure.picture img:not(.smooth) { image-rendering: pixelated; }",
            HtmlReport.Render(NotebookDocument.Create(Pages.WithOutput(Chart("t"))), new()));

    [Fact]
    public void Without_plotly_a_chart_is_its_picture_or_its_text()
    {
        Assert.Contains("<figure class=\"picture\"><img src=\"data:image/png", Pages.PageOf(Chart("t")));
        var bare = Pages.Display((Mime, new JsonObject { ["data"] = new JsonArray() }), ("text/plain", "A curve."));
        Assert.Contains(">A curve.</pre>", Pages.PageOf(bare));
    }

    [Fact]
    public void The_richest_form_is_shown()
    {
        Assert.Contains("<b>x</b>", Pages.PageOf(Pages.Display(("text/plain", "x"), ("text/html", "<b>x</b>"))));
        Assert.Contains("<em>x</em>", Pages.PageOf(Pages.Display(("text/plain", "x"), ("text/markdown", "*x*"))));
        Assert.Contains("-block\">x^2<", Pages.PageOf(Pages.Display(("text/plain", "x"), ("text/latex", "$$x^2$$"))));
        Assert.Contains("data:image/svg+xml;base64,", Pages.PageOf(Pages.Display(("image/svg+xml", "<svg/>"))));
    }

    [Fact]
    public void Progress_and_nothing_leave_no_trace()
    {
        Assert.DoesNotContain("class=\"out\"", Pages.PageOf(Pages.Display(("text/plain", ""))));
        Assert.DoesNotContain("class=\"out\"", Pages.PageOf(Pages.Stream("\n")));
    }

    [Theory]
    [InlineData("\x1b[1mbold\x1b[0m plain", "<span style=\"font-weight:600;\">bold</span> plain")]
    [InlineData("\x1b[31mred\x1b[39m", "<span style=\"color:var(--bad);\">red</span>")]
    [InlineData("a\x1b[2Kb", "ab")]
    [InlineData("10%\r50%\r100%\ndone\r\n", "100%\ndone")]
    public void Terminal_codes_become_colours(string text, string html) =>
        Assert.Contains($">{html}</pre>", Pages.PageOf(Pages.Stream(text)));

    [Fact]
    public void Stderr_and_errors_look_different()
    {
        Assert.Contains("<pre tabindex=\"0\" class=\"stderr\">w</pre>", Pages.PageOf(Pages.Stream("w", "stderr")));
        var error = new JsonObject { ["output_type"] = "error", ["ename"] = "Oops", ["evalue"] = "no" };
        Assert.Contains("<pre class=\"error\" tabindex=\"0\">Oops: no</pre>", Pages.PageOf(error));
    }
}
