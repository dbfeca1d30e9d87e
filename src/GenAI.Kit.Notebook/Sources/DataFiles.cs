using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using GenAI.Kit.Contract;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>The files that data/SHA256SUMS lists, and which of them a string of some code means.</summary>
/// <param name="folder">The clone's folder `data`.</param>
internal sealed partial class DataFiles(string folder)
{
    private const string Checkpoints = "checkpoints/";

    private readonly List<(string Path, string Sum)> files = !File.Exists(Path.Combine(folder, Sums.FileName)) ? []
        : [.. Sums.Read(folder).Select(pair => (pair.Key, pair.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)];

    private readonly ConcurrentDictionary<string, string> contents = new();
    private readonly ConcurrentDictionary<Literal, string[]> meanings = new();

    /// <summary>The same folder, read again.</summary>
    public DataFiles AsTheyAre() => new(folder);

    /// <summary>Path and SHA-256 of each file that one of these strings means, in the order of their paths.</summary>
    /// <remarks>Of weights and tables in `checkpoints` the stamp does not count, which says what they were made by.
    /// </remarks>
    /// <param name="literals">Strings of some code.</param>
    /// <param name="but">A name in `checkpoints` that does not count.</param>
    public IEnumerable<string> Named(IEnumerable<Literal> literals, Func<string, bool>? but = null)
    {
        var named = literals.SelectMany(literal => meanings.GetOrAdd(literal, _ =>
            [.. files.Where(file => Means(literal, file.Path)).Select(file => file.Path)])).ToHashSet();
        return files.Where(file => named.Contains(file.Path))
            .Where(file => !IsCheckpoint(file.Path) || but?.Invoke(Stem(file.Path)) != true)
            .Select(file => $"{Content(file.Path, file.Sum)}  {file.Path}");
    }

    private string Content(string path, string sum) => contents.GetOrAdd(path, _ =>
        IsCheckpoint(path) && ShippedFile.Read(Path.Combine(folder, path)) is { } shipped ? shipped.Content : sum);

    private static bool IsCheckpoint(string path) => path.StartsWith(Checkpoints, StringComparison.Ordinal);

    private static string Stem(string path) => Path.GetFileNameWithoutExtension(path);

    private static bool Means(Literal literal, string path) =>
        IsCheckpoint(path) ? MeansCheckpoint(literal, path) : MeansData(literal, path);

    // "5.2-faces"; "2.1-" that a name is added to; $"2.1-{name}"
    private static bool MeansCheckpoint(Literal literal, string path)
    {
        var stem = Stem(path);
        if (literal.HasHoles) return OfLesson().IsMatch(literal.Start) && literal.Matches(stem);
        return literal.Start == stem || literal.Start == Path.GetFileName(path) || literal.Start == path
            || literal.Start.EndsWith('-') && OfLesson().IsMatch(literal.Start)
                && stem.StartsWith(literal.Start, StringComparison.Ordinal);
    }

    // Its path, its name or the end of it: "train-" and "images-idx3-ubyte.gz"; an extension alone means no file.
    private static bool MeansData(Literal literal, string path) =>
        literal.End.IndexOf('.') is var dot and >= 0 && (dot > 0 || literal.Start.Length > 0 && literal.HasHoles)
        && (literal.HasHoles ? literal.Matches(path) || literal.Matches("data/" + path)
            : path.EndsWith(literal.Start, StringComparison.Ordinal) || literal.Start == "data/" + path);

    [GeneratedRegex(@"^\d+\.\d+-")]
    private static partial Regex OfLesson();
}
