using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Report;

namespace GenAI.Kit.Notebook.Tests.Report;

/// <summary>No text stalls a page: patterns that take too long give way to plain text.</summary>
public sealed partial class PatienceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);       // by itself, some take hours

    private static readonly string[] Nasty =
    [
        Repeat("\"line of the file\\n\",\n", 100), Repeat("{\"a\": [", 500), Repeat("\"", 4_001),
        Repeat("\"a\\", 2_000), Repeat("'", 4_001), Repeat("/*", 3_000), Repeat("<a ", 2_000),
        Repeat("<!--", 2_000), Repeat("<a b=\"", 1_000), Repeat("(", 3_000), Repeat("[", 3_000),
        Repeat("{", 3_000), Repeat("a", 20_000), Repeat("1", 20_000), Repeat(" ", 20_000) + "x",
        Repeat("\n", 5_000) + "x", Repeat("$\"{", 1_500), Repeat("a<", 3_000), Repeat("-a.b ", 2_000),
        Repeat("#", 3_000), Repeat("@a(", 2_000), Repeat("`", 3_001), Repeat("*a_", 2_000),
        Repeat("new a ", 2_000), Repeat("\"\"\"", 1_001), Repeat("a: b;{", 2_000), Repeat("\\", 5_001),
        Repeat("a = ", 2_000), Repeat("[a](", 2_000), Repeat("1. ", 2_000), Repeat("<?php ", 1_000),
        Repeat("<script>", 1_000), Repeat("0x", 3_000), Repeat("%{", 2_000), Repeat("select a ", 1_000),
    ];

    private static readonly string[] Fenced =
        ["csharp", "json", "none"];

    public static TheoryData<string> Languages => [.. Fenced];

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_fence_of_any_language_is_drawn_in_time_and_whole(string language)
    {
        var fences = Nasty.Select(text => $"~~~ {language}\n{text}\n~~~").ToArray();
        var clock = Stopwatch.StartNew();
        var page = Pages.Page([.. fences.Select(fence => NotebookCell.Markdown(fence))]);
        Assert.True(clock.Elapsed < Limit, $"{clock.Elapsed}");
        Assert.Equal(Nasty.Select(text => text.Trim('\n')), TextsOf(page));
    }

    [Fact]
    public void Code_cells_are_drawn_in_time_and_whole()
    {
        var clock = Stopwatch.StartNew();
        var page = Pages.Page([.. Nasty.Select(text => NotebookCell.Code(text))]);
        Assert.True(clock.Elapsed < Limit, $"{clock.Elapsed}");
        Assert.Equal(Nasty.Select(text => text.Trim('\n')), TextsOf(page));
    }

    [Fact]
    public void Json_in_Markdown_takes_milliseconds_and_has_colours()
    {
        const string line = " \"line 7 of the file\\n\",\n";
        var text = "``` json\n{\n \"lines\": [\n" + Repeat(line, 1000) + " 1.5e3, true\n ]\n}\n```";
        Pages.PageOf("```json\n{}\n```");
        var clock = Stopwatch.StartNew();
        var page = Pages.PageOf(text);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), $"{clock.Elapsed}");
        Assert.Contains("<span class=\"string\">&quot;lines&quot;</span>: [", page);
        Assert.Contains("<span class=\"string\">&quot;line 7 of the file\\n&quot;</span>,", page);
        Assert.Contains("<span class=\"number\">1.5e3</span>, <span class=\"keyword\">true</span>", page);
    }

    [Theory]
    [InlineData("[a](", 40_000)]
    [InlineData(">", 5_000)]
    [InlineData("* ", 5_000)]
    [InlineData("*a **a", 10_000)]
    [InlineData("![", 20_000)]
    [InlineData("<img ", 20_000)]
    [InlineData("$$", 20_000)]
    [InlineData("```\n~~~\n", 10_000)]
    [InlineData("$a", 20_000)]
    [InlineData("<div>$", 10_000)]
    [InlineData("| a ", 20_000)]
    public void Any_Markdown_is_drawn_in_time(string piece, int count)
    {
        var clock = Stopwatch.StartNew();
        var page = Pages.Page(NotebookCell.Markdown(Repeat(piece, count)), NotebookCell.Markdown("## After"));
        Assert.True(clock.Elapsed < Limit, $"{clock.Elapsed}");
        Assert.Contains("<h2 id=\"after\">", page);
    }

    [Theory]
    [InlineData("\r", 200_000)]
    [InlineData("a", 5_000_000)]
    [InlineData("\u001b[", 200_000)]
    [InlineData("\u001b[1;", 200_000)]
    [InlineData("a\r", 200_000)]
    public void Any_output_is_drawn_in_time(string piece, int count)
    {
        var clock = Stopwatch.StartNew();
        Pages.PageOf(Pages.Stream(Repeat(piece, count) + "x"));
        Assert.True(clock.Elapsed < Limit, $"{clock.Elapsed}");
    }

    [Fact]
    public void Random_text_in_any_language_is_drawn_in_time()
    {
        var tokens = Gen.OneOf("\"", "'", "\\", "/", "*", "<", ">", "{", "}", "(", ")", "[", "]", "$", "@", "#", "a",
            "1", " ", "\n", "=", ":", "-", ".", ",", "!", "?", "%", "&", "|", "_");
        var texts = Gen.Select(tokens.Array[1, 4], Gen.Int[50, 1500])
            .Select((piece, count) => Repeat(string.Concat(piece), count));
        Gen.Select(texts.Array[10], Gen.OneOf(Fenced)).Sample(drawn =>
        {
            var clock = Stopwatch.StartNew();
            Pages.Page([.. drawn.Item1.Select(text => NotebookCell.Markdown($"~~~ {drawn.Item2}\n{text}\n~~~"))]);
            return clock.Elapsed < Limit;
        }, iter: 40, threads: 1);
    }

    [Fact]
    public void A_page_no_longer_wanted_ends_at_once()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.3));
        var slow = NotebookDocument.Create(NotebookCell.Markdown(Repeat("[a](", 100_000)));
        Assert.Throws<OperationCanceledException>(() => HtmlReport.Render(slow, new(Cancellation: cancel.Token)));
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static IEnumerable<string> TextsOf(string page) =>
        Regex.Matches(page, "<code>([\\s\\S]*?)</code>").Select(match =>
            WebUtility.HtmlDecode(Tags().Replace(match.Groups[1].Value, "")).Trim('\n'));

    [GeneratedRegex("</?span[^>]*>")]
    private static partial Regex Tags();
}
