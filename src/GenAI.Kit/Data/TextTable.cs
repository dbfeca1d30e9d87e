using System.Globalization;
using System.Text;

namespace GenAI.Kit.Data;

/// <summary>A table of texts with a header row, read from comma- or tab-separated lines in UTF-8.</summary>
/// <param name="Name">The file it came from, for messages.</param>
/// <param name="Columns">The header: every name once.</param>
/// <param name="Rows">The rest, each as long as the header.</param>
public sealed record TextTable(string Name, string[] Columns, string[][] Rows)
{
    /// <summary>What stands behind "# " in the lines above the header.</summary>
    public string[] Remarks { get; init; } = [];

    /// <summary>Reads .csv and .tsv, gzipped or not, with or without a byte order mark. Quoted fields are not part of
    /// the formats read here.</summary>
    /// <exception cref="InvalidDataException">No header, a name twice, a ragged row, text that is not UTF-8, a quote
    /// in CSV, damaged gzip: the message names file and line.</exception>
    public static TextTable Read(string path) => Parse(DataFile.Unpack(File.ReadAllBytes(path), path), path);

    /// <summary>One column as it stands.</summary>
    public string[] Column(string column)
    {
        var at = IndexOf(column);
        return [.. Rows.Select(row => row[at])];
    }

    /// <summary>One column as numbers; "NA" and empty become NaN.</summary>
    public double[] Numbers(string column)
    {
        var at = IndexOf(column);
        return [.. Rows.Select((row, i) => Number(row[at]) ?? throw new InvalidDataException(
            $"{Name}, line {Remarks.Length + i + 2}, column {column}: '{row[at]}' is not a number."))];
    }

    internal static TextTable Parse(byte[] content, string name)
    {
        var separator = Path.GetFileName(name).Contains(".csv", StringComparison.OrdinalIgnoreCase) ? ',' : '\t';
        var lines = Decode(content, name).Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        if (lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        string[] remarks = [.. lines.TakeWhile(line => line.StartsWith("# ")).Select(line => line[2..])];
        var top = remarks.Length + 1;
        if (lines.ElementAtOrDefault(top - 1) is not { Length: > 0 } header)
            throw new InvalidDataException($"{name}, line {top}: no header.");
        var columns = header.Split(separator);
        if (columns.Distinct().Count() < columns.Length)
            throw new InvalidDataException($"{name}, line {top}: a column's name stands there twice.");
        string[][] rows = [.. lines.Skip(top).Select((line, i) => Fields(line, top + i + 1))];
        return new(name, columns, rows) { Remarks = remarks };

        string[] Fields(string line, int number)
        {
            if (separator == ',' && line.Contains('"'))
                throw new InvalidDataException($"{name}, line {number}: quoted fields are not read.");
            var fields = line.Split(separator);
            return fields.Length == columns.Length ? fields : throw new InvalidDataException(
                $"{name}, line {number}: {fields.Length} fields, the header has {columns.Length}.");
        }
    }

    // A mark of the order of bytes, which Excel writes first, is no part of the text.
    internal static string Decode(byte[] content, string name)
    {
        try { return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF'); }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException(
                $"{name}, line {content.AsSpan(0, e.Index).Count((byte)'\n') + 1}: byte {e.Index} is not UTF-8.", e);
        }
    }

    private static double? Number(string text) =>
        text is "" or "NA" ? double.NaN
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private int IndexOf(string column) => Array.IndexOf(Columns, column) is >= 0 and var at ? at
        : throw new ArgumentException($"{Name} has no column {column}: it has {string.Join(", ", Columns)}.");
}
