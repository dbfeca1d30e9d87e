using GenAI.Kit.Notebook.Session.Language;
using GenAI.Kit.Notebook.Session.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Tests.Session.Language;

/// <summary>Whatever a student can name of the kit has a sentence in its hover, its own or an inherited one.</summary>
public sealed class SummaryTests
{
    private const Accessibility Least = Accessibility.Protected;

    [Theory]
    [InlineData("GenAI.Kit")]
    [InlineData("GenAI.Kit.Plotting")]
    [InlineData("GenAI.Kit.Lessons")]
    public void Every_public_member_has_a_summary(string library)
    {
        var files = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(f => IsOf(f, "GenAI.Kit", "TorchSharp"));
        var compilation = CSharpCompilation.Create("hovers", references: FrameworkReferences.And(files).Values);
        var assembly = compilation.SourceModule.ReferencedAssemblySymbols.Single(a => a.Name == library);
        var members = Types(assembly.GlobalNamespace).SelectMany(type => type.GetMembers().Where(IsSeen).Prepend(type))
            .ToList();
        Assert.True(members.Count > 100);
        var without = members.Where(m => DocText.Plain(SymbolDocs.Of(m, compilation).Element("summary")).Length == 0)
            .Select(m => m.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)).Order().ToList();
        Assert.True(without.Count == 0, string.Join('\n', without));
    }

    private static bool IsOf(string file, params string[] starts) =>
        Array.Exists(starts, start => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal));

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol within) => within.GetMembers()
        .OfType<INamespaceOrTypeSymbol>().Where(m => m is INamespaceSymbol || IsSeen(m))
        .SelectMany(m => m is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(m));

    /// <summary>Not what the compiler makes of a record, nor the halves of properties, nor conversions, which nobody names.</summary>
    private static bool IsSeen(ISymbol member) =>
        member.DeclaredAccessibility is Accessibility.Public or Least or Accessibility.ProtectedOrInternal
        && member is not INamedTypeSymbol { IsImplicitClass: true }
        && member.ContainingType is not { TypeKind: TypeKind.Delegate }
        && member is not IMethodSymbol
        {
            MethodKind: not (MethodKind.Ordinary or MethodKind.Constructor
            or MethodKind.UserDefinedOperator)
        }
        && member is not IMethodSymbol
        {
            MethodKind: MethodKind.Constructor, ContainingType.IsValueType: true,
            Parameters: []
        }
        && !member.GetAttributes().Any(a => a.AttributeClass?.Name is "CompilerGeneratedAttribute");
}
