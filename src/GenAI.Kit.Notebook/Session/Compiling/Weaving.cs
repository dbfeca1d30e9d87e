using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Puts calls of the notebook's own into a cell's code, beside those of <see cref="LoopChecks"/>.</summary>
/// <remarks>What is awaited is wrapped, so that an interrupt reaches code that awaits something which knows nothing
/// of it: its finally blocks run. The console's raw streams are replaced by the cell's. Lines stay, columns move.
/// </remarks>
internal static class Weaving
{
    private const string Calls = "global::GenAI.Kit.Notebook.CellCalls.";

    /// <returns>The tree with all that is put in; the same tree if it needs nothing.</returns>
    public static SyntaxTree Insert(SyntaxTree tree)
    {
        var changes = tree.GetRoot().DescendantNodes().SelectMany(Changes).OrderBy(c => c.Span.Start).ToList();
        return LoopChecks.Insert(
            changes.Count == 0 ? tree : tree.WithChangedText(tree.GetText().WithChanges(changes)));
    }

    private static IEnumerable<TextChange> Changes(SyntaxNode node) => node switch
    {
        AwaitExpressionSyntax { Expression: var awaited } =>
            [new(new(awaited.SpanStart, 0), $"{Calls}Awaited("), new(new(awaited.Span.End, 0), ")")],
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } call when IsRawStream(call) =>
            [new(new(call.SpanStart, call.Span.Length), Calls + call.Name.Identifier.ValueText)],
        _ => [],
    };

    private static bool IsRawStream(MemberAccessExpressionSyntax call) =>
        call.Name.Identifier.ValueText is "OpenStandardOutput" or "OpenStandardError"
        && call.Expression.ToString() is "Console" or "System.Console" or "global::System.Console";
}
