using System.Globalization;

namespace GenAI.Kit;

/// <summary>How a shipped checkpoint or table of results was made, and of what: it travels inside the file.</summary>
/// <remarks>Where a source changed later and what it makes did not, the stamp was carried to the new one: "carried",
/// in the file beside these, says what was compared.</remarks>
/// <param name="Commit">The repository's commit.</param>
/// <param name="Seeds">One for each run behind it.</param>
/// <param name="Minutes">Wall-clock time of making it.</param>
/// <param name="Model">The model's type, such as "GenAI.Kit.Sequences.Gpt"; empty for a table.</param>
/// <param name="Config">Its configuration, as JSON; empty where it has none.</param>
/// <param name="Source">A hash of the code and the data that made it, which `genai train` writes; empty
/// before.</param>
/// <param name="Data">The data files behind it, by name, which `genai train` writes; empty before.</param>
public sealed record Origin(string Commit, long[] Seeds, double Minutes, string Model = "", string Config = "",
                            string Source = "", string Data = "")
{
    internal Dictionary<string, string> ToPairs() => new Dictionary<string, string>
    {
        ["commit"] = Commit,
        ["seeds"] = string.Join(",", Seeds),
        ["minutes"] = Minutes.ToString("0.##", CultureInfo.InvariantCulture),
        ["model"] = Model,
        ["config"] = Config,
        ["source"] = Source,
        ["data"] = Data,
    }.Where(pair => pair.Value != "").ToDictionary();

    /// <exception cref="InvalidDataException">Commit, seeds or minutes are missing or unreadable.</exception>
    internal static Origin FromPairs(IReadOnlyDictionary<string, string> pairs, string name)
    {
        try
        {
            return new(
                pairs["commit"],
                [.. pairs["seeds"].Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(seed => long.Parse(seed, CultureInfo.InvariantCulture))],
                double.Parse(pairs["minutes"], CultureInfo.InvariantCulture),
                pairs.GetValueOrDefault("model", ""), pairs.GetValueOrDefault("config", ""),
                pairs.GetValueOrDefault("source", ""), pairs.GetValueOrDefault("data", ""));
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{name} does not say how it was made (commit, seeds, minutes): " +
                e.Message, e);
        }
    }
}
