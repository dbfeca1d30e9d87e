using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.References;

/// <summary>The formatters' library as the compiler sees it: without its own <c>Display</c>, <c>DisplayAs</c> and
/// <c>DisplayTable</c>.</summary>
/// <remarks>Every cell would find them beside those of <see cref="NotebookGlobals"/>, and call neither: CS0121. They
/// also return another object than the one that they show, whose update then misses its display. So the class that
/// holds them is not public in the compiler's copy, which nobody runs.</remarks>
internal static class FormatterReference
{
    private const string Hidden = "DisplayExtensions";

    public static string Path { get; } = typeof(Microsoft.DotNet.Interactive.Formatting.Formatter).Assembly.Location;

    public static PortableExecutableReference Make()
    {
        var image = File.ReadAllBytes(Path);
        using var file = new PEReader(new MemoryStream(image));
        var names = file.GetMetadataReader();
        foreach (var type in names.TypeDefinitions)
        {
            if (!names.StringComparer.Equals(names.GetTypeDefinition(type).Name, Hidden)) continue;
            var row = names.GetTableMetadataOffset(TableIndex.TypeDef)
                + (MetadataTokens.GetRowNumber(type) - 1) * names.GetTableRowSize(TableIndex.TypeDef);
            image[file.PEHeaders.MetadataStartOffset + row] &= unchecked((byte)~TypeAttributes.VisibilityMask);
        }

        var docs = FrameworkReferences.DocsBeside(Path);
        return MetadataReference.CreateFromImage(image, documentation: docs, filePath: Path);
    }
}
