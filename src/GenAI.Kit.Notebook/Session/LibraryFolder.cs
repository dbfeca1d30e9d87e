namespace GenAI.Kit.Notebook.Session;

/// <summary>A folder that holds libraries and all that they depend on, as session options.</summary>
/// <remarks>What cells may name, its file <c>kernel.references</c> lists: assembly names, and symbols after
/// <c>#define</c>; <c>#with A B</c> says that B's start-up code runs when A is loaded. The rest of the folder loads
/// when one of these needs it.</remarks>
public static class LibraryFolder
{
    private const string List = "kernel.references";
    private const string Define = "#define ";
    private const string With = "#with ";

    /// <summary>Cells reference what the folder lists; names and natives resolve from it.</summary>
    public static SessionOptions Options(string folder)
    {
        var root = Path.GetFullPath(folder);
        var list = Path.Combine(root, List);
        var lines = (File.Exists(list) ? File.ReadAllLines(list) : []).Select(l => l.Trim())
            .Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal)).ToLookup(KindOf);
        return new SessionOptions
        {
            References = [.. lines[""].Select(n => Path.Combine(root, n + ".dll")).Where(File.Exists)],
            Symbols = [.. lines[Define].Select(l => l[Define.Length..].Trim())],
            Companions = lines[With].Select(l => l[With.Length..].Trim().Split(' '))
                .ToDictionary(l => l[0], l => l[^1]),
            ProbeFolders = [root],
        };

        static string KindOf(string line) =>
            Array.Find([Define, With], start => line.StartsWith(start, StringComparison.Ordinal)) ?? "";
    }
}
