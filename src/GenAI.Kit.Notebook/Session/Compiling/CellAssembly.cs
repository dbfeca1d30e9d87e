using System.Buffers.Binary;
using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Changes in a cell's assembly that the compiler has no option for: exceptions name the right function and
/// line, and loops stay fast.</summary>
/// <remarks>Cells are compiled as for debugging, so that each statement begins with nothing on the stack: only there
/// does the runtime know lines. But the runtime is told to optimise: without, loops take 2 to 7 times as long.
/// </remarks>
internal static class CellAssembly
{
    // bytes of IL that a property's own code takes
    private const int Accessor = 8;

    public static void Mend(MemoryStream assembly)
    {
        assembly.Position = 0;
        using var file = new PEReader(assembly, PEStreamOptions.LeaveOpen);
        KeepFrames(file, assembly.GetBuffer());
        Optimise(file, assembly.GetBuffer());
    }

    /// <summary>Keeps the functions of a cell from being compiled into their callers: an exception then names the
    /// function and the line that threw, not the line of the call.</summary>
    /// <remarks>They look for an interrupt and at the stack when they start, which costs more than the call itself.
    /// What only reads or writes a property may be inlined.</remarks>
    private static void KeepFrames(PEReader file, byte[] bytes)
    {
        var metadata = file.GetMetadataReader();
        var table = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.MethodDef);
        var row = metadata.GetTableRowSize(TableIndex.MethodDef);
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            if (file.GetMethodBody(method.RelativeVirtualAddress).GetILReader().Length <= Accessor) continue;
            var flags = table + (MetadataTokens.GetRowNumber(handle) - 1) * row + sizeof(uint);
            bytes[flags] |= (byte)MethodImplAttributes.NoInlining;
        }
    }

    /// <summary>Writes over the mark by which a debug build asks for slow code.</summary>
    private static void Optimise(PEReader file, byte[] bytes)
    {
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.GetCustomAttributes((EntityHandle)Handle.AssemblyDefinition))
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference) continue;
            var type = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
            if (type.Kind != HandleKind.TypeReference) continue;
            var name = metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name);
            if (name != nameof(DebuggableAttribute)) continue;
            var blob = file.PEHeaders.MetadataStartOffset + metadata.GetHeapMetadataOffset(HeapIndex.Blob)
                + metadata.GetHeapOffset(attribute.Value);
            const int Length = 1, Prolog = 2;
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(blob + Length + Prolog),
                (int)DebuggableAttribute.DebuggingModes.IgnoreSymbolStoreSequencePoints);
        }
    }
}
