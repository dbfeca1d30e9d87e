using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>Endless shuffled batches: every epoch visits the rows in a new order, seeded apart from torch's
/// generator.
/// </summary>
/// <remarks>Rows that fill no whole batch at an epoch's end are left out of that epoch. The trainer uses it; so does
/// a loop written by hand.</remarks>
public sealed class Batches : IDisposable
{
    private readonly Tensor[] data;
    private readonly Generator generator;
    private Tensor? order;
    private long next;

    /// <param name="data">Tensors with the same number of rows, such as pictures and their labels.</param>
    /// <param name="size">Rows a batch; all rows, if there are fewer.</param>
    /// <param name="seed">Same seed, same batches.</param>
    /// <exception cref="ArgumentException">No rows, or not equally many.</exception>
    public Batches(Tensor[] data, int size, long seed)
    {
        if (data.Length == 0 || data[0].shape[0] == 0 || data.Any(x => x.shape[0] != data[0].shape[0]) || size < 1)
            throw new ArgumentException($"Batches of {size} cannot be drawn from tensors with " +
                $"{string.Join(", ", data.Select(x => x.shape[0]))} rows.");
        this.data = data;
        Size = (int)Math.Min(size, data[0].shape[0]);
        generator = Seed.Generator(seed);
    }

    /// <summary>Rows a batch.</summary>
    public int Size { get; }

    /// <summary>Whole batches an epoch.</summary>
    public int PerEpoch => (int)(data[0].shape[0] / Size);

    /// <summary>The next batch of each tensor, gathered by one call each; in the caller's scope.</summary>
    public Tensor[] Next()
    {
        if (order is null || next + Size > order.shape[0])
        {
            order?.Dispose();
            order = randperm(data[0].shape[0], generator: generator).DetachFromDisposeScope();
            next = 0;
        }
        using var rows = order[(int)next..(int)(next + Size)];
        next += Size;
        return [.. data.Select(x => x.index_select(0, rows))];
    }

    /// <summary>Frees the order and the generator, not the data.</summary>
    public void Dispose()
    {
        order?.Dispose();
        generator.Dispose();
    }
}
