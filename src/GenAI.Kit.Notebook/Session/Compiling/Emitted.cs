using System.Reflection;
using GenAI.Kit.Notebook.Session.Errors;
using GenAI.Kit.Notebook.Session.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>A compiled cell: the bytes of its assembly and symbols, or why there are none.</summary>
internal sealed record Emitted(
    CSharpCompilation Compilation, bool Succeeded, IReadOnlyList<Diagnostic> Errors, MemoryStream Assembly,
    MemoryStream Symbols)
{
    // Methods of cells look at their module's token, at their start and in loops, and stop before the stack is full.
    private static readonly EmitOptions Options = new(
        debugInformationFormat: DebugInformationFormat.PortablePdb,
        instrumentationKinds: [InstrumentationKind.ModuleCancellation, InstrumentationKind.StackOverflowProbing]);

    public bool HasErrors => Errors.Count > 0;

    public static Emitted Of(CSharpCompilation compilation, CancellationToken token)
    {
        MemoryStream assembly = new(), symbols = new();
        var result = compilation.Emit(assembly, symbols, options: Options, cancellationToken: token);
        return new(compilation, result.Success,
            [.. result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)], assembly, symbols);
    }

    public Assembly Load(SessionLoadContext loader)
    {
        var (safe, places) = StackChecks.Insert(Assembly, Symbols, loader);
        using var lines = LineNumbers.Of(safe, places);
        CellAssembly.Mend(safe);
        safe.Position = 0;
        var loaded = loader.LoadCell(safe, lines);
        ThrowingLines.Know(loaded, lines.ToArray());
        return loaded;
    }
}
