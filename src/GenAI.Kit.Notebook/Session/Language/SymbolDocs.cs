using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>The XML docs of a symbol, with those that it inherits: by <c>&lt;inheritdoc/&gt;</c>, and where it has no
/// summary of its own.</summary>
internal static class SymbolDocs
{
    private const int Deepest = 8;
    private const string Inherit = "inheritdoc";

    /// <returns>An element that holds <c>summary</c>, <c>param</c> and so on, as far as there are any.</returns>
    public static XElement Of(ISymbol symbol, Compilation compilation) => Of(symbol, compilation, Deepest);

    private static XElement Of(ISymbol symbol, Compilation compilation, int depth)
    {
        var docs = Parse(symbol.GetDocumentationCommentXml());
        if (!docs.Descendants(Inherit).Any() && docs.Element("summary") is null) docs.Add(new XElement(Inherit));
        foreach (var wish in docs.Descendants(Inherit).ToList())
        {
            var from = depth > 0 ? Source(wish, symbol, compilation) : null;
            var theirs = from is null ? new XElement("docs") : Of(from, compilation, depth - 1);
            if (wish.Parent == docs)
                docs.Add(theirs.Elements().Where(their => !docs.Elements().Any(own => IsOf(own, their))));
            else wish.AddAfterSelf(theirs.Elements().FirstOrDefault(their => IsOf(wish.Parent!, their))?.Nodes());
            wish.Remove();
        }
        return docs;
    }

    private static XElement Parse(string? xml)
    {
        try
        {
            var docs = XElement.Parse($"<docs>{xml}</docs>", LoadOptions.PreserveWhitespace);
            return docs.Element("member") ?? docs.Element("doc") ?? docs;
        }
        catch (XmlException)
        {
            return new("docs");
        }
    }

    /// <summary>Whether two elements tell of the same: the summary, or the parameter of one name.</summary>
    private static bool IsOf(XElement own, XElement their) => own.Name == their.Name
        && own.Attribute("name")?.Value == their.Attribute("name")?.Value
        && own.Attribute("cref")?.Value == their.Attribute("cref")?.Value;

    private static ISymbol? Source(XElement wish, ISymbol symbol, Compilation compilation) =>
        wish.Attribute("cref")?.Value is { } id
            ? DocumentationCommentId.GetFirstSymbolForDeclarationId(id, compilation)
            : symbol switch
            {
                INamedTypeSymbol { BaseType.SpecialType: SpecialType.None } type => type.BaseType,
                INamedTypeSymbol type => type.Interfaces.FirstOrDefault(),
                IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => OfConstructor(constructor),
                IMethodSymbol method => method.OverriddenMethod
                    ?? method.ExplicitInterfaceImplementations.FirstOrDefault() ?? OfInterface(symbol),
                IPropertySymbol property => property.OverriddenProperty
                    ?? property.ExplicitInterfaceImplementations.FirstOrDefault() ?? OfInterface(symbol),
                IEventSymbol e => e.OverriddenEvent
                    ?? e.ExplicitInterfaceImplementations.FirstOrDefault() ?? OfInterface(symbol),
                _ => null,
            };

    /// <summary>The base's constructor of the same parameters, or else the type itself.</summary>
    private static ISymbol OfConstructor(IMethodSymbol constructor) =>
        constructor.ContainingType.BaseType?.InstanceConstructors.FirstOrDefault(other => other.Parameters.Length > 0
            && other.Parameters.Select(p => p.Type).SequenceEqual(
                constructor.Parameters.Select(p => p.Type), SymbolEqualityComparer.Default))
        ?? (ISymbol)constructor.ContainingType;

    /// <summary>The member of an interface that a member stands for by its name.</summary>
    private static ISymbol? OfInterface(ISymbol symbol) =>
        symbol.ContainingType?.AllInterfaces.SelectMany(type => type.GetMembers(symbol.Name)).FirstOrDefault(member =>
            SymbolEqualityComparer.Default.Equals(
                symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol));
}
