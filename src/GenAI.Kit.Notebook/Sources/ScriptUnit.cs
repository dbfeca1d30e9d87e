using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>One statement or declaration at the top level of a cell.</summary>
/// <remarks>No record: what it remembers would change its hash.</remarks>
/// <param name="node">It.</param>
/// <param name="cell">The number of its cell.</param>
/// <param name="at">Its number in the notebook.</param>
internal sealed class ScriptUnit(MemberDeclarationSyntax node, int cell, int at)
{
    /// <summary>The class that seeds the draws.</summary>
    public const string Seed = "Seed";

    public MemberDeclarationSyntax Node => node;

    public int Cell => cell;

    public int At => at;

    /// <summary>The names that later code can use: variables, functions, types.</summary>
    public IReadOnlySet<string> Declares => field ??= Declared(Node).ToHashSet();

    /// <summary>The names whose values it changes: it assigns to them, or calls something of theirs, or with them,
    /// for nothing but its effect.</summary>
    public IReadOnlySet<string> Changes =>
        field ??= Node is GlobalStatementSyntax ? Inner(Node).SelectMany(Changed).ToHashSet() : [];

    /// <summary>The names whose values a call of it may change: those of a function or a lambda, bodies
    /// included.</summary>
    public IReadOnlySet<string> Changing => field ??= Node.DescendantNodes().SelectMany(Changed).ToHashSet();

    /// <summary>It seeds the draws: `Seed.Everything(seed);`.</summary>
    public bool IsSeeding => Changes.Contains(Seed)
        && Node is GlobalStatementSyntax { Statement: ExpressionStatementSyntax };

    /// <summary>It runs where it stands: no function and no type.</summary>
    public bool Runs => Node is GlobalStatementSyntax or FieldDeclarationSyntax;

    /// <summary>The names of the notebook that some code uses: not those behind a dot, nor of arguments.</summary>
    public static IEnumerable<string> Uses(SyntaxNode node) => node.DescendantNodesAndSelf()
        .OfType<SimpleNameSyntax>().Where(name => name.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression == name,
            MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax => false,
            _ => true,
        }).Select(name => name.Identifier.ValueText);

    /// <summary>All names in some code, also those behind a dot: a method of the notebook may be one.</summary>
    public static IEnumerable<string> Names(SyntaxNode node) => node.DescendantNodesAndSelf()
        .OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText);

    /// <summary>The calls that some code makes when it runs: not those of functions within.</summary>
    public static IEnumerable<InvocationExpressionSyntax> Calls(SyntaxNode node) =>
        Inner(node).OfType<InvocationExpressionSyntax>();

    /// <summary>What a call is handed: x, of x.y x, of [x, y] both.</summary>
    public static IEnumerable<string> Handed(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.SelectMany(argument => Handed(argument.Expression));

    /// <summary>What a call is called on, and its arguments that are plain names.</summary>
    public static IEnumerable<string> Touched(InvocationExpressionSyntax call) => call.ArgumentList.Arguments
        .Select(argument => argument.Expression).OfType<IdentifierNameSyntax>()
        .Select(name => name.Identifier.ValueText)
        .Concat(Root(call.Expression) is { } root && call.Expression is not IdentifierNameSyntax ? [root] : []);

    private static IEnumerable<string> Declared(MemberDeclarationSyntax node) => node switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
        DelegateDeclarationSyntax type => [type.Identifier.ValueText],
        MethodDeclarationSyntax method => [method.Identifier.ValueText],
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        _ => Inner(node, into: inner => inner is not BlockSyntax).Select(inner => inner switch
        {
            SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            _ => "",
        }).Where(name => name.Length > 0),
    };

    private static IEnumerable<string> Changed(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment =>
            assignment.Left is TupleExpressionSyntax tuple
                ? tuple.Arguments.Select(argument => Root(argument.Expression)).OfType<string>()
                : Roots(assignment.Left),
        PrefixUnaryExpressionSyntax
        {
            RawKind: (int)SyntaxKind.PreIncrementExpression
            or (int)SyntaxKind.PreDecrementExpression
        } step => Roots(step.Operand),
        PostfixUnaryExpressionSyntax
        {
            RawKind: (int)SyntaxKind.PostIncrementExpression
            or (int)SyntaxKind.PostDecrementExpression
        } step => Roots(step.Operand),
        ArgumentSyntax argument when argument.RefKindKeyword.RawKind != 0 => Roots(argument.Expression),
        ExpressionStatementSyntax { SemicolonToken.IsMissing: false } statement => Called(statement.Expression),
        _ => [],
    };

    // To display is no change, and Seed changes the draws alone.
    private static IEnumerable<string> Called(ExpressionSyntax expression) => expression switch
    {
        AwaitExpressionSyntax wait => Called(wait.Expression),
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "display" } } => [],
        InvocationExpressionSyntax call when Root(call) == Seed => [Seed],
        InvocationExpressionSyntax call => Touched(call),
        _ => [],
    };

    private static IEnumerable<string> Handed(ExpressionSyntax expression) => expression switch
    {
        CollectionExpressionSyntax list => list.Elements.OfType<ExpressionElementSyntax>()
            .SelectMany(element => Handed(element.Expression)),
        _ => Roots(expression),
    };

    private static IEnumerable<string> Roots(ExpressionSyntax expression) =>
        Root(expression) is { } root ? [root] : [];

    // x of x.y[1].z()
    private static string? Root(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => Root(access.Expression),
        ElementAccessExpressionSyntax element => Root(element.Expression),
        InvocationExpressionSyntax call => Root(call.Expression),
        ConditionalAccessExpressionSyntax access => Root(access.Expression),
        PostfixUnaryExpressionSyntax sure => Root(sure.Operand),
        ParenthesizedExpressionSyntax inner => Root(inner.Expression),
        _ => null,
    };

    // What is there without what only runs when it is called.
    private static IEnumerable<SyntaxNode> Inner(SyntaxNode node, Func<SyntaxNode, bool>? into = null) =>
        node.DescendantNodes(inner => into?.Invoke(inner) != false
            && inner is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));
}
