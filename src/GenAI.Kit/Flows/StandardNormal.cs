using static TorchSharp.torch;

namespace GenAI.Kit.Flows;

/// <summary>The normal distribution N(0, I), at which every flow begins.</summary>
internal static class StandardNormal
{
    /// <summary>log N(z; 0, I), in nats, shape [B].</summary>
    /// <param name="z">Shape [B, …].</param>
    public static Tensor LogDensity(Tensor z)
    {
        var rows = z.flatten(1);
        return -0.5 * (rows.square().sum(1) + rows.shape[1] * Math.Log(2 * Math.PI));
    }
}
