using System.Net;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Report;

/// <summary>One cell as HTML: prose, or code that folds with its outputs below.</summary>
internal static class CellHtml
{
    internal static string Render(
        NotebookCell cell, CellLanguage language, MarkdownHtml markdown, OutputHtml outputs) => cell.Type switch
        {
            "markdown" => $"<section class=\"prose\">\n{markdown.Render(cell.Source, cell)}</section>\n",
            "code" => Code(cell, language, markdown) + outputs.Render(cell.Outputs),
            _ => $"<section class=\"prose\"><pre>{WebUtility.HtmlEncode(cell.Source)}</pre></section>\n",
        };

    private static string Code(NotebookCell cell, CellLanguage language, MarkdownHtml markdown)
    {
        var source = cell.Source.Trim('\n', '\r');
        if (source.Trim().Length == 0) return "";
        var lines = source.AsSpan().Count('\n') + 1;
        var count = lines == 1 ? "1 line" : $"{lines} lines";
        return $"<details class=\"code\" open><summary>{Label(cell, language)} · {count}</summary>"
            + $"<pre tabindex=\"0\"><code>{markdown.Code(source, language.Id)}</code></pre></details>\n";
    }

    private static string Label(NotebookCell cell, CellLanguage language)
    {
        var exercise = (string?)cell.Metadata["genai_kit"]?["exercise"];
        if (exercise is not null) return $"<b>Exercise {WebUtility.HtmlEncode(exercise)}</b>";
        return cell.HasTag("parameters") ? "<b>Parameters</b>" : WebUtility.HtmlEncode(language.Name);
    }
}
