using System.Numerics;
using System.Reflection;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>Arrays of several dimensions, matrices and tensors: rows and columns, the size told.</summary>
internal static class NumberFormats
{
    private const long MostNumbers = 200;

    private static readonly Type[] Entries =
    [
        typeof(int), typeof(double), typeof(float), typeof(long), typeof(bool), typeof(byte), typeof(char),
        typeof(short), typeof(uint), typeof(ulong), typeof(decimal), typeof(object),
    ];

    /// <summary>The usual ones at once, so that they are right inside other values too.</summary>
    public static void OfArrays()
    {
        foreach (var entry in Entries)
            foreach (var rank in new[] { 2, 3 }) OfArray(entry.MakeArrayType(rank));
    }

    /// <param name="type">An array of more than one dimension.</param>
    public static void OfArray(Type type) => LibraryFormats.Add(type,
        ("text/html", value => Of((Array)value).Html()), ("text/plain", value => Of((Array)value).Text()));

    public static void OfMathNet(Assembly assembly)
    {
        foreach (var name in new[] { "Matrix", "Vector" })
            foreach (var entry in new[] { typeof(double), typeof(float), typeof(Complex) })
                if (assembly.GetType($"MathNet.Numerics.LinearAlgebra.{name}`1") is { } type)
                    LibraryFormats.AddText(type.MakeGenericType(entry), value => value.ToString()!.TrimEnd());
    }

    /// <summary>Shape, type and the first numbers, in TorchSharp's own form; lessons register another.</summary>
    public static void OfTorchSharp(Assembly assembly)
    {
        var tensor = assembly.GetType("TorchSharp.torch+Tensor");
        var text = tensor?.GetMethods().FirstOrDefault(m => m.Name == "ToString"
            && m.GetParameters() is [{ } style, ..] && style.ParameterType.Name == "TensorStringStyle");
        if (tensor is null || text is null) return;
        var julia = Enum.Parse(text.GetParameters()[0].ParameterType, "Julia");
        object?[] arguments = [julia, .. text.GetParameters().Skip(1).Select(p => p.DefaultValue)];
        LibraryFormats.AddText(
            tensor, value => Corner(value, tensor, part => $"{text.Invoke(part, arguments)}".Trim()));
    }

    /// <summary>A large tensor by its first numbers in each dimension; its first line, the shape, is the whole's.
    /// </summary>
    private static string Corner(object whole, Type tensor, Func<object, string> text)
    {
        var shape = (long[])tensor.GetProperty("shape")!.GetValue(whole)!;
        if (shape.Aggregate(1L, (a, b) => a * b) <= MostNumbers) return text(whole);
        var narrow = tensor.GetMethod("narrow", [typeof(long), typeof(long), typeof(long)])!;
        List<object> parts = [whole];
        for (var d = 0L; d < shape.Length; d++)
            parts.Add(narrow.Invoke(parts[^1], [d, 0L, Math.Min(shape[d], d < shape.Length - 2 ? 2 : 10)])!);
        var lines = text(parts[^1]).Split('\n');
        foreach (var part in parts.Skip(1).OfType<IDisposable>()) part.Dispose();
        return string.Join("\n", [$"{whole}", .. lines.Skip(1), "… (the first of each dimension)"]);
    }

    /// <summary>The last two dimensions as rows and columns, one block for each of the first.</summary>
    private static Table Of(Array array)
    {
        var lengths = Enumerable.Range(0, array.Rank).Select(array.GetLength).ToArray();
        var size = $"{array.GetType().GetElementType()!.Name}[{string.Join(", ", lengths)}]";
        var (down, across) = (lengths[..^1].Aggregate(1L, (a, b) => a * b), lengths[^1]);
        var rows = Enumerable.Range(0, (int)Math.Min(down, Table.MostRows)).Select(r => Row(array, lengths, r));
        return new([], [.. rows], down <= Table.MostRows && across <= Table.MostColumns ? size
            : $"{size}, cut to {Math.Min(down, Table.MostRows)} rows of {Math.Min(across, Table.MostColumns)}");
    }

    private static List<string> Row(Array array, int[] lengths, long row)
    {
        var index = new int[lengths.Length];
        for (var d = lengths.Length - 2; d >= 0; row /= lengths[d--])
            index[d] = (int)(row % lengths[d]) + array.GetLowerBound(d);
        List<string> cells = [];
        for (var c = 0; c < Math.Min(lengths[^1], Table.MostColumns); c++)
        {
            index[^1] = c + array.GetLowerBound(lengths.Length - 1);
            cells.Add(Table.Cell(array.GetValue(index)));
        }
        return cells;
    }
}
