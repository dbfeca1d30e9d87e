namespace GenAI.Kit.Data;

/// <summary>The shipped texts: the same everywhere. data/README.md says where each came from.</summary>
/// <remarks>A missing or altered file ends in one error that names it.</remarks>
public static class Texts
{
    private static readonly string[] NovelsToTrainOn =
        ["emma", "mansfieldpark", "northangerabbey", "persuasion", "sensesensibility"];

    /// <summary>8,422 different first names, given to girls or boys in English-speaking countries, in alphabetical
    /// order: letters, and a hyphen in 19 of them.</summary>
    public static string[] FirstNames() =>
        [.. Table("first-names").Column("name").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Jane Austen: five novels to train on, 3.3 million characters, and "Pride and Prejudice", 680,000
    /// characters, to validate with.</summary>
    public static (string Train, string Validation) Austen() =>
        (string.Join("\n\n\n", NovelsToTrainOn.Select(Novel)), Novel("prideprejudice"));

    /// <summary>30,000 English words and how they are said: columns "spelling" and "phonemes", the latter separated
    /// by blanks, vowels with their stress (0 none, 1 primary, 2 secondary). In alphabetical order: shuffle before
    /// you split.</summary>
    /// <remarks>A part of the Carnegie Mellon Pronouncing Dictionary, whose phonemes are those of ARPAbet.</remarks>
    public static TextTable Pronunciations() => Table("cmudict-30k");

    private static TextTable Table(string name) =>
        TextTable.Parse(DataFile.Read($"text/{name}.tsv.gz"), $"data/text/{name}.tsv.gz");

    private static string Novel(string name) =>
        TextTable.Decode(DataFile.Read($"text/austen-{name}.txt.gz"), $"data/text/austen-{name}.txt.gz")
            .Replace("\r", "");
}
