using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>Layers that begin in a certain way.</summary>
internal static class Initial
{
    /// <summary>Group normalisation in groups of an eighth. TorchSharp 0.107 leaves its scale and shift as it finds the
    /// memory: 1 and 0 it must be.</summary>
    public static GroupNorm Norm(long maps)
    {
        var layer = GroupNorm(8, maps);
        init.ones_(layer.weight!);
        init.zeros_(layer.bias!);
        return layer;
    }

    /// <summary>A layer that yields 0 at first.</summary>
    public static Conv2d Zero(Conv2d layer)
    {
        init.zeros_(layer.weight!);
        init.zeros_(layer.bias!);
        return layer;
    }

    /// <inheritdoc cref="Zero(Conv2d)"/>
    public static Linear Zero(Linear layer)
    {
        init.zeros_(layer.weight!);
        init.zeros_(layer.bias!);
        return layer;
    }
}
