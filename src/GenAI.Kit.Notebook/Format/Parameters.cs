using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Format;

/// <summary>The variables of the cell tagged `parameters`, whose initialisers can be replaced from outside.</summary>
public static class Parameters
{
    private static readonly string[] Modes = ["full", "quick", "demo", "train"];

    /// <summary>Name, C# type and initialiser of each parameter, in the cell's order.</summary>
    public static IReadOnlyList<(string Name, string Type, string Value)> List(NotebookDocument notebook) =>
        Cell(notebook) is { } cell
            ? [.. Variables(Parse(cell)).Select(v => (v.Identifier.Text, TypeOf(v), v.Initializer!.Value.ToString()))]
            : [];

    /// <summary>Puts each value in place of its variable's initialiser; the rest of the cell stays.</summary>
    /// <exception cref="NotebookException">Unknown name or one declared twice, wrong type, or no cell tagged
    /// `parameters`.</exception>
    public static void Replace(NotebookDocument notebook, IReadOnlyDictionary<string, string> values)
    {
        if (values.Count == 0) return;
        var cell = Cell(notebook) ?? throw Bad(
            $"Parameter {values.Keys.First()} can't be set: the notebook has no cell tagged `parameters`.");
        var root = Parse(cell);
        var variables = Variables(root).ToLookup(variable => variable.Identifier.Text);
        if (variables.FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Bad($"The cell tagged `parameters` declares {twice.Key} twice: remove one of the two.");
        var known = variables.ToDictionary(same => same.Key, same => same.Single());
        if (values.Keys.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
            throw Bad($"The notebook has no parameter {unknown}; it has {string.Join(", ", known.Keys)}.");
        var initialisers = values.ToDictionary(
            value => known[value.Key].Initializer!.Value, value => Literal(known[value.Key], value.Value));
        cell.Source = root.ReplaceNodes(
            initialisers.Keys,
            (old, _) => SyntaxFactory.ParseExpression(initialisers[old]).WithTriviaFrom(old)).ToFullString();
    }

    private static NotebookCell? Cell(NotebookDocument notebook) =>
        notebook.CodeCells.FirstOrDefault(cell => cell.HasTag("parameters"));

    private static CompilationUnitSyntax Parse(NotebookCell cell) => SyntaxFactory.ParseCompilationUnit(
        cell.Source, options: CSharpParseOptions.Default.WithKind(SourceCodeKind.Script));

    private static IEnumerable<VariableDeclaratorSyntax> Variables(CompilationUnitSyntax root) =>
        root.Members.OfType<FieldDeclarationSyntax>().SelectMany(field => field.Declaration.Variables)
            .Where(variable => variable.Initializer != null);

    private static string TypeOf(VariableDeclaratorSyntax variable)
    {
        var declared = ((VariableDeclarationSyntax)variable.Parent!).Type.ToString();
        if (declared != "var") return declared;
        var literal = variable.Initializer!.Value;
        if (literal is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus)
            literal = minus.Operand;
        return (literal as LiteralExpressionSyntax)?.Token.Value switch
        {
            string => "string",
            bool => "bool",
            int => "int",
            long => "long",
            float => "float",
            double => "double",
            _ => "var",
        };
    }

    private static string Literal(VariableDeclaratorSyntax variable, string value)
    {
        var (name, type) = (variable.Identifier.Text, TypeOf(variable));
        if (name == "mode" && type == "string" && !Modes.Contains(value))
            throw Bad($"Parameter mode can't be '{value}': choose one of {string.Join(", ", Modes)}.");
        return type switch
        {
            "string" => SymbolDisplay.FormatLiteral(value, quote: true),
            "bool" => bool.TryParse(value, out var b) ? (b ? "true" : "false") : null,
            "int" => int.TryParse(value, NumberStyles.AllowLeadingSign, Invariant, out var i) ? $"{i}" : null,
            "long" => long.TryParse(value, NumberStyles.AllowLeadingSign, Invariant, out var l) ? $"{l}L" : null,
            "float" => Number(value) is { } f && float.IsFinite((float)f) ? Real((float)f) + "f" : null,
            "double" => Number(value) is { } d ? Real(d) : null,
            _ => throw Bad($"Parameter {name} is of type {type}, which can't be set from outside: "
                + "only string, bool, int, long, float and double can; change the cell instead."),
        } ?? throw Bad($"Parameter {name} is of type {type}, but '{value}' is {Kind(value)}.");
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.Float, Invariant, out var d) && double.IsFinite(d) ? d : null;

    // 4 is written as 4.0, so that a `var` keeps its type.
    private static string Real<T>(T value) where T : IFormattable
    {
        var text = value.ToString("R", Invariant);
        return text.AsSpan().ContainsAny(".E") ? text : text + ".0";
    }

    private static string Kind(string value) =>
        bool.TryParse(value, out _) ? "a bool"
        : int.TryParse(value, NumberStyles.AllowLeadingSign, Invariant, out _) ? "an int"
        : long.TryParse(value, NumberStyles.AllowLeadingSign, Invariant, out _) ? "a long"
        : Number(value) is not null ? "a double"
        : "a string";

    private static NotebookException Bad(string message) => new(message, ExitCode.BadArgument);
}
