using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>Rows of numbers, each with a class.</summary>
/// <param name="X">Features, float32 [N, D], in the units that <paramref name="Features"/> states.</param>
/// <param name="Y">Classes, int64 [N], from 0.</param>
/// <param name="Features">D names with units, such as "weight (kg)".</param>
/// <param name="Classes">The classes' names, by number.</param>
public sealed record LabeledPoints(Tensor X, Tensor Y, string[] Features, string[] Classes) : IDisposable
{
    /// <summary>N, the number of rows.</summary>
    public int Count => (int)X.shape[0];

    /// <summary>The rows that <paramref name="index"/> (int64 [M]) names, in its order.</summary>
    public LabeledPoints Rows(Tensor index) => this with { X = X[index], Y = Y[index] };

    /// <summary>The first <paramref name="count"/> rows of each class, class after class: balanced small
    /// samples.</summary>
    /// <exception cref="ArgumentException">A class has fewer.</exception>
    public LabeledPoints FirstOfEach(int count)
    {
        using var scope = NewDisposeScope();
        var rows = Classes.Select((name, k) => (name, index: (Y == k).nonzero().flatten())).ToList();
        if (rows.Find(row => row.index.shape[0] < count) is { name: not null } few)
            throw new ArgumentException($"Class {few.name} has {few.index.shape[0]} rows, not {count}.");
        return Rows(cat(rows.Select(row => row.index[..count]).ToList())).Outer(scope);
    }

    /// <summary>Shuffles and cuts in two.</summary>
    /// <param name="fraction">The part of the rows that goes into the first, in (0, 1).</param>
    /// <param name="seed">Same seed, same split.</param>
    /// <exception cref="ArgumentException">The fraction is none.</exception>
    public (LabeledPoints Train, LabeledPoints Test) Split(double fraction, long seed)
    {
        if (fraction is not (> 0 and < 1))
            throw new ArgumentException($"The fraction must lie between 0 and 1, but is {fraction}: 0.8 for 80%.");
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var order = randperm(Count, device: CPU, generator: generator).to(X.device);
        var cut = (int)Math.Round(fraction * Count);
        return (Rows(order[..cut]).Outer(scope), Rows(order[cut..]).Outer(scope));
    }

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        X.Dispose();
        Y.Dispose();
    }

    internal LabeledPoints Outer(DisposeScope scope)
    {
        scope.MoveToOuter(X, Y);
        return this;
    }
}
