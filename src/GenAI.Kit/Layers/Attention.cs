using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>Scaled dot-product attention: every query asks all keys, and takes a mean of their values, weighted by
/// how well they fit.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, eq. 1. Lesson 4.2.</remarks>
public static class Attention
{
    /// <summary>softmax(q·kᵀ / √d): how much each query takes from each key, each row summing to 1.</summary>
    /// <param name="q">Queries, shape [..., Tq, d].</param>
    /// <param name="k">Keys, shape [..., Tk, d].</param>
    /// <param name="mask">Where a query may look, bool, to be broadcast to [..., Tq, Tk]; null: everywhere. A query
    /// that may look nowhere gets NaN.</param>
    /// <param name="scale">What products are multiplied by; null: 1/√d, as in the paper.</param>
    /// <returns>Shape [..., Tq, Tk].</returns>
    public static Tensor Weights(Tensor q, Tensor k, Tensor? mask = null, double? scale = null)
    {
        var scores = q.matmul(k.transpose(-2, -1)) * (scale ?? 1 / Math.Sqrt(q.shape[^1]));      // [..., Tq, Tk]
        if (mask is not null) scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
        return nn.functional.softmax(scores, -1);                // e^(-∞) = 0: no weight, no gradient
    }

    /// <summary>Weights times values, written out.</summary>
    /// <param name="v">Values, shape [..., Tk, e].</param>
    /// <returns>Shape [..., Tq, e].</returns>
    /// <inheritdoc cref="Weights"/>
    public static Tensor Of(Tensor q, Tensor k, Tensor v, Tensor? mask = null) => Weights(q, k, mask).matmul(v);

    /// <summary>The same numbers from libtorch's fused kernel, which never stores the weights: faster, and the one
    /// that models use.</summary>
    /// <param name="causal">In place of a mask: each query sees the keys up to its own place.</param>
    /// <inheritdoc cref="Of"/>
    public static Tensor Fused(Tensor q, Tensor k, Tensor v, Tensor? mask = null, bool causal = false) =>
        nn.functional.scaled_dot_product_attention(q, k, v, mask, is_casual: causal);
}
