using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>One call of a layer while a model ran.</summary>
/// <param name="Layer">That was called.</param>
/// <param name="Name">Its path in the model, such as "blocks.0.mlp"; empty: the model itself.</param>
/// <param name="Depth">Calls around it.</param>
internal sealed record LayerCall(nn.Module Layer, string Name, int Depth)
{
    /// <summary>The calls inside of it, in their order.</summary>
    public List<LayerCall> Inside { get; } = [];

    /// <summary>Shapes of the tensors that it read.</summary>
    public long[][] Inputs { get; set; } = [];

    /// <summary>Shapes of the tensors that it yielded.</summary>
    public long[][] Outputs { get; set; } = [];

    /// <summary>What it yielded first; empty: nothing.</summary>
    public long[] Shape => Outputs.FirstOrDefault() ?? [];

    /// <summary>Weights of it and all inside, each once.</summary>
    public long Weights => Layer.parameters().Distinct().Sum(p => p.numel());

    /// <summary>This call and all inside of it.</summary>
    public IEnumerable<LayerCall> All => Inside.SelectMany(call => call.All).Prepend(this);
}

/// <summary>A model run once with hooks: which layers were called, one inside the other, and what went in and out.
/// </summary>
/// <remarks>Without gradients and in evaluation mode. The model, its mode and torch's dice are afterwards as before.
/// </remarks>
internal static class ModelTrace
{
    /// <summary>The call of the model, with those inside of it.</summary>
    /// <exception cref="ArgumentException">The model does not read so many tensors.</exception>
    public static LayerCall Of(nn.Module model, Tensor[] inputs)
    {
        var root = new LayerCall(model, "", 0) { Inputs = Shapes(inputs) };
        var open = new Stack<LayerCall>([root]);
        root.Outputs = Shapes(Run(model, inputs, (layer, name) => new(
            read =>
            {
                var call = new LayerCall(layer, name, open.Count) { Inputs = Shapes(read) };
                open.Peek().Inside.Add(call);
                open.Push(call);
            },
            made =>
            {
                open.Pop().Outputs = Shapes(Tensors(made));
                return made;
            })));
        return root;
    }

    /// <summary>Runs a model while each of its layers is watched.</summary>
    /// <returns>The tensors that it yields; they live as long as the caller's scope.</returns>
    public static Tensor[] Run(nn.Module model, Tensor[] inputs, Func<nn.Module, string, Watch> watch)
    {
        var forward = Forward(model, inputs.Length);
        object?[] rest = [.. forward.GetParameters().Skip(inputs.Length).Select(p => p.HasDefaultValue ? p.DefaultValue : null)];
        var hooks = new List<Action>();
        try
        {
            foreach (var (name, layer) in model.named_modules().DistinctBy(m => m.module))
                hooks.AddRange(LayerHooks.On(layer, watch(layer, name)));
            return Seed.Aside(() => Scope.Eval<Tensor[]>(model, () => Tensors(
                forward.Invoke(model, BindingFlags.DoNotWrapExceptions, null, [.. inputs, .. rest], null))));
        }
        finally
        {
            foreach (var remove in hooks) remove();
        }
    }

    /// <summary>The tensors in what a layer reads or yields: one, several, or those of a record.</summary>
    public static Tensor[] Tensors(params object?[] values) => [.. values.SelectMany(value => value switch
    {
        null or string => [],
        Tensor x => [x],
        ITuple many => Tensors([.. Enumerable.Range(0, many.Length).Select(i => many[i])]),
        System.Collections.IEnumerable many => Tensors([.. many.Cast<object?>()]),
        _ when IsRecord(value.GetType()) => Tensors([.. value.GetType().GetProperties()
            .Where(p => p.GetIndexParameters().Length == 0).Select(p => p.GetValue(value))]),
        _ => [],
    })];

    private static bool IsRecord(Type type) =>                                    // the compiler prints records by it
        type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;

    private static MethodInfo Forward(nn.Module model, int inputs) =>
        model.GetType().GetMethods().FirstOrDefault(m => m.Name == "forward"
            && m.GetParameters() is var all && all.Length >= inputs && all.Take(inputs).All(Reads)
            && all.Skip(inputs).All(p => p.HasDefaultValue || !p.ParameterType.IsValueType))
        ?? throw new ArgumentException($"{model.GetType().Name}.forward does not read {inputs} tensors.");

    private static bool Reads(ParameterInfo p) => p.ParameterType.IsAssignableFrom(typeof(Tensor));

    private static long[][] Shapes(IEnumerable<Tensor> tensors) => [.. tensors.Select(x => x.shape)];
}
