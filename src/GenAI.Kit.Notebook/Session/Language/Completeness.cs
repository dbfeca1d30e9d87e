using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>Whether a console should run what was typed, or ask for another line.</summary>
public static class Completeness
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    private const string OpenRawString = "CS8997";

    /// <returns><c>complete</c>, <c>incomplete</c> with the next line's indent, or <c>invalid</c>.</returns>
    public static (string Status, string Indent) Of(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, Options);
        var open = tree.GetDiagnostics().Any(d => d.Id is OpenRawString);
        if (open || !SyntaxFactory.IsCompleteSubmission(tree))
            return ("incomplete", new string(' ', 4 * Depth(tree)));
        var broken = tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error);
        return (broken ? "invalid" : "complete", "");
    }

    private static int Depth(SyntaxTree tree) =>
        tree.GetRoot().DescendantTokens().Where(t => !t.IsMissing).Sum(t => t.Kind() switch
        {
            SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken => 1,
            SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken => -1,
            _ => 0,
        });
}
