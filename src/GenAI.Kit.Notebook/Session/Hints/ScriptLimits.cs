using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session.Hints;

/// <summary>What C# allows in a file but not at a cell's top level, and what to write there.</summary>
/// <remarks>The cell is parsed once more, as a file: as a script such code falls apart.</remarks>
internal static class ScriptLimits
{
    private const string Braces = "put the lines that use it in braces { }, and show results with display(…)";

    public static IEnumerable<Hint> Of(FailedCell cell)
    {
        var file = CSharpSyntaxTree.ParseText(cell.Text, new CSharpParseOptions(LanguageVersion.CSharp14)).GetRoot();
        foreach (var node in file.DescendantNodes(n => n is CompilationUnitSyntax or GlobalStatementSyntax
            or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
        {
            if (Text(node, cell) is { } text && cell.In(Span(node)).Any())
                yield return new(text, Span(node), Names(node));
        }
        foreach (var error in cell.Errors.Where(e => e.Id is "CS8345" or "CS8346"))
            yield return new($"a Span can't be a variable of the cell itself: {Braces}.", error.Location.SourceSpan);
    }

    private static string? Text(SyntaxNode node, FailedCell cell) => node switch
    {
        LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0, UsingKeyword.RawKind: not 0 } =>
            "write await using (var x = …) { … }: a cell's top level has no await using without a block.",
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } =>
            "write using (var x = …) { … }: a cell's top level has no using var.",
        LocalDeclarationStatementSyntax { Declaration.Type: RefTypeSyntax } =>
            $"a ref variable can't be a variable of the cell itself: {Braces}.",
        LocalDeclarationStatementSyntax { Declaration.Type: ScopedTypeSyntax } =>
            $"a scoped variable can't be a variable of the cell itself: {Braces}.",
        BaseNamespaceDeclarationSyntax => "a cell has no namespaces: write the types without one.",
        ExtensionBlockDeclarationSyntax => "a cell has no extension blocks: write each as a method of its own, "
            + "static int Twice(this string s) => …, without a class.",
        MethodDeclarationSyntax { ParameterList.Parameters: [var first, ..] } when IsExtension(node, first) =>
            "write the extension method itself, without its class: static … Name(this … x) => …",
        TypeDeclarationSyntax type when type.Modifiers.Any(SyntaxKind.FileKeyword) =>
            "leave out file: a cell is no file.",
        TypeDeclarationSyntax type when IsPartOfEarlier(type, cell) => "the parts of a partial type must stand in "
            + $"one cell: this one declares another {type.Identifier.ValueText}.",
        _ => null,
    };

    private static bool IsExtension(SyntaxNode method, ParameterSyntax first) =>
        first.Modifiers.Any(SyntaxKind.ThisKeyword) && method.Parent is TypeDeclarationSyntax;

    private static bool IsPartOfEarlier(TypeDeclarationSyntax type, FailedCell cell) =>
        type.Modifiers.Any(SyntaxKind.PartialKeyword) && cell.Earlier.Any(e => CSharpSyntaxTree.ParseText(e.Code)
            .GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()
            .Any(t => t.Modifiers.Any(SyntaxKind.PartialKeyword)
                && t.Identifier.ValueText == type.Identifier.ValueText));

    private static TextSpan Span(SyntaxNode node) => node is FileScopedNamespaceDeclarationSyntax space
        ? TextSpan.FromBounds(space.SpanStart, space.SemicolonToken.Span.End)
        : node is MethodDeclarationSyntax { Parent: { } type } ? type.Span : node.Span;

    private static IReadOnlyList<string> Names(SyntaxNode node) => node is LocalDeclarationStatementSyntax declaration
        ? [.. declaration.Declaration.Variables.Select(v => v.Identifier.ValueText)] : [];
}
