using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>Shape of a <see cref="Gpt"/>.</summary>
/// <param name="Vocabulary">Different tokens.</param>
/// <param name="Context">Tokens that it can look back at.</param>
/// <param name="Layers">Blocks.</param>
/// <param name="Heads">Of the attention; they share the channels.</param>
/// <param name="Channels">Numbers for each token between the blocks.</param>
public sealed record GptConfig(int Vocabulary, int Context = 64, int Layers = 4, int Heads = 4, int Channels = 128);

/// <summary>Each token looks back at those before it, and at itself.</summary>
/// <remarks>Vaswani et al. 2017, arXiv:1706.03762, §3.2. Lesson 4.3.</remarks>
public sealed class CausalSelfAttention(GptConfig c, int layer) : Net<Tensor, KeyValueCache?, Tensor>(
    nameof(CausalSelfAttention))
{
    private readonly Linear toQkv = GptStart.Linear(c.Channels, 3 * c.Channels);
    private readonly Linear output = GptStart.Linear(c.Channels, c.Channels, 0.02 / Math.Sqrt(2.0 * c.Layers));

    /// <param name="x">Shape [B, T, C].</param>
    /// <param name="cache">The tokens before these; null: there are none.</param>
    public override Tensor forward(Tensor x, KeyValueCache? cache)
    {
        var (q, k, v) = Heads(x);
        var first = cache is null or { Length: 0 };
        if (cache is not null) (k, v) = cache.Append(layer, k, v);
        var y = functional.scaled_dot_product_attention(q, k, v, is_casual: first);          // [B, H, T, D]
        return output.call(y.transpose(1, 2).reshape(x.shape));
    }

    /// <summary>Eq. 1 written out as far as the weights: what each token (row) takes from each (column).</summary>
    /// <returns>Rows that sum to 1, zeros above the diagonal: [B, H, T, T].</returns>
    public Tensor Weights(Tensor x)
    {
        var (q, k, _) = Heads(x);
        var scores = q.matmul(k.transpose(2, 3)) / Math.Sqrt(q.shape[3]);
        var future = ones(q.shape[2], q.shape[2], @bool).triu(1);
        return scores.masked_fill(future, double.NegativeInfinity).softmax(3);
    }

    private (Tensor Q, Tensor K, Tensor V) Heads(Tensor x)
    {
        var qkv = toQkv.call(x).reshape(x.shape[0], x.shape[1], 3, c.Heads, c.Channels / c.Heads)
            .permute(2, 0, 3, 1, 4);                                                         // [3, B, H, T, D]
        return (qkv[0], qkv[1], qkv[2]);
    }
}

/// <summary>One layer of a <see cref="Gpt"/>: tokens exchange, then each thinks for itself.</summary>
/// <remarks>Radford et al. 2019, §2.3: normalised before each part.</remarks>
public sealed class GptBlock(GptConfig c, int layer) : Net<Tensor, KeyValueCache?, Tensor>(nameof(GptBlock))
{
    private readonly LayerNorm norm1 = LayerNorm(c.Channels);
    private readonly CausalSelfAttention attention = new(c, layer);
    private readonly LayerNorm norm2 = LayerNorm(c.Channels);
    private readonly Sequential mlp = Sequential(GptStart.Linear(c.Channels, 4 * c.Channels), GELU(),
        GptStart.Linear(4 * c.Channels, c.Channels, 0.02 / Math.Sqrt(2.0 * c.Layers)));

    /// <param name="x">Shape [B, T, C].</param>
    /// <param name="cache">The tokens before these; null: there are none.</param>
    public override Tensor forward(Tensor x, KeyValueCache? cache)
    {
        x = x + attention.call(norm1.call(x), cache);
        return x + mlp.call(norm2.call(x));
    }

    /// <summary>The attention's weights for this input: [B, H, T, T].</summary>
    public Tensor Weights(Tensor x) => attention.Weights(norm1.call(x));
}

/// <summary>A decoder-only transformer: the distribution of the next token after each token of a text.</summary>
/// <remarks>
/// Radford et al. 2018 and 2019 (GPT, GPT-2). Lesson 4.3. The head's weights are the token vectors (Press and Wolf
/// 2016, arXiv:1608.05859); weights start at a deviation of 0.02, those that end a branch at 0.02/√(2·layers).
/// </remarks>
public sealed class Gpt(GptConfig c) : Net<Tensor, Tensor>(nameof(Gpt))
{
    private readonly Embedding tokens = GptStart.Embedding(c.Vocabulary, c.Channels);
    private readonly Embedding places = GptStart.Embedding(c.Context, c.Channels);
    private readonly ModuleList<GptBlock> blocks =
        ModuleList([.. Enumerable.Range(0, c.Layers).Select(layer => new GptBlock(c, layer))]);
    private readonly LayerNorm norm = LayerNorm(c.Channels);

    /// <summary>Its shape.</summary>
    public GptConfig Config => c;

    /// <param name="text">Tokens, int64, shape [B, T], T at most the context.</param>
    /// <returns>Logits of the token after each: [B, T, V].</returns>
    public override Tensor forward(Tensor text) => Logits(Embed(text));

    /// <summary>A vector for each token and its place: [B, T, C].</summary>
    /// <param name="text">Tokens, int64, shape [B, T].</param>
    /// <param name="from">The place of the first.</param>
    /// <exception cref="ArgumentException">They don't fit into the context.</exception>
    public Tensor Embed(Tensor text, int from = 0) => from + text.shape[1] > c.Context
        ? throw new ArgumentException($"{from + text.shape[1]} tokens don't fit into a context of {c.Context}.")
        : tokens.call(text) + places.call(arange(from, from + text.shape[1], int64));

    /// <summary>From embedded tokens [B, T, C] to logits [B, T, V].</summary>
    public Tensor Logits(Tensor x, KeyValueCache? cache = null)
    {
        foreach (var block in blocks) x = block.call(x, cache);
        return functional.linear(norm.call(x), tokens.weight!);                              // tied
    }

    /// <summary>−log p(next token), the mean over all tokens, in nats per token.</summary>
    /// <param name="text">Tokens, int64, shape [B, T + 1]: each but the last is read, each but the first is
    /// asked.</param>
    public Tensor Loss(Tensor text) =>
        functional.cross_entropy(call(text[.., ..^1]).flatten(0, 1), text[.., 1..].flatten());

    /// <summary>Reads tokens that come after those in the cache. Only the first reading may be longer than
    /// one.</summary>
    /// <param name="text">Tokens, int64, shape [B, T].</param>
    /// <param name="cache">Grows by them.</param>
    /// <returns>Logits of the token after the last: [B, V].</returns>
    public Tensor Next(Tensor text, KeyValueCache cache) => cache.Length > 0 && text.shape[1] > 1
        ? throw new ArgumentException("After the first reading, tokens come one at a time.")
        : Logits(Embed(text, cache.Length), cache)[.., -1];

    /// <summary>Attention of every layer and head for this text: [L, B, H, T, T].</summary>
    public Tensor Attention(Tensor text) => Scope.Eval(this, () =>
    {
        var x = Embed(text);
        var weights = new List<Tensor>();
        foreach (var block in blocks)
        {
            weights.Add(block.Weights(x));
            x = block.call(x, null);
        }
        return stack(weights);
    });

    /// <summary>Goes on with a text. Of one that fills the context, all but its first tokens are read: one place
    /// stays free. Where the context has become full, the later half of it is read anew.</summary>
    /// <param name="text">Tokens, int64, shape [B, T], T at least 1.</param>
    /// <param name="count">How many tokens to add.</param>
    /// <param name="draw">From logits [B, V] to tokens [B]: see <see cref="Decoding"/>.</param>
    /// <param name="token">Is shown each new one, [B], as a copy that is the caller's.</param>
    /// <param name="cancellation">Asked before each token.</param>
    /// <returns>The new tokens: int64, [B, count].</returns>
    public Tensor Generate(Tensor text, int count, Func<Tensor, Tensor> draw, Action<Tensor>? token = null,
                           CancellationToken cancellation = default) => Scope.Eval<Tensor>(this, () =>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using var all = functional.pad(text, [0, count]);                     // [B, T + count], filled from T on
        using var cache = new KeyValueCache(c.Layers, c.Context);
        var window = c.Context - 1;                                           // the first reading leaves a place free
        for (var at = (int)text.shape[1]; at < all.shape[1]; at++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (cache.Length == c.Context)
            {
                cache.Clear();
                window = c.Context / 2;
            }
            var unread = cache.Length > 0 ? 1 : Math.Min(at, Math.Max(1, window));
            using (NewDisposeScope()) all[.., at] = draw(Next(all[.., (at - unread)..at], cache));
            if (token is null) continue;
            using var drawn = all[.., at];
            token(drawn.clone());
        }
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(all[.., (int)text.shape[1]..].clone());
    });
}

/// <summary>How a <see cref="Gpt"/> begins: small normal weights, no biases.</summary>
internal static class GptStart
{
    public static Embedding Embedding(int count, int channels)
    {
        var layer = nn.Embedding(count, channels);
        init.normal_(layer.weight!, 0, 0.02);
        return layer;
    }

    public static Linear Linear(int from, int to, double deviation = 0.02)
    {
        var layer = nn.Linear(from, to);
        init.normal_(layer.weight!, 0, deviation);
        init.zeros_(layer.bias!);
        return layer;
    }
}
