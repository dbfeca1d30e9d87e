using System.Net;
using System.Text.RegularExpressions;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace GenAI.Kit.Notebook.Report;

/// <summary>The parts of Markdown that the page writes in its own way: code, maths, headings, raw HTML.</summary>
internal static partial class MarkdownParts
{
    internal static void Replace(HtmlRenderer renderer)
    {
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new Code());
        renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new MathBlocks());
        renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new MathInlines());
        renderer.ObjectRenderers.Replace<HeadingRenderer>(new Headings());
        renderer.ObjectRenderers.Replace<HtmlBlockRenderer>(new RawHtml());
    }

    internal static string Maths(string tex, bool display)
    {
        var text = WebUtility.HtmlEncode(tex.Trim());
        return display ? $"<div class=\"math-block\">{text}</div>" : $"<span class=\"math-inline\">{text}</span>";
    }

    internal const string DiagramStart = "<figure class=\"diagram\">";

    /// <summary>A Mermaid diagram; page.diagrams.js draws it in place of its text.</summary>
    internal static string Diagram(string text) => DiagramStart
        + $"<pre class=\"mermaid\" tabindex=\"0\">{WebUtility.HtmlEncode(text)}</pre>"
        + "<figcaption hidden></figcaption></figure>";

    private sealed class Code : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            var language = (block as FencedCodeBlock)?.Info;
            var text = block.Lines.ToString().TrimEnd('\n');
            renderer.EnsureLine().WriteLine(language is "mermaid" ? Diagram(text)
                : $"<pre><code>{CodeHtml.Highlight(text, language)}</code></pre>");
        }
    }

    private sealed class MathBlocks : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock block) =>
            renderer.EnsureLine().WriteLine(Maths(block.Lines.ToString(), display: true));
    }

    private sealed class MathInlines : HtmlObjectRenderer<MathInline>
    {
        // within a paragraph a div is not allowed: a span that the style sheet makes a block
        protected override void Write(HtmlRenderer renderer, MathInline inline)
        {
            var html = Maths(inline.Content.ToString(), display: false);
            renderer.Write(inline.DelimiterCount == 2 ? html.Replace("math-inline", "math-block") : html);
        }
    }

    private sealed class Headings : HtmlObjectRenderer<HeadingBlock>
    {
        protected override void Write(HtmlRenderer renderer, HeadingBlock heading)
        {
            var (tag, id) = ($"h{heading.Level}", (string?)heading.GetData("id"));
            renderer.EnsureLine().Write($"<{tag} id=\"{id}\">");
            if (heading.Level > 1)
                renderer.Write($"<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link here\">#</a>");
            renderer.WriteLeafInline(heading).WriteLine($"</{tag}>");
        }
    }

    private sealed partial class RawHtml : HtmlObjectRenderer<HtmlBlock>
    {
        // Jupyter sets maths here too, in a quiz's summary for one
        protected override void Write(HtmlRenderer renderer, HtmlBlock block) =>
            renderer.EnsureLine().WriteLine(Dollars().Replace(block.Lines.ToString(), Inline));

        private static string Inline(Match match) =>
            Maths(WebUtility.HtmlDecode(match.Groups[1].Value), display: false);

        [GeneratedRegex(@"(?<![\\$\w])\$(?=\S)([^$\n]+?)(?<=\S)\$(?![\w$])")]
        private static partial Regex Dollars();
    }
}
