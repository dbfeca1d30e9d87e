using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.CompilerServices;
using GenAI.Kit.Notebook.Session.Compiling;

namespace GenAI.Kit.Notebook.Session.Errors;

/// <summary>The lines of a cell's function that can have thrown what the runtime itself throws.</summary>
/// <remarks>Optimised code has one place for each kind of such exceptions in a function, say for an index out of
/// range, and it belongs to no line.</remarks>
internal static class ThrowingLines
{
    private static readonly ConditionalWeakTable<Assembly, byte[]> Symbols = [];
    private static readonly string[] Dereferences =
        ["ldfld", "ldflda", "ldelem", "ldind", "ldobj", "stfld", "stelem", "stind", "stobj"];
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    /// <param name="lines">Its symbols, as <see cref="LineNumbers"/> has them.</param>
    public static void Know(Assembly cell, byte[] lines) => Symbols.AddOrUpdate(cell, lines);

    /// <returns>The cell's name and the lines; null for what is no function of a cell.</returns>
    public static (string Cell, IReadOnlyList<int> Lines)? Of(MethodBase method, Exception thrown)
    {
        if (!Symbols.TryGetValue(method.Module.Assembly, out var bytes)) return null;
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) return null;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(bytes));
        var reader = provider.GetMetadataReader();
        var handle = ((MethodDefinitionHandle)MetadataTokens.Handle(method.MetadataToken)).ToDebugInformationHandle();
        var information = reader.GetMethodDebugInformation(handle);
        var points = information.GetSequencePoints().Where(p => !p.IsHidden).OrderBy(p => p.Offset).ToList();
        if (points.Count == 0) return null;
        var document = points[0].Document.IsNil ? information.Document : points[0].Document;
        var all = Instructions(il).ToList();
        var lines = all.Where((i, n) => CanThrow(i.Code, i.Operand, method.Module, thrown) && !Fills(all, n))
            .Select(i => points.LastOrDefault(p => p.Offset <= i.At).StartLine).Where(l => l > 0).Distinct().Order();
        return (reader.GetString(reader.GetDocument(document).Name), [.. lines]);
    }

    private static bool CanThrow(OpCode code, int operand, Module module, Exception thrown) => thrown switch
    {
        IndexOutOfRangeException => code.Name!.StartsWith("ldelem", StringComparison.Ordinal)
            || code.Name.StartsWith("stelem", StringComparison.Ordinal)
            || IsIndexer(code, operand, module),
        OverflowException => code.Name!.Contains(".ovf", StringComparison.Ordinal) || code == OpCodes.Newarr,
        DivideByZeroException => code.Name is "div" or "rem" or "div.un" or "rem.un",
        NullReferenceException => code == OpCodes.Callvirt || code == OpCodes.Ldlen
            || Array.Exists(Dereferences, start => code.Name!.StartsWith(start, StringComparison.Ordinal)),
        InvalidCastException => code == OpCodes.Castclass || code == OpCodes.Unbox_Any || code == OpCodes.Unbox,
        _ => false,
    };

    /// <summary>Whether the n-th instruction fills a place of an array that is being written out: [1, 2].</summary>
    private static bool Fills(List<(int At, OpCode Code, int Operand)> all, int n) => n > 2
        && all[n].Code.Name!.StartsWith("stelem", StringComparison.Ordinal) && all[n - 3].Code == OpCodes.Dup
        && all[n - 2].Code.Name!.StartsWith("ldc.i4", StringComparison.Ordinal);

    /// <summary>The indexers of strings, spans and of arrays of several dimensions, which become such code.</summary>
    private static bool IsIndexer(OpCode code, int operand, Module module)
    {
        if (code != OpCodes.Call && code != OpCodes.Callvirt) return false;
        try
        {
            return module.ResolveMethod(operand)?.Name is "get_Chars" or "get_Item" or "Get" or "Set" or "Address";
        }
        catch (ArgumentException)
        {
            return false;                                               // of a generic type: not worth its context
        }
    }

    private static IEnumerable<(int At, OpCode Code, int Operand)> Instructions(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var start = at;
            var value = il[at++] is 0xFE ? (short)(0xFE00 | il[at++]) : il[start];
            if (!Codes.TryGetValue(value, out var code)) yield break;
            var size = Size(code.OperandType, il, at);
            yield return (start, code, size == 4 ? BitConverter.ToInt32(il, at) : 0);
            at += size;
        }
    }

    private static int Size(OperandType type, byte[] il, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
        _ => 4,
    };
}
