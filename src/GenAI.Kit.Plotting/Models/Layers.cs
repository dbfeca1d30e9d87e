using GenAI.Kit.Autoencoders;
using GenAI.Kit.Layers;
using GenAI.Kit.Sequences;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>What layers are, in a few words, and how much they compute.</summary>
internal static class Layers
{
    /// <summary>What a layer is: "Linear 784 → 400".</summary>
    public static string What(nn.Module layer) => layer switch
    {
        Linear x => $"Linear {x.in_features} → {x.out_features}",
        Convolution x => $"{x.GetType().Name} {x.in_channels} → {x.out_channels}, {Window(x)}",
        MaskedConv2d x when x.children().First() is Convolution window =>
            $"MaskedConv2d {window.in_channels} → {window.out_channels}, {Window(window)}",
        Embedding x => $"Embedding {Times(x.parameters().Single().shape)}",
        _ => layer.GetType().Name.Split('`')[0],
    };

    /// <summary>Multiplications of a layer's own matrix products and convolutions, those of the layers inside of it
    /// not counted.</summary>
    public static long Multiplications(LayerCall call) => call.Layer switch
    {
        Linear x => Count(call.Shape) * x.in_features,
        Convolution { transposed: true } x => Count(call.Inputs[0]!) * Count(x.weight.shape) / x.in_channels,
        Convolution x => Count(call.Shape) * Count(x.weight.shape) / x.out_channels,
        MaskedConv2d x when x.children().First() is Convolution window =>
            Count(call.Shape) * Count(window.weight.shape) / window.out_channels,
        MultiHeadAttention => OfAttention(call),
        Codebook x => Count(call.Inputs[0]!) * x.buffers().First().shape[0],       // all pairs: N·K·D
        Gpt => Count(call.Shape) * call.Inside[^1].Shape[^1],                      // the tied head
        _ => 0,
    };

    /// <summary>All multiplications of a call.</summary>
    public static long All(LayerCall call) => call.All.Sum(Multiplications);

    /// <summary>A shape: "8 × 3 × 16 × 16".</summary>
    public static string Times(IEnumerable<long> shape) => string.Join(" × ", shape);

    public static long Count(IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => product * size);

    private static string Window(Convolution x) => string.Join("×", x.kernel_size)
        + (x.dilation.All(d => d == 1) ? "" : $", dilation {x.dilation[0]}")
        + (x.stride.All(s => s == 1) ? "" : $", stride {x.stride[0]}");

    // Scores and mixing, T·S·C each; where another sequence is asked, the projections of both are no layer's.
    private static long OfAttention(LayerCall call)
    {
        var (x, memory) = (call.Inputs[0]!, call.Inputs.ElementAtOrDefault(1));
        var (places, c, seen) = (x[1], x[2], (memory ?? x)[1]);
        return x[0] * (2 * places * seen * c + (memory is null ? 0 : (places + 2 * seen) * c * c));
    }
}
