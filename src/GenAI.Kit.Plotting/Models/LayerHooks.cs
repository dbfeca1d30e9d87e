using System.Reflection;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>Who is told of each call of a layer.</summary>
/// <param name="Enter">Before it: what it reads; answers what it shall read instead.</param>
/// <param name="Leave">After it: what it yields; answers what it shall yield instead.</param>
internal sealed record Watch(Func<object?[], object?[]> Enter, Func<object?, object?> Leave);

/// <summary>Hooks on layers of one to four inputs.</summary>
internal static class LayerHooks
{
    private static readonly ILookup<int, MethodInfo> ByTypes = typeof(LayerHooks)
        .GetMethods(BindingFlags.NonPublic | BindingFlags.Static).Where(m => m.Name == nameof(Attach))
        .ToLookup(m => m.GetGenericArguments().Length);

    /// <returns>What removes them; none for what is never called, such as a list of layers.</returns>
    public static Action[] On(nn.Module layer, Watch watch)
    {
        var type = layer.GetType();
        while (type is not null && !(type.IsGenericType && type.Name.StartsWith("Module`"))) type = type.BaseType;
        var types = type?.GetGenericArguments() ?? [];                            // of what it reads and yields
        var attach = ByTypes[types.Length].FirstOrDefault();
        return (Action[]?)attach?.MakeGenericMethod(types).Invoke(null, [layer, watch]) ?? [];
    }

    private static Action[] Attach<A, R>(nn.Module<A, R> layer, Watch watch) =>
    [
        layer.register_forward_pre_hook((_, a) => (A)watch.Enter([a])[0]!).remove,
        layer.register_forward_hook((_, _, y) => (R)watch.Leave(y)!).remove,
    ];

    private static Action[] Attach<A, B, R>(nn.Module<A, B, R> layer, Watch watch) =>
    [
        layer.register_forward_pre_hook((_, a, b) =>
            watch.Enter([a, b]) is var x ? ((A)x[0]!, (B)x[1]!) : null).remove,
        layer.register_forward_hook((_, _, _, y) => (R)watch.Leave(y)!).remove,
    ];

    private static Action[] Attach<A, B, C, R>(nn.Module<A, B, C, R> layer, Watch watch) =>
    [
        layer.register_forward_pre_hook((_, a, b, c) =>
            watch.Enter([a, b, c]) is var x ? ((A)x[0]!, (B)x[1]!, (C)x[2]!) : null).remove,
        layer.register_forward_hook((_, _, _, _, y) => (R)watch.Leave(y)!).remove,
    ];

    private static Action[] Attach<A, B, C, D, R>(nn.Module<A, B, C, D, R> layer, Watch watch) =>
    [
        layer.register_forward_pre_hook((_, a, b, c, d) =>
            watch.Enter([a, b, c, d]) is var x ? ((A)x[0]!, (B)x[1]!, (C)x[2]!, (D)x[3]!) : null).remove,
        layer.register_forward_hook((_, _, _, _, _, y) => (R)watch.Leave(y)!).remove,
    ];
}
