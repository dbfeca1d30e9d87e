using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>Endless shuffled batches: every epoch visits the rows in a new order, seeded apart from torch's
/// generator.
/// </summary>
/// <remarks>Rows that fill no whole batch at an epoch's end are left out of that epoch. The trainer uses it; so does
/// a loop written by hand.</remarks>
public sealed class Batches : IDisposable
{
    private readonly Source[] sources;
    private readonly Generator generator;

    /// <summary>Batches of rows that belong together, such as pictures and their labels.</summary>
    /// <param name="data">Tensors with the same number of rows.</param>
    /// <param name="size">Rows a batch; all rows, if there are fewer.</param>
    /// <param name="seed">Same seed, same batches.</param>
    /// <exception cref="ArgumentException">No rows, or not equally many.</exception>
    public Batches(Tensor[] data, int size, long seed) : this(data, size, seed, paired: true)
    {
    }

    private Batches(Tensor[] data, int size, long seed, bool paired)
    {
        var rows = data.Select(x => x.shape[0]).ToArray();
        if (rows.Length == 0 || rows.Contains(0) || paired && rows.Distinct().Count() > 1 || size < 1)
            throw new ArgumentException($"Batches of {size} cannot be drawn from tensors with " +
                $"{string.Join(", ", rows)} rows.");
        Size = (int)Math.Min(size, rows.Min());
        sources = paired ? [new(data, Size)] : [.. data.Select(x => new Source([x], Size))];
        generator = Seed.Generator(seed);
    }

    /// <summary>Batches from sources of any lengths, each in an order of its own: pictures of two kinds without
    /// pairs.</summary>
    /// <param name="data">Tensors with any number of rows.</param>
    /// <param name="size">Rows a batch; at most as many as the shortest source has.</param>
    /// <param name="seed">Same seed, same batches.</param>
    /// <exception cref="ArgumentException">A source has no rows.</exception>
    public static Batches Unpaired(Tensor[] data, int size, long seed) => new(data, size, seed, paired: false);

    /// <summary>Rows a batch.</summary>
    public int Size { get; }

    /// <summary>Whole batches an epoch: of sources of unlike length, the shortest's.</summary>
    public int PerEpoch => sources.Min(source => source.Rows / Size);

    /// <summary>The next batch of each tensor, gathered by one call each; in the caller's scope.</summary>
    public Tensor[] Next() => [.. sources.SelectMany(source => source.Next(generator))];

    /// <summary>Frees the orders and the generator, not the data.</summary>
    public void Dispose()
    {
        foreach (var source in sources) source.Dispose();
        generator.Dispose();
    }

    private sealed class Source(Tensor[] data, int size) : IDisposable
    {
        private Tensor? order;
        private int next;

        public int Rows => (int)data[0].shape[0];

        public Tensor[] Next(Generator generator)
        {
            if (order is null || next + size > Rows)
            {
                order?.Dispose();
                using var drawn = randperm(Rows, device: CPU, generator: generator);         // where the generator is
                order = drawn.to(data[0].device, copy: true).DetachFromDisposeScope();
                next = 0;
            }
            using var rows = order[next..(next + size)];
            next += size;
            return [.. data.Select(x => x.index_select(0, rows))];
        }

        public void Dispose() => order?.Dispose();
    }
}
