using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>One call of a layer while a model ran.</summary>
/// <param name="Layer">That was called.</param>
/// <param name="Name">Its path in the model, such as "blocks.0.mlp"; empty: the model itself.</param>
/// <param name="Depth">Calls around it.</param>
/// <param name="Index">Calls that began before it: the same each time that the model runs.</param>
/// <param name="IsFirst">The layer had not been called before.</param>
internal sealed record LayerCall(nn.Module Layer, string Name, int Depth, int Index, bool IsFirst = true)
{
    /// <summary>The calls inside of it, in their order.</summary>
    public List<LayerCall> Inside { get; } = [];

    /// <summary>Shapes of the tensors that it read; null: it was given none there.</summary>
    public long[]?[] Inputs { get; set; } = [];

    /// <summary>Shapes of the tensors that it yielded.</summary>
    public long[][] Outputs { get; set; } = [];

    /// <summary>Which of these is the largest: a picture beside its loss.</summary>
    public int Main => Outputs.Length == 0 ? 0 : Outputs.Index().MaxBy(o => Layers.Count(o.Item)).Index;

    /// <summary>Of the largest; empty: it yielded nothing.</summary>
    public long[] Shape => Outputs.Length == 0 ? [] : Outputs[Main];

    /// <summary>Of it and all inside, each once.</summary>
    public long Weights { get; } = Layer.parameters().Distinct().Sum(p => p.numel());

    /// <summary>The same, but 0 for a layer that was called before: so those of several calls add up.</summary>
    public long NewWeights => IsFirst ? Weights : 0;

    /// <summary>This call and all inside of it.</summary>
    public IEnumerable<LayerCall> All => Inside.SelectMany(call => call.All).Prepend(this);
}

/// <summary>A model run with hooks: which layers were called, one inside the other, and what went in and out.
/// </summary>
/// <remarks>Without gradients and in evaluation mode. The model, its mode and torch's dice are afterwards as before.
/// </remarks>
internal static class ModelTrace
{
    /// <summary>The call of the model, with those inside of it.</summary>
    /// <exception cref="ArgumentException">The model does not read so many tensors.</exception>
    public static LayerCall Of(nn.Module model, Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var root = new LayerCall(model, "", 0, 0) { Inputs = [.. inputs.Select(x => x.shape)] };
        var (open, calls, called) = (new Stack<LayerCall>([root]), 1, new HashSet<nn.Module>());
        var made = Run(model, inputs, (layer, name) => new(
            read =>
            {
                var call = new LayerCall(layer, name, open.Count, calls++, called.Add(layer))
                { Inputs = [.. read.Select(x => (x as Tensor)?.shape)] };
                open.Peek().Inside.Add(call);
                open.Push(call);
                return read;
            },
            yielded =>
            {
                open.Pop().Outputs = Shapes(Tensors(yielded));
                return yielded;
            }));
        root.Outputs = Shapes(made);
        return root;
    }

    /// <summary>Runs a model while each of its layers is watched.</summary>
    /// <param name="seed">Of its dice.</param>
    /// <returns>The tensors that it yields; they live as long as the caller's scope.</returns>
    public static Tensor[] Run(nn.Module model, Tensor[] inputs, Func<nn.Module, string, Watch> watch, long seed = 0)
    {
        var forward = Forward(model, inputs.Length);
        object?[] given = [.. inputs, .. forward.GetParameters().Skip(inputs.Length)
            .Select(p => p.HasDefaultValue ? p.DefaultValue : null)];
        var hooks = new List<Action>();
        try
        {
            foreach (var (name, layer) in model.named_modules().DistinctBy(m => m.module))
                hooks.AddRange(LayerHooks.On(layer, watch(layer, name)));
            return Seed.Aside(() => Scope.Eval<Tensor[]>(model, () =>
            {
                Seed.Everything(seed);
                return Tensors(forward.Invoke(model, BindingFlags.DoNotWrapExceptions, null, given, null));
            }));
        }
        finally
        {
            foreach (var remove in hooks) remove();
        }
    }

    /// <summary>What a model's forward calls the tensors that it reads.</summary>
    public static string[] Names(nn.Module model, int inputs) =>
        [.. Forward(model, inputs).GetParameters().Take(inputs).Select(p => p.Name!)];

    /// <summary>The tensors in what a layer yields: one, several, or those of a record.</summary>
    public static Tensor[] Tensors(object? value) => value switch
    {
        null or string => [],
        Tensor x => [x],
        ITuple many => [.. Enumerable.Range(0, many.Length).SelectMany(i => Tensors(many[i]))],
        System.Collections.IEnumerable many => [.. many.Cast<object?>().SelectMany(Tensors)],
        _ when IsRecord(value.GetType()) => [.. value.GetType().GetProperties()
            .Where(p => p.GetIndexParameters().Length == 0).SelectMany(p => Tensors(p.GetValue(value)))],
        _ => [],
    };

    private static bool IsRecord(Type type) =>                                    // the compiler prints records by it
        type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;

    private static MethodInfo Forward(nn.Module model, int inputs) =>
        model.GetType().GetMethods().FirstOrDefault(m => m.Name == "forward"
            && m.GetParameters() is var all && all.Length >= inputs
            && all.Take(inputs).All(p => p.ParameterType.IsAssignableFrom(typeof(Tensor)))
            && all.Skip(inputs).All(p => p.HasDefaultValue || !p.ParameterType.IsValueType))
        ?? throw new ArgumentException($"{model.GetType().Name}.forward does not read "
            + $"{inputs} tensor{(inputs == 1 ? "" : "s")}.");

    private static long[][] Shapes(Tensor[] tensors) => [.. tensors.Select(x => x.shape)];
}
