using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>How layers begin, where TorchSharp's own way is not the paper's.</summary>
public static class Init
{
    /// <summary>All weights 0: a layer that yields 0 at first, so that a residual branch begins as no
    /// branch.</summary>
    /// <returns>The layer itself.</returns>
    public static T Zero<T>(T layer) where T : Module
    {
        foreach (var weight in layer.parameters()) init.zeros_(weight);
        return layer;
    }

    /// <summary>Weights from N(0, deviation²), biases 0: how GPT-2 begins.</summary>
    /// <returns>The layer itself.</returns>
    public static T Normal<T>(T layer, double deviation = 0.02) where T : Module
    {
        foreach (var (name, weight) in layer.named_parameters())
            if (name.EndsWith("bias")) init.zeros_(weight);
            else init.normal_(weight, 0, deviation);
        return layer;
    }

    /// <summary>Group normalization in eight groups, with scale 1 and shift 0: TorchSharp 0.107 leaves both as it
    /// finds the memory.</summary>
    /// <remarks>Wu and He 2018, arXiv:1803.08494.</remarks>
    /// <param name="maps">Channels, a multiple of 8.</param>
    public static GroupNorm GroupNorm(int maps)
    {
        var layer = nn.GroupNorm(8, maps);
        init.ones_(layer.weight!);
        init.zeros_(layer.bias!);
        return layer;
    }
}
