using GenAI.Kit.Notebook.Session.Showing;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A formula in LaTeX, without dollar signs, shown on a line of its own.</summary>
public sealed class MathString(string latexCode)
{
    public static implicit operator MathString(string source) => new(source);

    public override string ToString() => latexCode;
}

/// <summary>How this and the formatters' LaTeXString are shown: front ends take LaTeX between dollar signs.</summary>
internal static class LaTeX
{
    private const string Mime = "text/latex";

    public static void Register()
    {
        LibraryFormats.Add(typeof(LaTeXString), (Mime, x => Delimited($"{x}")), ("text/plain", x => $"{x}"));
        LibraryFormats.Add(typeof(MathString), (Mime, x => $"$${x}$$"), ("text/plain", x => $"{x}"));
    }

    private static string Delimited(string source) =>
        source.Contains('$') || source.Contains(@"\begin{") || source.Contains(@"\[") ? source : $"${source}$";
}
