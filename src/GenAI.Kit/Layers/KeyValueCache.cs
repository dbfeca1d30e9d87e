using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>What the attention of each layer has computed for the tokens read so far: their keys and values. With it
/// a model reads one new token at a time, and computes nothing twice.</summary>
/// <remarks>Room for a whole context is taken at once. Lesson 4.3.</remarks>
public sealed class KeyValueCache : IDisposable
{
    private readonly Layer[] layers;

    /// <param name="layers">How many layers.</param>
    /// <param name="capacity">How many tokens at most.</param>
    public KeyValueCache(int layers, int capacity) =>
        this.layers = [.. Enumerable.Range(0, layers).Select(_ => new Layer(capacity))];

    /// <summary>Tokens that all layers have read.</summary>
    public int Length => layers[^1].Length;

    /// <summary>The keys and values of one layer.</summary>
    /// <param name="layer">From 0.</param>
    public Layer this[int layer] => layers[layer];

    /// <summary>Forgets all tokens; the room stays.</summary>
    public void Clear()
    {
        foreach (var layer in layers) layer.Clear();
    }

    /// <summary>Frees the room.</summary>
    public void Dispose()
    {
        foreach (var layer in layers) layer.Dispose();
    }

    /// <summary>Keys and values of one layer's attention.</summary>
    public sealed class Layer : IDisposable
    {
        private readonly int capacity;
        private Tensor? keys, values;

        internal Layer(int capacity) => this.capacity = capacity;

        /// <summary>Tokens read so far.</summary>
        public int Length { get; private set; }

        /// <summary>Keeps those of new tokens.</summary>
        /// <param name="newKeys">Shape [B, H, T, d].</param>
        /// <param name="newValues">The same shape.</param>
        /// <returns>Those of all tokens so far: [B, H, Length, d].</returns>
        /// <exception cref="InvalidOperationException">There is no room for that many tokens.</exception>
        public (Tensor Keys, Tensor Values) Append(Tensor newKeys, Tensor newValues)
        {
            var (start, end) = (Length, Length + (int)newKeys.shape[2]);
            if (end > capacity)
                throw new InvalidOperationException($"{end} tokens don't fit into a context of {capacity}.");
            (keys, values) = (keys ?? Room(newKeys), values ?? Room(newValues));
            keys[.., .., start..end].copy_(newKeys);
            values[.., .., start..end].copy_(newValues);
            Length = end;
            return (keys[.., .., ..end], values[.., .., ..end]);
        }

        /// <summary>Forgets all tokens; the room stays.</summary>
        public void Clear() => Length = 0;

        /// <summary>Frees the room.</summary>
        public void Dispose()
        {
            keys?.Dispose();
            values?.Dispose();
        }

        private Tensor Room(Tensor like) =>
            zeros([like.shape[0], like.shape[1], capacity, like.shape[3]], like.dtype, like.device)
                .DetachFromDisposeScope();
    }
}
