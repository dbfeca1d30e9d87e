using System.Reflection;
using GenAI.Kit.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Contract;

/// <summary>A model at a tiny size, and what its methods read, by the names of their parameters: two rows
/// each.</summary>
internal sealed record ModelCase(Func<nn.Module> Make, params (string Parameter, Func<Device, Tensor> Make)[] Inputs)
{
    /// <summary>Shape of two codes; null: it does not encode.</summary>
    public long[]? Encoded { get; init; }

    /// <summary>Shape of two decoded things.</summary>
    public long[]? Decoded { get; init; }

    /// <summary>What is decoded are pictures in [0, 1].</summary>
    public bool DecodesPictures { get; init; }

    /// <summary>Shape of two samples; null: it draws none, or of another kind.</summary>
    public long[]? Sampled { get; init; }

    /// <summary>Weights of a part that <c>forward</c> uses without calling the part: no box shows them.</summary>
    public long Loose { get; init; }

    /// <summary>Calls a method; what is not in the table has its default.</summary>
    public object Call(nn.Module model, MethodInfo method, Device device, Func<string, Tensor, Tensor>? change = null)
    {
        var arguments = method.GetParameters().Select(p =>
        {
            var made = Inputs.FirstOrDefault(input => input.Parameter == p.Name).Make?.Invoke(device);
            if (made is not null) return change is null ? made : change(p.Name!, made);
            return p.HasDefaultValue ? p.DefaultValue : throw new InvalidOperationException(
                $"{model.GetType().Name}.{method.Name} reads {p.Name}: say in the table of models what that is.");
        }).ToArray();
        return method.Invoke(model, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    /// <summary>The tensors of what a method yields: of one, or of a record of some.</summary>
    public static Tensor[] Tensors(object result) => result switch
    {
        Tensor x => [x],
        DiagonalGaussian q => [q.Mu, q.LogVar],
        _ => [.. result.GetType().GetProperties().Select(p => p.GetValue(result)).OfType<object>()
            .Where(part => part is Tensor or DiagonalGaussian).SelectMany(Tensors)],
    };
}
