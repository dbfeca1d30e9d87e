using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Usings of .NET Interactive's namespaces that are not here: notebooks write more of them than they need.
/// </summary>
internal static class ForeignUsings
{
    private const string Host = "Microsoft.DotNet.Interactive";

    /// <returns>The code with those usings blanked out, so that no position moves; null if there are none.</returns>
    public static string? Without(string code, SyntaxTree written, IEnumerable<Diagnostic> errors)
    {
        var root = written.GetRoot();
        var foreign = errors.Where(e => e.Id is "CS0234" or "CS0246" && e.Location.SourceTree == written)
            .Select(e => root.FindNode(e.Location.SourceSpan).FirstAncestorOrSelf<UsingDirectiveSyntax>())
            .Where(u => u?.NamespaceOrType.ToString().StartsWith(Host, StringComparison.Ordinal) == true)
            .Select(u => u!.Span).Distinct().ToList();
        foreach (var span in foreign)
            code = code.Remove(span.Start, span.Length).Insert(span.Start, new string(' ', span.Length));
        return foreign.Count > 0 ? code : null;
    }
}
