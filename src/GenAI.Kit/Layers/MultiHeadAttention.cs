using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>Several attentions side by side, each on its own share of the channels: self-attention where a sequence
/// asks itself, cross-attention where it asks another.</summary>
/// <remarks>
/// Vaswani et al. 2017, arXiv:1706.03762, §3.2.2. Every transformer of the kit has this one; lesson 4.2 builds it.
/// The heads' matrices stand in one: head h uses channels h·d to (h+1)·d, with d = channels / heads, and the first
/// third of the projection makes queries, the second keys, the third values.
/// </remarks>
/// <param name="channels">Of what comes in and goes out, C.</param>
/// <param name="heads">A divisor of the channels, H.</param>
/// <param name="causal">Each place sees itself and those before it.</param>
/// <param name="rotary">Turns queries and keys by their places (<see cref="RotaryEmbedding"/>).</param>
public sealed class MultiHeadAttention(long channels, int heads, bool causal = false, bool rotary = false)
    : Net<Tensor, Tensor?, Tensor?, KeyValueCache.Layer?, Tensor>(nameof(MultiHeadAttention))
{
    private readonly Linear inProjection = Linear(channels, 3 * channels);
    private readonly Linear outProjection = Linear(channels, channels);

    /// <summary>Self-attention.</summary>
    /// <inheritdoc cref="forward"/>
    public Tensor call(Tensor x, Tensor? mask = null, KeyValueCache.Layer? cache = null) =>
        call(x, null, mask, cache);

    /// <summary>Each place takes a weighted mean of what others have.</summary>
    /// <param name="x">Who asks, shape [B, Tq, C].</param>
    /// <param name="memory">Who is asked, shape [B, Tk, C]: cross-attention; null: x itself.</param>
    /// <param name="mask">Where to look, bool, to be broadcast to [B, H, Tq, Tk]; null: everywhere.</param>
    /// <param name="cache">Keys and values of the places before x, which grow by those of x; null: there are
    /// none.</param>
    /// <returns>Shape [B, Tq, C].</returns>
    public override Tensor forward(Tensor x, Tensor? memory, Tensor? mask, KeyValueCache.Layer? cache)
    {
        var before = cache?.Length ?? 0;
        var (q, k, v) = Project(x, memory, before);
        if (cache is not null) (k, v) = cache.Append(k, v);
        var alone = causal && mask is null && before == 0;                        // then the kernel masks by itself
        var mixed = Attention.Fused(q, k, v, alone ? null : Seen(q, mask, before), alone);      // [B, H, Tq, d]
        return outProjection.call(mixed.transpose(1, 2).flatten(2));              // [B, Tq, C]
    }

    /// <summary>The weights that <see cref="forward"/> uses and never shows: the same formula, written out.</summary>
    /// <returns>Shape [B, H, Tq, Tk], each row summing to 1.</returns>
    /// <inheritdoc cref="forward"/>
    public Tensor Weights(Tensor x, Tensor? memory = null, Tensor? mask = null)
    {
        var (q, k, _) = Project(x, memory, 0);
        return Attention.Weights(q, k, Seen(q, mask, 0));
    }

    /// <summary>Lets the two projections begin as GPT-2's: see <see cref="Init.Normal"/>.</summary>
    /// <returns>This.</returns>
    internal MultiHeadAttention Begin(double deviation, double ofOutput)
    {
        Init.Normal(inProjection, deviation);
        Init.Normal(outProjection, ofOutput);
        return this;
    }

    /// <summary>Lets the way out begin at 0: see <see cref="Init.Zero"/>.</summary>
    /// <returns>This.</returns>
    internal MultiHeadAttention EndAtZero()
    {
        Init.Zero(outProjection);
        return this;
    }

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor x, Tensor? memory, int from)
    {
        var (q, k, v) = memory is null ? Split(inProjection.call(x)) : Cross(x, memory);
        return rotary ? (RotaryEmbedding.Rotate(q, from), RotaryEmbedding.Rotate(k, from), v) : (q, k, v);
    }

    private (Tensor, Tensor, Tensor) Split(Tensor qkv)
    {
        var parts = qkv.unflatten(2, 3, heads, -1).permute(2, 0, 3, 1, 4);        // [3, B, H, T, d]
        return (parts[0], parts[1], parts[2]);
    }

    private (Tensor, Tensor, Tensor) Cross(Tensor x, Tensor memory)
    {
        var (weight, bias, c) = (inProjection.weight!, inProjection.bias!, (int)channels);
        var q = functional.linear(x, weight[..c], bias[..c]);
        var kv = functional.linear(memory, weight[c..], bias[c..]).chunk(2, -1);
        return (Heads(q), Heads(kv[0]), Heads(kv[1]));
    }

    private Tensor Heads(Tensor x) => x.unflatten(2, heads, -1).transpose(1, 2);  // [B, T, C] to [B, H, T, d]

    // A single new token sees all that is in the cache: no mask.
    private Tensor? Seen(Tensor q, Tensor? mask, int before)
    {
        var length = q.shape[2];
        if (!causal || before > 0 && length == 1) return mask;
        var past = Mask.Causal(length, before, q.device);
        return mask is null ? past : mask & past;
    }
}
