using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>A call of a lesson that ships what it makes: `lesson.Trained("noise", net, () => …)`.</summary>
/// <param name="Name">Of what is shipped, such as 5.2-noise; with a hole where the notebook computes it.</param>
/// <param name="IsTable">A table of results, not weights.</param>
/// <param name="Nodes">The call; where it stands in a function or a block, that, and who calls the function.</param>
/// <param name="Unit">The statement that runs it.</param>
internal sealed record Recipe(Literal Name, bool IsTable, IReadOnlyList<SyntaxNode> Nodes, ScriptUnit Unit);

/// <summary>The calls of a notebook by which its lesson ships something.</summary>
internal sealed class RecipeCalls
{
    private const string Type = "Lesson", Table = "Table";
    private const int Deepest = 8;
    private static readonly string[] Methods = ["Trained", "Pretrained", Table];

    private readonly IReadOnlyList<ScriptUnit> units;
    private readonly Dictionary<string, string> lessons = [];

    public RecipeCalls(IReadOnlyList<ScriptUnit> units)
    {
        this.units = units;
        var variables = units.SelectMany(unit => unit.Node.DescendantNodes()).OfType<VariableDeclaratorSyntax>();
        foreach (var variable in variables)
            if (NumberOf(variable) is { } number) lessons[variable.Identifier.ValueText] = number;
        Recipes = lessons.Count == 0 ? [] : [.. units.SelectMany(unit => In(unit.Node)
            .SelectMany(call => Resolve(call, Name(call), unit, call, [])))];
    }

    public IReadOnlyList<Recipe> Recipes { get; }

    /// <summary>The numbers of the lessons that the notebook makes.</summary>
    public IEnumerable<string> Numbers => lessons.Values;

    /// <summary>Is this variable a lesson?</summary>
    public bool IsLesson(string name) => lessons.ContainsKey(name);

    /// <summary>The calls in some code.</summary>
    public IEnumerable<InvocationExpressionSyntax> In(SyntaxNode code) => code.DescendantNodesAndSelf()
        .OfType<InvocationExpressionSyntax>().Where(call => call.Expression is MemberAccessExpressionSyntax access
            && access.Expression is IdentifierNameSyntax lesson && IsLesson(lesson.Identifier.ValueText)
            && Methods.Contains(access.Name.Identifier.ValueText));

    /// <summary>What a call ships, as far as the call says it.</summary>
    public Literal Ships(InvocationExpressionSyntax call) => Whole(call, Name(call));

    private Literal Whole(InvocationExpressionSyntax call, ExpressionSyntax? name) =>
        new Literal([lessons[((IdentifierNameSyntax)Access(call).Expression).Identifier.ValueText] + "-"])
            .Then(Literal.OfSum(name));

    // What a function ships, its callers name.
    private IEnumerable<Recipe> Resolve(InvocationExpressionSyntax ships, ExpressionSyntax? name, ScriptUnit unit,
        InvocationExpressionSyntax call, IReadOnlyList<SyntaxNode> within)
    {
        IReadOnlyList<SyntaxNode> nodes = [.. within, IsNested(call, unit) ? unit.Node : call];
        var (function, parameters) = Function(unit, call);
        var callers = function is null || nodes.Count > Deepest ? [] : units.Where(other => other != unit)
            .SelectMany(other => other.Node.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
                .Where(called => (called.Expression as SimpleNameSyntax)?.Identifier.ValueText == function)
                .Select(called => (Unit: other, Call: called))).ToList();
        if (callers.Count == 0)
        {
            var isTable = Access(ships).Name.Identifier.ValueText == Table;
            return [new(Whole(ships, name), isTable, nodes, unit)];
        }

        return callers.SelectMany(caller => Resolve(
            ships, Given(name, parameters, caller.Call), caller.Unit, caller.Call, nodes));
    }

    private static MemberAccessExpressionSyntax Access(InvocationExpressionSyntax call) =>
        (MemberAccessExpressionSyntax)call.Expression;

    private static ExpressionSyntax? Name(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.FirstOrDefault()?.Expression;

    // The name with a caller's arguments in place of the parameters.
    private static ExpressionSyntax? Given(
        ExpressionSyntax? name, IReadOnlyList<ParameterSyntax> parameters, InvocationExpressionSyntax call)
    {
        foreach (var (at, parameter) in parameters.Index())
        {
            var called = parameter.Identifier.ValueText;
            var arguments = call.ArgumentList.Arguments;
            var given = arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == called)
                ?? arguments.ElementAtOrDefault(at);
            var value = given?.Expression ?? parameter.Default?.Value;
            name = value is null ? name : name?.ReplaceNodes(name.DescendantNodesAndSelf()
                .OfType<IdentifierNameSyntax>().Where(used => used.Identifier.ValueText == called), (_, _) => value);
        }

        return name;
    }

    // The function that a call stands in: a method, or a variable that holds a lambda.
    private static (string? Name, IReadOnlyList<ParameterSyntax>) Function(ScriptUnit unit, SyntaxNode call)
    {
        if (unit.Node is MethodDeclarationSyntax method)
            return (method.Identifier.ValueText, method.ParameterList.Parameters);
        var variable = call.Ancestors().OfType<VariableDeclaratorSyntax>().FirstOrDefault();
        return variable?.Initializer?.Value switch
        {
            ParenthesizedLambdaExpressionSyntax lambda =>
                (variable.Identifier.ValueText, lambda.ParameterList.Parameters),
            SimpleLambdaExpressionSyntax lambda => (variable.Identifier.ValueText, [lambda.Parameter]),
            _ => (null, []),
        };
    }

    private static bool IsNested(SyntaxNode call, ScriptUnit unit) => unit.Node is MethodDeclarationSyntax
        || call.Ancestors().TakeWhile(above => above != unit.Node).Any(above =>
            above is AnonymousFunctionExpressionSyntax || above is StatementSyntax && above.Parent != unit.Node);

    // var lesson = new Lesson("5.2", mode, seed); Lesson lesson = new("5.2", mode, seed);
    private static string? NumberOf(VariableDeclaratorSyntax variable)
    {
        if (variable is not
            {
                Initializer.Value: BaseObjectCreationExpressionSyntax made,
                Parent: VariableDeclarationSyntax declaration
            }) return null;
        var type = made is ObjectCreationExpressionSyntax named ? named.Type : declaration.Type;
        var number = Literal.Of(made.ArgumentList?.Arguments.FirstOrDefault()?.Expression);
        return type.ToString().Split('.')[^1] == Type && number is { HasHoles: false } ? number.Start : null;
    }
}
