using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.Hints;

/// <summary>Names that are unknown: which using would help, or that nothing has run yet.</summary>
internal static partial class MissingNames
{
    private const int Most = 3;

    public static IEnumerable<Hint> Of(FailedCell cell)
    {
        if (cell.Errors.Any(e => e.Id == "CS9348" || cell.At(e).StartsWith("#:", StringComparison.Ordinal)))
            yield return new("a package is added by #r \"nuget: Name, 1.2.3\" in a cell.");
        var missing = cell.Errors.Where(e => e.Id is "CS0103" or "CS0246").Select(e => Plain(cell.At(e)))
            .Where(n => n.Length > 0).Distinct().ToList();
        foreach (var name in missing)
            if (Where(cell, name) is { } hint) yield return hint;
        foreach (var error in cell.Errors.Where(e => e.Id is "CS1061" or "CS0117"))
            if (Foreign().IsMatch(error.GetMessage())) yield return Interactives(cell.At(error));
        if (missing.Count > 0 && cell.IsFirst)
            yield return new("no cell of this notebook has run yet in this kernel: run the cells above first.");
    }

    private static Hint? Where(FailedCell cell, string name)
    {
        var spaces = Namespaces(cell.Compilation.GlobalNamespace)
            .Where(n => !n.IsGlobalNamespace && n.GetTypeMembers(name).Any(IsOffered))
            .Select(n => n.ToDisplayString())
            .OrderBy(n => n.StartsWith("System.", StringComparison.Ordinal) ? 0 : 1).ThenBy(n => n.Length).Take(Most)
            .ToList();
        if (spaces.Exists(space => cell.Text.Contains($"using {space};", StringComparison.Ordinal))) return null;
        if (spaces.Count > 0)
            return new($"{name} is in {string.Join(" or in ", spaces)}: write using {spaces[0]}; above it.");
        return Interactive().IsMatch(name) ? Interactives(name) : null;
    }

    // What the kernel is made of is no answer to a student's question.
    private static bool IsOffered(INamedTypeSymbol type) => type.DeclaredAccessibility == Accessibility.Public
        && !Inner().IsMatch(type.ContainingAssembly.Name);

    private static Hint Interactives(string name) => new($"{name} is .NET Interactive's own: there is one kernel "
        + "here, of C#, that takes no commands from cells.");

    private static IEnumerable<INamespaceSymbol> Namespaces(INamespaceSymbol root) =>
        root.GetNamespaceMembers().SelectMany(Namespaces).Prepend(root);

    private static string Plain(string code) => Identifier().Match(code).Value;

    [GeneratedRegex(@"^\w+")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^(Microsoft\.CodeAnalysis.*|.*\.Elfie.*|GenAI\.Kit\.(Notebook|Contract)|Mono\.Cecil.*"
        + @"|NetMQ|Markdig|AsyncIO|NaCl.*|System\.CommandLine|Spectre.*"
        + @"|System\.Composition.*|Humanizer|NuGet.*)$")]
    private static partial Regex Inner();

    [GeneratedRegex(@"^(SubmitCode|RequestValue|SendValue|DisplayValue|RequestInput|KernelInfo|KernelCommand\w*"
        + @"|KernelEvent\w*|\w+Produced|CommandSucceeded|CommandFailed|I?Kernel\w*|[A-Z]\w*Kernel"
        + @"|[A-Z]\w*Directive)$")]
    private static partial Regex Interactive();

    [GeneratedRegex(@"^'(Kernel|KernelInvocationContext)' ")]
    private static partial Regex Foreign();
}
