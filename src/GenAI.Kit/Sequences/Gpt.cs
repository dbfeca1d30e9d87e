using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Sequences;

/// <summary>Shape of a <see cref="Gpt"/>.</summary>
/// <param name="Tokens">Size of the vocabulary, V.</param>
/// <param name="Context">Tokens that it can look back at.</param>
/// <param name="Layers">Blocks.</param>
/// <param name="Heads">Of the attention; they share the channels.</param>
/// <param name="Channels">Numbers for each token between the blocks.</param>
public sealed record GptConfig(int Tokens, int Context = 64, int Layers = 4, int Heads = 4, int Channels = 128)
{
    // Those that end a residual branch begin smaller, the more there are.
    internal double OfOutput => 0.02 / Math.Sqrt(2.0 * Layers);
}

/// <summary>One layer of a <see cref="Gpt"/>: tokens exchange, then each thinks for itself.</summary>
/// <remarks>Radford et al. 2019, §2.3: normalised before each part.</remarks>
public sealed class GptBlock(GptConfig c) : Net<Tensor, KeyValueCache.Layer?, Tensor>(nameof(GptBlock))
{
    private readonly LayerNorm norm1 = LayerNorm(c.Channels);
    private readonly MultiHeadAttention attention =
        new MultiHeadAttention(c.Channels, c.Heads, causal: true).Begin(0.02, c.OfOutput);
    private readonly LayerNorm norm2 = LayerNorm(c.Channels);
    private readonly Sequential mlp = Sequential(Init.Normal(Linear(c.Channels, 4 * c.Channels)), GELU(),
        Init.Normal(Linear(4 * c.Channels, c.Channels), c.OfOutput));

    /// <summary>Tokens look back, then think.</summary>
    /// <param name="x">Shape [B, T, C].</param>
    /// <param name="cache">The tokens before these; null: there are none.</param>
    public override Tensor forward(Tensor x, KeyValueCache.Layer? cache)
    {
        x = x + attention.call(norm1.call(x), cache: cache);
        return x + mlp.call(norm2.call(x));
    }

    /// <summary>What each token (row) takes from each (column).</summary>
    /// <param name="x">Shape [B, T, C].</param>
    /// <returns>Rows that sum to 1, zeros above the diagonal: [B, H, T, T].</returns>
    public Tensor Weights(Tensor x) => attention.Weights(norm1.call(x));
}

/// <summary>A decoder-only transformer: the distribution of the next token after each token of a text.</summary>
/// <remarks>
/// Radford et al. 2018 and 2019 (GPT, GPT-2). Lesson 4.3. The head's weights are the token vectors (Press and Wolf
/// 2016, arXiv:1608.05859); weights start at a deviation of 0.02, those that end a branch at 0.02/√(2·layers).
/// </remarks>
public sealed class Gpt(GptConfig c) : Net<Tensor, Tensor>(nameof(Gpt)), ILanguageModel
{
    private readonly Embedding tokens = Init.Normal(Embedding(c.Tokens, c.Channels));
    private readonly Embedding positions = Init.Normal(Embedding(c.Context, c.Channels));
    private readonly ModuleList<GptBlock> blocks =
        ModuleList([.. Enumerable.Range(0, c.Layers).Select(_ => new GptBlock(c))]);
    private readonly LayerNorm norm = LayerNorm(c.Channels);

    /// <summary>Its shape.</summary>
    public GptConfig Config => c;

    /// <summary>What comes next.</summary>
    /// <param name="text">Tokens, int64, shape [B, T], T at most the context.</param>
    /// <returns>Logits of the token after each: [B, T, V].</returns>
    public override Tensor forward(Tensor text) => Logits(Embed(text));

    /// <summary>A vector for each token and its place: [B, T, C].</summary>
    /// <param name="text">Tokens, int64, shape [B, T].</param>
    /// <param name="from">The place of the first.</param>
    /// <exception cref="ArgumentException">They don't fit into the context.</exception>
    public Tensor Embed(Tensor text, int from = 0) => from + text.Require(nameof(Gpt), -1, -1).shape[1] > c.Context
        ? throw new ArgumentException($"{from + text.shape[1]} tokens don't fit into a context of {c.Context}.")
        : tokens.call(text) + positions.call(arange(from, from + text.shape[1], int64, text.device));

    /// <summary>From embedded tokens [B, T, C] to logits [B, T, V].</summary>
    /// <param name="x">Shape [B, T, C].</param>
    /// <param name="cache">The tokens before these; null: there are none.</param>
    public Tensor Logits(Tensor x, KeyValueCache? cache = null)
    {
        foreach (var (layer, block) in blocks.Index()) x = block.call(x, cache?[layer]);
        return functional.linear(norm.call(x), tokens.weight!);                              // tied
    }

    /// <summary>−log p(next token), the mean over all tokens, in nats per token.</summary>
    /// <param name="text">Tokens, int64, shape [B, T + 1]: each but the last is read, each but the first is
    /// asked.</param>
    public Tensor Loss(Tensor text) => NextToken.Loss(call(text[.., ..^1]), text[.., 1..]);

    /// <summary>Reads tokens that come after those in the cache.</summary>
    /// <param name="text">Tokens, int64, shape [B, T].</param>
    /// <param name="cache">Grows by them.</param>
    /// <returns>Logits of the token after the last: [B, V].</returns>
    public Tensor Next(Tensor text, KeyValueCache cache) => Logits(Embed(text, cache.Length), cache)[.., -1];

    /// <summary>Attention of every layer and head for this text: [L, B, H, T, T].</summary>
    /// <param name="text">Tokens, int64, shape [B, T].</param>
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
    /// <param name="start">Tokens, int64, shape [B, T], T at least 1.</param>
    /// <param name="count">How many tokens to add.</param>
    /// <param name="draw">From logits [B, V] to tokens [B]: see <see cref="Decoding"/>; null:
    /// <see cref="Decoding.Draw"/>.</param>
    /// <param name="watch">Is shown the number of each new token, from 0, and a copy of it, [B], which is the
    /// caller's.</param>
    /// <param name="cancellation">Asked before each token.</param>
    /// <returns>The new tokens: int64, [B, count].</returns>
    public Tensor Sample(Tensor start, int count, Func<Tensor, Tensor>? draw = null,
        Action<int, Tensor>? watch = null, CancellationToken cancellation = default) => Scope.Eval<Tensor>(this, () =>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        draw ??= logits => Decoding.Draw(logits);
        var first = (int)start.shape[1];
        using var all = functional.pad(start, [0, count]);                    // [B, T + count], filled from T on
        using var cache = new KeyValueCache(c.Layers, c.Context);
        var window = c.Context - 1;                                           // the first reading leaves a place free
        for (var at = first; at < all.shape[1]; at++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (cache.Length == c.Context)
            {
                cache.Clear();
                window = c.Context / 2;
            }
            var unread = cache.Length > 0 ? 1 : Math.Min(at, Math.Max(1, window));
            using (NewDisposeScope()) all[.., at] = draw(Next(all[.., (at - unread)..at], cache));
            if (watch is null) continue;
            using var drawn = all[.., at];
            watch(at - first, drawn.clone());
        }
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(all[.., first..].clone());
    });
}
