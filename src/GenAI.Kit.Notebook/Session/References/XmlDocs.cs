using System.Globalization;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.References;

/// <summary>The XML docs beside an assembly, read when the first is asked for.</summary>
internal sealed class XmlDocs(string assemblyPath) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> members =
        new(() => Read(Path.ChangeExtension(assemblyPath, ".xml")));

    public override bool Equals(object? obj) => obj is XmlDocs other && other.AssemblyPath == AssemblyPath;

    public override int GetHashCode() => AssemblyPath.GetHashCode(StringComparison.Ordinal);

    private string AssemblyPath => assemblyPath;

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken) =>
        members.Value.GetValueOrDefault(documentationMemberID);

    private static Dictionary<string, string> Read(string path)
    {
        if (!File.Exists(path)) return [];
        try
        {
            return XDocument.Load(path, LoadOptions.PreserveWhitespace).Descendants("member")
                .Where(m => m.Attribute("name") is not null)
                .DistinctBy(m => m.Attribute("name")!.Value)
                .ToDictionary(m => m.Attribute("name")!.Value, m => m.ToString(SaveOptions.DisableFormatting));
        }
        catch (System.Xml.XmlException)
        {
            return [];
        }
    }
}
