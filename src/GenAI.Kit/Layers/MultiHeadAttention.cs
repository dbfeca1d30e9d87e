using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>Several attentions side by side, each on its own share of the channels.</summary>
/// <remarks>
/// Vaswani et al. 2017, arXiv:1706.03762, §3.2.2. Lesson 4.2. The heads' matrices stand in one: head h uses channels
/// h·d to (h+1)·d, with d = channels / heads.
/// </remarks>
/// <param name="channels">Of what comes in and goes out.</param>
/// <param name="heads">A divisor of the channels.</param>
/// <param name="rotary">Turns queries and keys by their places (<see cref="Waves.Rotate"/>).</param>
public sealed class MultiHeadAttention(long channels, int heads, bool rotary = false)
    : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(MultiHeadAttention))
{
    private readonly Linear query = Linear(channels, channels);
    private readonly Linear keyValue = Linear(channels, 2 * channels);
    private readonly Linear output = Linear(channels, channels);

    /// <param name="x">Who asks, shape [B, Tq, C].</param>
    /// <param name="memory">Who is asked, shape [B, Tk, C]: x itself in self-attention.</param>
    /// <param name="mask">Where to look, bool, to be broadcast to [B, H, Tq, Tk]; null: everywhere.</param>
    /// <returns>Shape [B, Tq, C].</returns>
    public override Tensor forward(Tensor x, Tensor memory, Tensor? mask)
    {
        var (q, k, v) = Project(x, memory);
        var mixed = Attention.Fused(q, k, v, mask);                               // [B, H, Tq, d]
        return output.call(mixed.transpose(1, 2).flatten(2));                     // [B, Tq, C]
    }

    /// <summary>The weights that <see cref="forward"/> uses and never shows: the same formula, written out.</summary>
    /// <returns>Shape [B, H, Tq, Tk], each row summing to 1.</returns>
    /// <inheritdoc cref="forward"/>
    public Tensor Weights(Tensor x, Tensor memory, Tensor? mask)
    {
        var (q, k, _) = Project(x, memory);
        return Attention.Weights(q, k, mask);
    }

    private (Tensor Q, Tensor K, Tensor V) Project(Tensor x, Tensor memory)
    {
        var kv = keyValue.call(memory).chunk(2, -1);
        var (q, k, v) = (Heads(query.call(x)), Heads(kv[0]), Heads(kv[1]));
        return rotary ? (Waves.Rotate(q), Waves.Rotate(k), v) : (q, k, v);
    }

    private Tensor Heads(Tensor x) => x.unflatten(2, heads, -1).transpose(1, 2); // [B, T, C] to [B, H, T, d]
}
