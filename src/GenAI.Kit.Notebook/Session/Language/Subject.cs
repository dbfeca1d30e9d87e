using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>What there is to tell of at a place in the code.</summary>
/// <param name="Others">How many overloads there are beside this one.</param>
/// <param name="Current">The parameter whose argument is being written.</param>
internal sealed record Subject(ISymbol Symbol, int Others = 0, IParameterSymbol? Current = null)
{
    private const int Impossible = 1000;

    /// <summary>What a name means; of a method that is called, the overload that fits what is written.</summary>
    public static Subject? OfName(SyntaxToken name, SemanticModel model)
    {
        if (name.Parent is not { } node || !name.IsKind(SyntaxKind.IdentifierToken)) return null;
        if (Callee(node) is { } call && OfCall(call, model) is { } called) return called with { Current = null };
        var info = model.GetSymbolInfo(node);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? model.GetDeclaredSymbol(node);
        return symbol is null ? null : new(symbol, Math.Max(0, model.GetMemberGroup(node).Length - 1));
    }

    /// <summary>The call in whose arguments a position lies, and the argument's parameter.</summary>
    public static Subject? OfArguments(SyntaxNode root, int position, SemanticModel model)
    {
        var before = root.FindToken(Math.Max(0, position - 1));
        var list = before.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>().FirstOrDefault(arguments =>
            arguments.SpanStart < position
            && (position < arguments.Span.End || arguments.GetLastToken(includeZeroWidth: true).IsMissing));
        if (list?.Parent is not { } call || OfCall(call, model) is not { } subject) return null;
        var at = list.Arguments.GetSeparators().Count(comma => comma.Span.End <= position);
        var name = list.Arguments.ElementAtOrDefault(at)?.NameColon?.Name.Identifier.ValueText;
        return subject with { Current = Parameter(subject.Symbol, at, name) };
    }

    /// <summary>The call whose method, or created type, this name is.</summary>
    private static SyntaxNode? Callee(SyntaxNode name)
    {
        while (name.Parent is QualifiedNameSyntax qualified && qualified.Right == name) name = qualified;
        var called = name.Parent is MemberAccessExpressionSyntax access && access.Name == name
            || name.Parent is MemberBindingExpressionSyntax ? name.Parent : name;
        return called.Parent switch
        {
            InvocationExpressionSyntax call when call.Expression == called => call,
            ObjectCreationExpressionSyntax creation when creation.Type == called => creation,
            _ => null,
        };
    }

    private static Subject? OfCall(SyntaxNode call, SemanticModel model)
    {
        var info = model.GetSymbolInfo(call);
        var group = Group(call, model);
        var candidates = info.CandidateSymbols.AddRange(group).Distinct(SymbolEqualityComparer.Default);
        var written = (call.ChildNodes().OfType<BaseArgumentListSyntax>().FirstOrDefault()?.Arguments ?? [])
            .Where(argument => !argument.Expression.IsMissing).ToList();
        var symbol = info.Symbol ?? candidates.MaxBy(candidate => Fit(candidate!, written, model));
        return symbol is null ? null : new(symbol, Math.Max(0, group.Length - 1));
    }

    private static ISymbol[] Group(SyntaxNode call, SemanticModel model)
    {
        if (call is InvocationExpressionSyntax invocation) return [.. model.GetMemberGroup(invocation.Expression)];
        return call is BaseObjectCreationExpressionSyntax && model.GetTypeInfo(call).Type is INamedTypeSymbol type
            ? [.. type.InstanceConstructors.Where(c => model.IsAccessible(call.SpanStart, c))] : [];
    }

    /// <summary>How many arguments have just the parameter's type; below 0 for each that can't be passed at all.
    /// </summary>
    private static int Fit(ISymbol symbol, List<ArgumentSyntax> written, SemanticModel model) =>
        written.Index().Sum(argument =>
        {
            var name = argument.Item.NameColon?.Name.Identifier.ValueText;
            if (Parameter(symbol, argument.Index, name) is not { } parameter) return -Impossible;
            if (model.GetTypeInfo(argument.Item.Expression).Type is IErrorTypeSymbol || parameter.IsParams) return 0;
            var conversion = model.ClassifyConversion(argument.Item.Expression, parameter.Type);
            return conversion.IsIdentity ? 1 : conversion.IsImplicit ? 0 : -Impossible;
        });

    private static IParameterSymbol? Parameter(ISymbol symbol, int at, string? name)
    {
        var all = ParametersOf(symbol);
        return name is not null ? all.FirstOrDefault(p => p.Name == name)
            : at < all.Count ? all[at] : all.LastOrDefault(p => p.IsParams);
    }

    public static IReadOnlyList<IParameterSymbol> ParametersOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.Parameters,
        IPropertySymbol property => property.Parameters,
        INamedTypeSymbol { DelegateInvokeMethod: { } invoke } => invoke.Parameters,
        INamedTypeSymbol { IsRecord: true } type =>
            type.InstanceConstructors.MaxBy(constructor => constructor.Parameters.Length)!.Parameters,
        _ => [],
    };
}
