using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Report;

/// <summary>The files that travel inside a page: embedded resources, as text or packed.</summary>
internal static partial class Assets
{
    private const string Greek = "U+0370-03FF";
    private const string Latin = "U+0000-036F,U+2000-20FF,U+2122,U+2190-22FF,U+FEFF,U+FFFD";

    internal static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }

    internal static Stream Open(string name) =>
        typeof(Assets).Assembly.GetManifestResourceStream($"report/{name}")
        ?? throw new InvalidOperationException($"The report's resource {name} is not in the assembly: build again.");

    /// <summary>A script element that holds the stream gzipped, in base64; page.js unpacks it.</summary>
    internal static string Packed(string id, Stream stream)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) stream.CopyTo(gzip);
        var text = Convert.ToBase64String(packed.ToArray());
        return $"<script type=\"text/plain\" id=\"{id}\">{text}</script>\n";
    }

    /// <summary>The same for a resource that is gzipped already.</summary>
    internal static string Packed(string id, string name)
    {
        using var stream = Open(name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return $"<script type=\"text/plain\" id=\"{id}\">{Convert.ToBase64String(bytes)}</script>\n";
    }

    /// <summary>KaTeX's style sheet with its woff2 fonts in place and its other formats left out.</summary>
    internal static string KatexCss() => FontSource().Replace(
        Text("katex.min.css"), match => $"src:url({DataUri(match.Groups[1].Value)}) format(\"woff2\")");

    internal static string Fonts() => string.Concat(
        Face("Source Serif 4", "source-serif-4-latin-wght-normal", Latin, "200 900"),
        Face("Source Serif 4", "source-serif-4-latin-wght-italic", Latin, "200 900", "italic"),
        Face("Source Serif 4", "source-serif-4-greek-wght-normal", Greek, "200 900"),
        Face("Source Code Pro", "source-code-pro-latin-wght-normal", Latin, "200 900"),
        Face("Source Code Pro", "source-code-pro-greek-wght-normal", Greek, "200 900"),
        Face("Inter", "inter-latin-wght-normal", Latin, "100 900"));

    private static string Face(string family, string file, string range, string weights, string style = "normal") =>
        $"@font-face{{font-family:\"{family}\";font-style:{style};font-weight:{weights};"
        + $"src:url({DataUri(file + ".woff2")}) format(\"woff2\");unicode-range:{range}}}\n";

    private static string DataUri(string font)
    {
        using var stream = Open(font);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return "data:font/woff2;base64," + Convert.ToBase64String(bytes);
    }

    [GeneratedRegex("""src:url\(fonts/([\w-]+\.woff2)\)[^;}]*""")]
    private static partial Regex FontSource();
}
