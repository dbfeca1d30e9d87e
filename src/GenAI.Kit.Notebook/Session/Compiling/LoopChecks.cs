using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Makes what a cell does at its top level look for an interrupt: before each statement, at each turn of a
/// loop, at the start of a lambda.</summary>
/// <remarks>Roslyn does so in methods (<c>InstrumentationKind.ModuleCancellation</c>), but not at a script's top
/// level. The runtime's own means, <c>ControlledExecution</c>, is no way out: it ends a loop that calls nothing, but
/// where the code makes calls it ends the process (.NET 10 on Linux: loops over LINQ, string.Join, Array.Sort or a
/// regular expression within 20 attempts, most at once). Lines stay, columns move: compile errors are told from the
/// code as written.</remarks>
internal static class LoopChecks
{
    private const string Check = "global::GenAI.Kit.Notebook.NotebookGlobals.CheckInterrupt();";

    /// <returns>The tree with the checks; the same tree if it needs none.</returns>
    public static SyntaxTree Insert(SyntaxTree tree)
    {
        var topLevel = tree.GetRoot().ChildNodes().Where(n => n is GlobalStatementSyntax or FieldDeclarationSyntax);
        var changes = topLevel.Skip(1).OfType<GlobalStatementSyntax>().Select(s => At(s.SpanStart, Check))
            .Concat(topLevel.SelectMany(s => s.DescendantNodes()).SelectMany(Checks))
            .OrderBy(c => c.Span.Start).ToList();
        return changes.Count == 0 ? tree : tree.WithChangedText(tree.GetText().WithChanges(changes));
    }

    private static IEnumerable<TextChange> Checks(SyntaxNode node) => Body(node) switch
    {
        null => [],
        BlockSyntax block => [At(block.OpenBraceToken.Span.End, Check)],
        var one when node is LabeledStatementSyntax => [At(one.SpanStart, Check)],
        var one => [At(one.SpanStart, "{" + Check), At(one.Span.End, "}")],
    };

    private static StatementSyntax? Body(SyntaxNode node) => node switch
    {
        WhileStatementSyntax loop => loop.Statement,
        DoStatementSyntax loop => loop.Statement,
        ForStatementSyntax loop => loop.Statement,
        CommonForEachStatementSyntax loop => loop.Statement,
        LabeledStatementSyntax label => label.Statement,
        AnonymousFunctionExpressionSyntax lambda => lambda.Block,
        LocalFunctionStatementSyntax function => function.Body,
        _ => null,
    };

    private static TextChange At(int position, string text) => new(new TextSpan(position, 0), text);
}
