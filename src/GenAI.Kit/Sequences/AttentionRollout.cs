using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>How much of each input is in each output after all layers, if attention were all that mixes
/// them.</summary>
/// <remarks>Abnar and Zuidema 2020, arXiv:2005.00928, eq. 1: half of each layer's output is what went round the
/// attention; heads count alike. Lesson 4.2.</remarks>
public static class AttentionRollout
{
    /// <summary>The shares of inputs in outputs.</summary>
    /// <param name="weights">Of self-attention, shape [L, H, T, T].</param>
    /// <returns>Shape [T, T]: a row for each output, summing to 1.</returns>
    public static Tensor Of(Tensor weights)
    {
        var mixed = 0.5 * weights.mean([1L]) + 0.5 * eye(weights.shape[^1], device: weights.device);      // [L, T, T]
        var rollout = mixed[0];
        for (var layer = 1; layer < weights.shape[0]; layer++) rollout = mixed[layer].matmul(rollout);
        return rollout;
    }
}
