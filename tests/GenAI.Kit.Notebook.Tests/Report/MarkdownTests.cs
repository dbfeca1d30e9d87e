using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Report;

namespace GenAI.Kit.Notebook.Tests.Report;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("With $a_1 < b_2$ in it.", """<span class="math-inline">a_1 &lt; b_2</span>""")]
    [InlineData("$$\nx *y* z\n$$", """<div class="math-block">x *y* z</div>""")]
    [InlineData("$$x + y$$", """<div class="math-block">x + y</div>""")]
    [InlineData("Text\n$$x + y$$\nmore", """<div class="math-block">x + y</div>""")]
    [InlineData("> $$x + y$$", """<span class="math-block">x + y</span>""")]
    [InlineData("$$p = \\frac{1}{2}\n + \\frac12$$", "math-block\">p = \\frac{1}{2}\n + \\frac12</")]
    [InlineData("<details><summary>Is $p(x)$ known?</summary>\n\nNo.\n\n</details>",
        """<summary>Is <span class="math-inline">p(x)</span> known?</summary>""")]
    public void Maths_is_marked_and_untouched(string markdown, string html) =>
        Assert.Contains(html, Pages.PageOf(markdown));

    [Theory]
    [InlineData("It costs $5 and $7.")]
    [InlineData("```\n$$x$$\n```")]
    [InlineData("`var x = $\"{a}\" + $\"{b}\"`")]
    public void Money_and_code_are_no_maths(string markdown) =>
        Assert.DoesNotContain("class=\"math-", Pages.PageOf(markdown));

    [Fact]
    public void Folded_quiz_answers_hold_markdown() => Assert.Matches(
        """<details><summary>Why\?</summary>\s*<p>Because <strong>\w+</strong>.</p>\s*</details>""",
        Pages.PageOf("<details><summary>Why?</summary>\n\nBecause **so**.\n\n</details>"));

    [Fact]
    public void Tables_notes_and_strikes_are_known()
    {
        var page = Pages.PageOf("| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n> [!NOTE]\n> Mind.");
        Assert.Contains("<td><del>2</del></td>", page);
        Assert.Contains("markdown-alert-note", page);
    }

    [Fact]
    public void Two_headings_of_one_text_get_two_ids()
    {
        var page = Pages.Page(NotebookCell.Markdown("## Look\n\n## Look"), NotebookCell.Markdown("## Look"));
        foreach (var id in new[] { "look", "look-1", "look-2" }) Assert.Contains($"<h2 id=\"{id}\">", page);
    }

    [Theory]
    [InlineData("a", "a", "a-1")]
    [InlineData("a-1", "a", "a")]
    [InlineData("a", "a-1", "a", "a", "a-1-1", "a-1")]
    [InlineData("!", "?", "section", "section-1")]
    public void No_two_headings_share_an_id(params string[] headings)
    {
        var page = Pages.PageOf(string.Concat(headings.Select(heading => $"## {heading}\n\n")));
        var ids = Regex.Matches(page, "<h2 id=\"([^\"]*)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(headings.Length, ids.Distinct().Count());
    }

    [Fact]
    public void A_link_to_another_lesson_leads_to_its_report()
    {
        var page = Pages.PageOf("[next](1.2-density.ipynb#quiz) [site](https://example.org/1.2-a.ipynb)");
        Assert.Contains("href=\"1.2-density.html#quiz\"", page);
        Assert.Contains("href=\"https://example.org/1.2-a.ipynb\"", page);
    }

    [Fact]
    public void A_Mermaid_fence_is_a_diagram_and_brings_its_library()
    {
        var cell = NotebookCell.Markdown("```mermaid\ngraph TD\nA-->B\n```");
        var page = HtmlReport.Render(NotebookDocument.Create(cell), new());
        Assert.Contains("<pre class=\"mermaid\" tabindex=\"0\">graph TD\nA--&gt;B</pre>", page);
        Assert.Contains("globalThis[\"mermaid\"]", Pages.Unpack(page, "lib-mermaid"));
        Assert.DoesNotContain("lib-mermaid\"", HtmlReport.Render(NotebookDocument.Create(), new()));
    }

    [Fact]
    public void A_fence_is_highlighted() => Assert.Contains(
        "<pre><code><span class=\"keyword\">var</span> a = <span class=\"number\">1</span>;</code></pre>",
        Pages.PageOf("```csharp\nvar a = 1;\n```"));
}
