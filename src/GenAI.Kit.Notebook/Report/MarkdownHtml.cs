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
internal sealed partial class MarkdownHtml(Pictures pictures)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseMathematics().UseAutoLinks().UseTaskLists().UseFootnotes().UseAlertBlocks()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .Build();

    private readonly Dictionary<string, int> ids = [];

    internal List<Heading> Headings { get; } = [];

    internal string Render(string markdown, NotebookCell? cell = null)
    {
        var document = Markdown.Parse(FenceMaths(markdown), Pipeline);
        foreach (var link in document.Descendants<LinkInline>()) link.Url = ReportOf(link.Url);
        foreach (var heading in document.Descendants<HeadingBlock>()) heading.SetData("id", Add(heading));
        return pictures.Inline(Html(renderer => renderer.Render(document)), cell);
    }

    private static string Html(Action<HtmlRenderer> write)
    {
        var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        MarkdownParts.Replace(renderer);
        write(renderer);
        return text.ToString();
    }

    private string Add(HeadingBlock heading)
    {
        var html = Html(renderer => renderer.WriteLeafInline(heading));
        var plain = System.Net.WebUtility.HtmlDecode(Tags().Replace(html, "")).Trim();
        var slug = NotWord().Replace(plain.ToLowerInvariant().Replace(' ', '-'), "");
        if (slug.Length == 0) slug = "section";
        var count = ids[slug] = ids.GetValueOrDefault(slug) + 1;
        var id = count == 1 ? slug : $"{slug}-{count - 1}";
        Headings.Add(new(heading.Level, id, Links().Replace(html, ""), plain));
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
