using System.Net;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;
using Markdig;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace GenAI.Kit.Notebook.Report;

/// <summary>A heading of the page; its text is HTML.</summary>
internal sealed record Heading(int Level, string Id, string Html, string Plain);

/// <summary>Markdown cells as HTML: the dialect that Jupyter and GitHub share, maths marked for KaTeX.</summary>
internal sealed partial class MarkdownHtml(Pictures pictures, Patience patience)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseMathematics().UseAutoLinks().UseTaskLists().UseFootnotes().UseAlertBlocks()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .Build();

    private HashSet<string> ids = [];

    internal List<Heading> Headings { get; } = [];

    internal string Render(string markdown, NotebookCell? cell = null)
    {
        if (patience.Try(() => Draw(markdown, cell)) is not { } piece)
            return $"<pre>{WebUtility.HtmlEncode(markdown)}</pre>\n";
        Headings.AddRange(piece.Headings);
        ids = piece.Ids;
        return piece.Html;
    }

    /// <summary>Source code with its colours.</summary>
    internal string Code(string source, string language) =>
        patience.Try(() => CodeHtml.Highlight(source, language)) ?? WebUtility.HtmlEncode(source);

    private sealed record Piece(string Html, List<Heading> Headings, HashSet<string> Ids);

    // On a thread of its own: nothing of the page changes before it has ended well.
    private Piece Draw(string markdown, NotebookCell? cell)
    {
        var piece = new Piece("", [], [.. ids]);
        var document = Markdown.Parse(FenceMaths(markdown), Pipeline);
        foreach (var link in document.Descendants<LinkInline>()) link.Url = ReportOf(link.Url);
        foreach (var heading in document.Descendants<HeadingBlock>()) heading.SetData("id", Add(heading, piece));
        return piece with { Html = pictures.Inline(Html(renderer => renderer.Render(document)), cell) };
    }

    private string Html(Action<HtmlRenderer> write)
    {
        var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        MarkdownParts.Replace(renderer);
        write(renderer);
        return text.ToString();
    }

    private string Add(HeadingBlock heading, Piece piece)
    {
        var html = Html(renderer => renderer.WriteLeafInline(heading));
        var plain = WebUtility.HtmlDecode(Tags().Replace(html, "")).Trim();
        var slug = NotWord().Replace(plain.ToLowerInvariant().Replace(' ', '-'), "");
        if (slug.Length == 0) slug = "section";
        var id = slug;
        for (var again = 1; !piece.Ids.Add(id); again++) id = $"{slug}-{again}";
        piece.Headings.Add(new(heading.Level, id, Links().Replace(html, ""), plain));
        return id;
    }

    // Jupyter takes $$ … $$ over several lines; Markdig wants each $$ on a line of its own
    private static string FenceMaths(string markdown) => DisplayMaths().Replace(
        markdown.ReplaceLineEndings("\n"), match => match.Groups["tex"] is { Success: true, Value: var tex }
            ? $"{match.Groups["indent"]}$$\n{tex.Trim('\n')}\n{match.Groups["indent"]}$$"
            : match.Value);

    // the report of another lesson lies beside this one
    private static string? ReportOf(string? url) =>
        url is not null && LessonLink().IsMatch(url) ? LessonLink().Replace(url, "$1.html$2") : url;

    [GeneratedRegex(@"^(?:\./)?(\d+\.\d+-[\w-]+)\.ipynb(#.*)?$")]
    private static partial Regex LessonLink();

    [GeneratedRegex(@"^ *(```+|~~~+)[\s\S]*?^ *\1|^(?<indent>[ ]*)\$\$(?<tex>(?:[^$]|\\\$)+)\$\$[ ]*$",
        RegexOptions.Multiline)]
    private static partial Regex DisplayMaths();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();

    [GeneratedRegex("</?a\\b[^>]*>")]
    private static partial Regex Links();

    [GeneratedRegex(@"[^\w-]")]
    private static partial Regex NotWord();
}
