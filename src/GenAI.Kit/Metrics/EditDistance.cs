namespace GenAI.Kit.Metrics;

/// <summary>How many symbols must be inserted, deleted or replaced to turn one sequence into another.</summary>
/// <remarks>Levenshtein 1966. Lesson 4.2.</remarks>
public static class EditDistance
{
    /// <summary>The fewest changes from one sequence to the other.</summary>
    public static int Between(IReadOnlyList<string> a, IReadOnlyList<string> b) =>
        Contract.EditDistance.Between<string>([.. a], [.. b]);

    /// <summary>All changes over all symbols that should be there: the phoneme error rate, if they are
    /// phonemes.</summary>
    /// <param name="given">Sequences.</param>
    /// <param name="right">What they should be.</param>
    /// <exception cref="ArgumentException">Not equally many, or not one symbol in what they should be.</exception>
    public static double Rate(IReadOnlyList<string[]> given, IReadOnlyList<string[]> right) =>
        given.Count != right.Count
            ? throw new ArgumentException($"{given.Count} sequences, but {right.Count} that they should be.")
            : right.All(b => b.Length == 0)
            ? throw new ArgumentException("A rate of changes needs at least one symbol that should be there.")
            : given.Zip(right, (a, b) => Between(a, b)).Sum() / (double)right.Sum(b => b.Length);
}
