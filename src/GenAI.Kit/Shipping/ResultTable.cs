using GenAI.Kit.Contract;
using GenAI.Kit.Data;

namespace GenAI.Kit;

/// <summary>Shipped numbers, such as a score for each sampler and seed, with how they were made.</summary>
/// <remarks>A tab-separated file; above its header stand lines "# commit: …", "# seeds: …", "# minutes: …" and
/// "# source: …".</remarks>
/// <param name="Origin">How the numbers were made.</param>
/// <param name="Table">The numbers.</param>
public sealed record ResultTable(Origin Origin, TextTable Table)
{
    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged: the message names file and line.</exception>
    public static ResultTable Read(string path) => Of(TextTable.Read(path), path);

    internal static ResultTable Parse(byte[] content, string name) => Of(TextTable.Parse(content, name), name);

    private static ResultTable Of(TextTable table, string path)
    {
        var pairs = table.Remarks.Select(line => line.Split(": ", 2)).Where(pair => pair.Length == 2)
            .DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
        return new(Origin.FromPairs(pairs, path), table);
    }

    /// <summary>Writes the file, replacing one that was there at the very end.</summary>
    /// <exception cref="ArgumentException">A field holds a tab or a line break.</exception>
    public void Save(string path)
    {
        var rows = Table.Rows.Prepend(Table.Columns).ToList();
        if (rows.Find(row => row.Any(field => field.AsSpan().ContainsAny("\t\r\n"))) is { } bad)
            throw new ArgumentException($"A field of '{string.Join(" | ", bad)}' holds a tab or a line break.");
        var remarks = Origin.ToPairs().Select(pair => $"# {pair.Key}: {pair.Value}");
        AtomicFile.WriteLines(path, [.. remarks, .. rows.Select(row => string.Join('\t', row))]);
    }
}
