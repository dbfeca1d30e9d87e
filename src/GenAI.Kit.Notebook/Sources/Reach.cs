using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>What a statement may change beyond what it names: through the functions that it calls, and through what
/// an object was made of. Rather too much than too little: of a name too much a cell runs that needn't.</summary>
/// <param name="units">Of the notebook.</param>
internal sealed class Reach(IReadOnlyList<ScriptUnit> units)
{
    private readonly ILookup<string, ScriptUnit> makers =
        units.SelectMany(unit => unit.Declares.Select(name => (name, unit))).ToLookup(p => p.name, p => p.unit);

    private readonly Dictionary<ScriptUnit, HashSet<string>> known = [];

    /// <summary>The names whose values a statement may change when it runs.</summary>
    public IReadOnlySet<string> Of(ScriptUnit unit)
    {
        if (known.TryGetValue(unit, out var names)) return names;
        names = unit.Runs ? [.. unit.Changes, .. ScriptUnit.Calls(unit.Node).SelectMany(ByCalling)] : [];
        names.UnionWith(names.SelectMany(name => makers[name]).SelectMany(Parts).ToList());  // a trainer: its network
        names.RemoveWhere(name => !makers.Contains(name));
        return known[unit] = names;
    }

    // A function of the notebook that changes anything may change what it is handed, too.
    private IEnumerable<string> ByCalling(InvocationExpressionSyntax call)
    {
        if (call.Expression is not IdentifierNameSyntax { Identifier.ValueText: var name }) return [];
        var effects = makers[name].SelectMany(by => by.Changing).Where(one => one != ScriptUnit.Seed).ToList();
        return effects.Count == 0 ? [] : effects.Concat(ScriptUnit.Handed(call));
    }

    /// <summary>It calls a function that the notebook does not declare, for nothing but its effect: a number of
    /// threads, a default type.</summary>
    public bool SetsForAll(ScriptUnit unit) => unit.Node is GlobalStatementSyntax
    {
        Statement: ExpressionStatementSyntax
        {
            SemicolonToken.IsMissing: false,
            Expression: InvocationExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.ValueText: not "display" and var name },
            },
        },
    } && !makers.Contains(name);

    private static IEnumerable<string> Parts(ScriptUnit unit) => unit.Node is not FieldDeclarationSyntax ? []
        : unit.Node.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>()
            .SelectMany(made => made.ArgumentList?.Arguments ?? [])
            .SelectMany(argument => argument.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
            .Select(name => name.Identifier.ValueText);
}
