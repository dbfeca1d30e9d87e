using System.Text;

namespace GenAI.Kit.Notebook.Report;

/// <summary>The table of contents: sections, and their parts one level below.</summary>
internal static class Contents
{
    internal static string Render(IReadOnlyList<Heading> headings)
    {
        var html = new StringBuilder("<ol>");
        var (section, part) = (false, false);
        foreach (var heading in headings.Where(heading => heading.Level is 2 or 3))
        {
            var inner = heading.Level == 3 && section;
            html.Append(inner ? part ? "</li>" : "<ol>" : (part ? "</li></ol>" : "") + (section ? "</li>" : ""));
            (section, part) = (true, inner);
            html.Append($"\n<li><a href=\"#{heading.Id}\">{heading.Html}</a>");
        }

        return html.Append(part ? "</li></ol>" : "").Append(section ? "</li>" : "").Append("</ol>").ToString();
    }
}
