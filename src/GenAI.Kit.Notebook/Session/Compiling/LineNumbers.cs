using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Debug symbols cut down to what a stack trace reads: file and line of each instruction.</summary>
/// <remarks>The compiler's own name every reference of the compilation: 10 KB that the runtime would keep for each
/// cell, where the lines take some hundred bytes.</remarks>
internal static class LineNumbers
{
    public static MemoryStream Of(MemoryStream assembly, MemoryStream symbols)
    {
        assembly.Position = symbols.Position = 0;
        using var file = new PEReader(assembly, PEStreamOptions.LeaveOpen);
        using var pdb = MetadataReaderProvider.FromPortablePdbStream(symbols, MetadataStreamOptions.LeaveOpen);
        var (from, to) = (pdb.GetMetadataReader(), new MetadataBuilder());
        foreach (var document in from.Documents.Select(from.GetDocument))
            to.AddDocument(to.GetOrAddDocumentName(from.GetString(document.Name)), default, default, default);
        foreach (var method in from.MethodDebugInformation.Select(from.GetMethodDebugInformation))
        {
            var points = from.GetBlobBytes(method.SequencePointsBlob);
            to.AddMethodDebugInformation(method.Document, to.GetOrAddBlob(points));
        }

        var written = new BlobBuilder();
        new PortablePdbBuilder(to, Rows(file.GetMetadataReader()), default).Serialize(written);
        return new MemoryStream(written.ToArray());
    }

    /// <summary>How long the assembly's tables are; those of symbols come after them.</summary>
    private static ImmutableArray<int> Rows(MetadataReader assembly) =>
    [
        .. Enumerable.Range(0, MetadataTokens.TableCount)
            .Select(t => t < (int)TableIndex.Document ? assembly.GetTableRowCount((TableIndex)t) : 0),
    ];
}
