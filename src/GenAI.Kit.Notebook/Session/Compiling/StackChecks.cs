using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using GenAI.Kit.Notebook.Session.References;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Lets every method of a cell look whether there is stack left, so that an endless recursion is an
/// exception and not the end of the process.</summary>
/// <remarks>Roslyn does so in methods as they are written (<c>InstrumentationKind.StackOverflowProbing</c>), but not
/// in lambdas, nor in what it writes itself, such as the <c>GetHashCode</c> of a record. And where it puts checks
/// into a loop without end, at the end of a function that returns something, it leaves the function without an end
/// (docs/upstream.md): the runtime's compiler dies of that. Such a function gets one here.</remarks>
internal static class StackChecks
{
    /// <summary>Adds the checks that are missing to a compiled cell.</summary>
    /// <returns>The same streams, from their start, if none is missing.</returns>
    public static (MemoryStream Assembly, MemoryStream Symbols) Insert(
        MemoryStream assembly, MemoryStream symbols, SessionLoadContext loader)
    {
        assembly.Position = symbols.Position = 0;
        if (!MayMiss(assembly)) return (assembly, symbols);
        using var files = new DefaultAssemblyResolver();
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters
        {
            AssemblyResolver = files, MetadataResolver = new EnumResolver(loader, files),
            SymbolReaderProvider = new PortablePdbReaderProvider(), SymbolStream = symbols, InMemory = true,
        });
        var check = module.ImportReference(
            typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.EnsureSufficientExecutionStack)));
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            if (Needs(method)) Insert(method, check);
            End(method.Body.Instructions);
        }
        MemoryStream checkedAssembly = new(), checkedSymbols = new();
        module.Write(checkedAssembly, new WriterParameters
        {
            SymbolWriterProvider = new PortablePdbWriterProvider(), SymbolStream = checkedSymbols,
        });
        return (checkedAssembly, new MemoryStream(checkedSymbols.ToArray()));
    }

    /// <summary>Whether there is a lambda, a record or a last instruction that goes back: to read that costs less
    /// than to read all.</summary>
    private static bool MayMiss(MemoryStream assembly)
    {
        using var file = new PEReader(assembly, PEStreamOptions.LeaveOpen);
        var names = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(file);
        var found = names.MethodDefinitions.Select(names.GetMethodDefinition).Any(method =>
            names.GetString(method.Name) is var name
            && (name is "PrintMembers" or "<Clone>$" || name.Contains(">b__"))
            || GoesBack(file, method.RelativeVirtualAddress));
        assembly.Position = 0;
        return found;
    }

    /// <summary>Whether the last bytes, but for what does nothing, could be a brtrue, in one of two forms.</summary>
    private static bool GoesBack(PEReader file, int address)
    {
        if (address == 0) return false;
        var body = System.Reflection.Metadata.PEReaderExtensions.GetMethodBody(file, address);
        var code = (body.GetILBytes() ?? []).AsSpan().TrimEnd((byte)OpCodes.Nop.Op2);
        return code is [.., 0x2d, _] or [.., 0x3a, _, _, _, _];
    }

    private static void End(Mono.Collections.Generic.Collection<Instruction> body)
    {
        if (body[^1].OpCode.FlowControl is not (FlowControl.Cond_Branch or FlowControl.Next or FlowControl.Call))
            return;
        body.Add(Instruction.Create(OpCodes.Ldnull));
        body.Add(Instruction.Create(OpCodes.Throw));
    }

    /// <summary>A method that calls nothing can't recur.</summary>
    private static bool Needs(MethodDefinition method)
    {
        if (method.IsConstructor && method.IsStatic) return false;
        var calls = method.Body.Instructions
            .Where(i => i.OpCode.FlowControl == FlowControl.Call || i.OpCode == OpCodes.Newobj)
            .Select(i => (i.Operand as MethodReference)?.Name).ToList();
        return calls.Count > 0 && calls[0] != nameof(RuntimeHelpers.EnsureSufficientExecutionStack);
    }

    /// <summary>The check gets the method's first line: there the recursion is told.</summary>
    private static void Insert(MethodDefinition method, MethodReference check)
    {
        var body = method.Body.Instructions;
        var call = Instruction.Create(OpCodes.Call, check);
        var first = method.DebugInformation.SequencePoints.FirstOrDefault(point => !point.IsHidden);
        body.Insert(0, call);
        if (first is null) return;
        method.DebugInformation.SequencePoints.Insert(0, new SequencePoint(call, first.Document)
        {
            StartLine = first.StartLine, StartColumn = first.StartColumn,
            EndLine = first.EndLine, EndColumn = first.EndColumn,
        });
    }
}
