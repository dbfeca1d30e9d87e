using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>Who is told of each call of a layer.</summary>
/// <param name="Enter">Before it: what it reads.</param>
/// <param name="Leave">After it: what it yields; answers what it shall yield instead.</param>
internal sealed record Watch(Action<Tensor[]> Enter, Func<object?, object?> Leave);

/// <summary>Hooks on layers of any number of inputs.</summary>
internal static class LayerHooks
{
    /// <returns>What removes them; none for what is never called, such as a list of layers.</returns>
    public static IEnumerable<Action> On(nn.Module layer, Watch watch)
    {
        var type = layer.GetType();
        while (type is not null && !(type.IsGenericType && type.Name.StartsWith("Module`"))) type = type.BaseType;
        if (type is null) return [];
        var types = type.GetGenericArguments();                                   // what it reads, then what it yields
        var attach = typeof(LayerHooks).GetMethods(System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Static).FirstOrDefault(m => m.Name == nameof(Attach)
            && m.GetGenericArguments().Length == types.Length);
        return attach is null ? [] : (Action[])attach.MakeGenericMethod(types).Invoke(null, [layer, watch])!;
    }

    private static Action[] Attach<T, R>(nn.Module<T, R> layer, Watch watch)
    {
        var before = layer.register_forward_pre_hook((_, x) => { watch.Enter(ModelTrace.Tensors(x)); return x; });
        var after = layer.register_forward_hook((_, _, y) => (R)watch.Leave(y)!);
        return [before.remove, after.remove];
    }

    private static Action[] Attach<T1, T2, R>(nn.Module<T1, T2, R> layer, Watch watch)
    {
        var before = layer.register_forward_pre_hook((_, a, b) =>
            { watch.Enter(ModelTrace.Tensors(a, b)); return null; });
        var after = layer.register_forward_hook((_, _, _, y) => (R)watch.Leave(y)!);
        return [before.remove, after.remove];
    }

    private static Action[] Attach<T1, T2, T3, R>(nn.Module<T1, T2, T3, R> layer, Watch watch)
    {
        var before = layer.register_forward_pre_hook((_, a, b, c) =>
            { watch.Enter(ModelTrace.Tensors(a, b, c)); return null; });
        var after = layer.register_forward_hook((_, _, _, _, y) => (R)watch.Leave(y)!);
        return [before.remove, after.remove];
    }

    private static Action[] Attach<T1, T2, T3, T4, R>(nn.Module<T1, T2, T3, T4, R> layer, Watch watch)
    {
        var before = layer.register_forward_pre_hook((_, a, b, c, d) =>
            { watch.Enter(ModelTrace.Tensors(a, b, c, d)); return null; });
        var after = layer.register_forward_hook((_, _, _, _, _, y) => (R)watch.Leave(y)!);
        return [before.remove, after.remove];
    }
}
