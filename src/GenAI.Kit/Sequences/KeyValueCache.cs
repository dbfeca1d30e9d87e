using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>What the attention of each layer has computed for the tokens read so far: their keys and values. With it
/// a model reads one new token at a time, and computes nothing twice.</summary>
/// <remarks>Room for a whole context is taken at once. Lesson 4.3.</remarks>
/// <param name="layers">How many layers.</param>
/// <param name="capacity">How many tokens at most.</param>
public sealed class KeyValueCache(int layers, int capacity) : IDisposable
{
    private readonly (Tensor Keys, Tensor Values)[] room = new (Tensor, Tensor)[layers];

    /// <summary>Tokens read so far.</summary>
    public int Length { get; private set; }

    /// <summary>Tokens at most.</summary>
    public int Capacity => capacity;

    /// <summary>Keeps the keys and values of new tokens.</summary>
    /// <param name="layer">From 0; the last one ends the reading of these tokens.</param>
    /// <param name="keys">Shape [B, H, T, D].</param>
    /// <param name="values">The same shape.</param>
    /// <returns>Those of all tokens so far: [B, H, Length + T, D].</returns>
    /// <exception cref="InvalidOperationException">There is no room for that many tokens.</exception>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        var end = Length + (int)keys.shape[2];
        if (end > capacity)
            throw new InvalidOperationException($"{end} tokens don't fit into a context of {capacity}.");
        if (room[layer].Keys is null) room[layer] = (Room(keys), Room(values));
        var (allKeys, allValues) = room[layer];
        allKeys[.., .., Length..end].copy_(keys);
        allValues[.., .., Length..end].copy_(values);
        if (layer == layers - 1) Length = end;
        return (allKeys[.., .., ..end], allValues[.., .., ..end]);
    }

    /// <summary>Forgets all tokens; the room stays.</summary>
    public void Clear() => Length = 0;

    /// <summary>Frees the room.</summary>
    public void Dispose()
    {
        foreach (var (keys, values) in room)
        {
            keys?.Dispose();
            values?.Dispose();
        }
    }

    private Tensor Room(Tensor like) =>
        zeros([like.shape[0], like.shape[1], capacity, like.shape[3]], like.dtype).DetachFromDisposeScope();
}
