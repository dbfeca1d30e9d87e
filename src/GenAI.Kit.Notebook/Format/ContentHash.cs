using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Format;

/// <summary>SHA-256 of a notebook's code cells, of the kit sources they use and of the shipped results that these
/// name: outputs are older than what made them when it differs.</summary>
/// <remarks>A source counts as used when an identifier of the code is its file's name, and so on from file to file.
/// Comments, line breaks and blank space of a source don't count, unless the lesson shows it (`Source.Show`): a
/// better word in a comment or a line broken elsewhere makes no output outdated. Nor does the drawing code of
/// Plotting, which approved pictures hold: a new kind of chart would outdate every lesson.</remarks>
/// <param name="sourceRoot">The folder `src`: its folders GenAI.Kit* are read, save Notebook, Plotting, Interactive
/// and Cli.</param>
public sealed partial class ContentHash(string sourceRoot)
{
    private readonly ILookup<string, string> files = Sources(sourceRoot)
        .ToLookup(path => Path.GetFileName(path).Split('.')[0], StringComparer.Ordinal);

    /// <param name="notebook">Its code cells are hashed, not its outputs or texts.</param>
    /// <param name="folder">The notebook's folder, from which a `#load` is read.</param>
    public string Of(NotebookDocument notebook, string folder)
    {
        var code = string.Join('\0', notebook.CodeCells.Select(cell => cell.Source));
        var loaded = LoadDirective().Matches(code)
            .Select(match => Path.Combine(folder, match.Groups[1].Value)).Where(File.Exists).Select(Read);
        return OfText(string.Join('\0', loaded.Prepend(code)));
    }

    private string OfText(string code)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, code.ReplaceLineEndings("\n"));
        var shown = Shown().Matches(code).Select(match => match.Groups[1].Value).ToList();
        var named = code;
        foreach (var path in Used(code))
        {
            var source = Read(path);
            named += source;
            Append(hash, Path.GetRelativePath(sourceRoot, path).Replace('\\', '/'));
            Append(hash, shown.Any(type => Declares(source, type)) ? source : Bare(source));
        }

        foreach (var sum in Checkpoints(named)) Append(hash, sum);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The paths of the kit's sources that the code uses, sorted.</summary>
    public IReadOnlyList<string> Used(string code)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([code]);
        while (open.TryPop(out var text))
            foreach (var path in Names(text).SelectMany(name => files[name]).Where(found.Add))
                open.Push(Read(path));
        return [.. found];
    }

    private static IEnumerable<string> Names(string text) =>
        Identifier().Matches(Trivia().Replace(text, " ")).Select(match => match.Value).Distinct();

    private static IEnumerable<string> Sources(string root) =>
        Directory.EnumerateDirectories(root, "GenAI.Kit*")
            .Where(folder => Path.GetFileName(folder) 
                is not ("GenAI.Kit.Notebook" or "GenAI.Kit.Plotting" or "GenAI.Kit.Interactive" or "GenAI.Kit.Cli"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(path => !BuildOutput().IsMatch(Path.GetRelativePath(folder, path))))
            .Order(StringComparer.Ordinal);

    private static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    private static bool Declares(string source, string type) =>
        Regex.IsMatch(source, $@"\b(class|struct|record|interface|enum)\s+{type}\b");

    // The lines of data/SHA256SUMS on weights and tables whose name stands, as a string, in the code or its sources.
    private IEnumerable<string> Checkpoints(string code)
    {
        var sums = Path.Combine(sourceRoot, "..", "data", "SHA256SUMS");
        return !File.Exists(sums) ? [] : File.ReadLines(sums).Where(line => line.Contains("  checkpoints/"))
            .Where(line => code.Contains($"\"{Path.GetFileNameWithoutExtension(line)}\""));
    }

    private static string Bare(string source)
    {
        var code = Trivia().Replace(source, part => part.Value[0] == '/' ? " " : part.Value);
        return BlankOrText().Replace(code, part => !char.IsWhiteSpace(part.Value[0]) ? part.Value
            : IsWord(code, part.Index - 1) && IsWord(code, part.Index + part.Length) ? " " : "");
    }

    private static bool IsWord(string code, int at) =>
        at >= 0 && at < code.Length && (char.IsLetterOrDigit(code[at]) || code[at] == '_');

    private static void Append(IncrementalHash hash, string text) =>
        hash.AppendData(Encoding.UTF8.GetBytes(text + '\0'));

    [GeneratedRegex(@"[\p{L}_][\p{L}\p{Nd}_]*")]
    private static partial Regex Identifier();

    // Comments, and plain strings without holes: a word in them uses nothing.
    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|(?<![$@"])"(?:[^"\\\n]|\\.)*"(?!")""", RegexOptions.Singleline)]
    private static partial Regex Trivia();

    // Blank space, and the strings and characters in which it counts.
    [GeneratedRegex("""(?<quotes>"{3,}).*?\k<quotes>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|\s+""",
        RegexOptions.Singleline)]
    private static partial Regex BlankOrText();

    [GeneratedRegex(@"Source\.Show(?:<|\(typeof\()(\w+)")]
    private static partial Regex Shown();

    [GeneratedRegex("""^\s*#load\s+"([^"]+)"\s*$""", RegexOptions.Multiline)]
    private static partial Regex LoadDirective();

    [GeneratedRegex(@"^(bin|obj)[/\\]")]
    private static partial Regex BuildOutput();
}
