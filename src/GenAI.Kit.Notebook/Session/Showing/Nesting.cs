using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using GenAI.Kit.Notebook.Session.References;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>Makes collections within collections come to an end when they are shown.</summary>
/// <remarks>Beyond its depth, <see cref="Formatter"/> writes objects by <c>ToString</c> but follows collections on
/// and on. What it uses for them there is a field for each type of collection: here each type that a value holds gets
/// one that stops.</remarks>
internal static class Nesting
{
    private const int MostDepth = 4;                                  // beyond the formatter's own
    private const int MostCollections = 20_000;
    private const int MostObjects = 20_000;
    private static readonly ConcurrentDictionary<Type, Lazy<bool>> Guarded = new();
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> FieldsByType = new();

    // Each value is formatted on a thread of its own: they start at 0.
    [ThreadStatic] private static int depth;
    [ThreadStatic] private static int collections;

    /// <summary>Looks for the collections in a value without running anybody's code.</summary>
    public static void Guard(object value)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([value]);
        while (open.TryPop(out var one) && seen.Count < MostObjects)
        {
            if (!seen.Add(one)) continue;
            if (one is IEnumerable)
                _ = Guarded.GetOrAdd(one.GetType(), type => new Lazy<bool>(() => Install(type))).Value;
            foreach (var part in Readable(one))
                if (part is not (null or string) && !part.GetType().IsPrimitive) open.Push(part);
        }
    }

    /// <summary>What can't be read, such as a collection that was disposed, has no parts.</summary>
    private static List<object?> Readable(object one)
    {
        try { return [.. Parts(one)]; }
        catch (Exception e) when (e is not InsufficientExecutionStackException) { return []; }
    }

    private static IEnumerable<object?> Parts(object one) => one switch
    {
        ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]),
        IEnumerable all => IsCollection(one.GetType()) ? all.Cast<object?>().Take(Formatter.ListExpansionLimit) : [],
        _ => FieldsByType.GetOrAdd(one.GetType(), FieldsOf).Select(field => field.GetValue(one)),
    };

    /// <summary>Arrays and the framework's: the enumerators of others are anybody's code.</summary>
    private static bool IsCollection(Type type) => type.IsArray
        || (IsFrameworks(type) && type.GetInterfaces().Any(i => i == typeof(ICollection)
            || i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)));

    private static bool IsFrameworks(Type type) =>
        FrameworkReferences.IsFramework(type.Assembly.GetName().Name ?? "");

    /// <summary>Of the framework's own types only pairs are looked into.</summary>
    private static FieldInfo[] FieldsOf(Type type)
    {
        if (IsFrameworks(type) && type.Name is not ("KeyValuePair`2" or "DictionaryEntry")) return [];
        List<FieldInfo> fields = [];
        for (var one = type; one is not null && one != typeof(object); one = one.BaseType)
            fields.AddRange(one.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly));
        return [.. fields.Where(field =>
            field.FieldType is { IsPointer: false, IsPrimitive: false, IsByRefLike: false }
            && field.FieldType != typeof(string) && !field.FieldType.IsAssignableTo(typeof(Delegate)))];
    }

    private static bool Install(Type type)
    {
        typeof(Nesting).GetMethod(nameof(InstallFor), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type).Invoke(null, []);
        return true;
    }

    private static void InstallFor<T>()
    {
        var own = PlainTextFormatter<T>.Default;
        PlainTextFormatter<T>.Default = new((value, context) => Nested(value, context, own));
    }

    private static bool Nested<T>(T value, FormatContext context, PlainTextFormatter<T> own)
    {
        if (depth >= MostDepth || ++collections > MostCollections)
        {
            context.Writer.Write("…");
            return true;
        }
        depth++;
        try { return own.Format(value, context); }
        finally { depth--; }
    }
}
