using System.Globalization;

namespace GenAI.Kit;

/// <summary>How a shipped checkpoint or table of results was made: it travels inside the file.</summary>
/// <remarks>Where a source changed later and what it makes did not, the stamp was carried to the new one: "carried",
/// in the file beside these four, says what was compared.</remarks>
/// <param name="Commit">The repository's commit.</param>
/// <param name="Seeds">One for each run behind it.</param>
/// <param name="Minutes">Wall-clock time of making it.</param>
/// <param name="Source">What <see cref="SourceHash"/> said of the model's source then.</param>
public sealed record Origin(string Commit, long[] Seeds, double Minutes, string Source)
{
    /// <summary>Is the source of these types, in the order of the making, still the one that made it?</summary>
    public bool IsCurrent(params Type[] models) => Source == SourceHash.Of(models);

    internal Dictionary<string, string> ToPairs() => new()
    {
        ["commit"] = Commit,
        ["seeds"] = string.Join(",", Seeds),
        ["minutes"] = Minutes.ToString("0.##", CultureInfo.InvariantCulture),
        ["source"] = Source,
    };

    /// <exception cref="InvalidDataException">One of the four is missing or unreadable.</exception>
    internal static Origin FromPairs(IReadOnlyDictionary<string, string> pairs, string name)
    {
        try
        {
            return new(
                pairs["commit"],
                [.. pairs["seeds"].Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(seed => long.Parse(seed, CultureInfo.InvariantCulture))],
                double.Parse(pairs["minutes"], CultureInfo.InvariantCulture),
                pairs["source"]);
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{name} does not say how it was made (commit, seeds, minutes, source): " +
                e.Message, e);
        }
    }
}
