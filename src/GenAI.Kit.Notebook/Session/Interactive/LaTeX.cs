using GenAI.Kit.Notebook.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>A text in LaTeX, shown as what it stands for.</summary>
public sealed class LaTeXString(string latexCode)
{
    public static implicit operator LaTeXString(string source) => new(source);

    public override string ToString() => latexCode;
}

/// <summary>A formula in LaTeX, without dollar signs, shown on a line of its own.</summary>
public sealed class MathString(string latexCode)
{
    public static implicit operator MathString(string source) => new(source);

    public override string ToString() => latexCode;
}

/// <summary>How both are shown: front ends take LaTeX between dollar signs.</summary>
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
