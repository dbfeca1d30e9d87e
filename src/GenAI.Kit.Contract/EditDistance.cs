namespace GenAI.Kit.Contract;

/// <summary>How many things must be inserted, deleted or replaced to turn one sequence into another.</summary>
/// <remarks>Levenshtein 1966.</remarks>
public static class EditDistance
{
    /// <summary>The fewest changes from one sequence to the other.</summary>
    public static int Between<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : IEquatable<T>
    {
        var row = new int[b.Length + 1];                                          // from nothing to b's beginnings
        for (var j = 1; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = diagonal + (a[i - 1].Equals(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
