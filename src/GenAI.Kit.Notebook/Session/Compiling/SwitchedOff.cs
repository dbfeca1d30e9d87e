using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Makes comments of <c>#r</c> and <c>#load</c> where <c>#if</c> has switched them off: the compiler would
/// follow them all the same, and fail where the file is missing.</summary>
internal static class SwitchedOff
{
    public static SyntaxTree Comment(SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        var changes = root.GetReferenceDirectives().Cast<DirectiveTriviaSyntax>().Concat(root.GetLoadDirectives())
            .Where(directive => !directive.IsActive).OrderBy(directive => directive.SpanStart)
            .Select(directive => new TextChange(directive.HashToken.Span, "//")).ToList();
        return changes.Count == 0 ? tree : tree.WithChangedText(tree.GetText().WithChanges(changes));
    }
}
