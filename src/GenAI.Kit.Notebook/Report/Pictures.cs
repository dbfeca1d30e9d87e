using System.Net;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Report;

/// <summary>Puts the files that `img` elements name into the page, as data URIs.</summary>
internal sealed partial class Pictures(string baseFolder)
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png", [".apng"] = "image/apng", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg",
        [".gif"] = "image/gif", [".svg"] = "image/svg+xml", [".webp"] = "image/webp",
    };

    /// <param name="html">A page's part; a picture not found keeps its address and so shows its alt text.</param>
    /// <param name="cell">The cell whose attachments the part may name.</param>
    internal string Inline(string html, NotebookCell? cell = null) => ImageSource().Replace(html, match =>
        Find(WebUtility.HtmlDecode(match.Groups[2].Value), cell) is { } uri
            ? match.Groups[1].Value + uri + match.Groups[3].Value
            : match.Value);

    private string? Find(string source, NotebookCell? cell)
    {
        if (source.StartsWith("attachment:", StringComparison.Ordinal))
            return Attachment(Uri.UnescapeDataString(source["attachment:".Length..]), cell);
        if (source.Contains(':') || source.StartsWith('/') || source.StartsWith('\\')) return null;
        var path = Path.Combine(baseFolder, Uri.UnescapeDataString(source.Split('?', '#')[0]));
        return Types.TryGetValue(Path.GetExtension(path), out var type) && File.Exists(path)
            ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}"
            : null;
    }

    private static string? Attachment(string name, NotebookCell? cell) =>
        cell?.Node["attachments"]?[name]?.AsObject().FirstOrDefault() is { Key: not null } bundle
            ? $"data:{bundle.Key};base64,{NotebookCell.Text(bundle.Value).ReplaceLineEndings("")}"
            : null;

    [GeneratedRegex("""(<img\b[^>]*?\bsrc=")([^"]+)(")""", RegexOptions.IgnoreCase)]
    private static partial Regex ImageSource();
}
