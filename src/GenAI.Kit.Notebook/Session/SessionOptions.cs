namespace GenAI.Kit.Notebook.Session;

/// <summary>What a C# session starts with; it knows files and names only, never what they are for.</summary>
public sealed record SessionOptions
{
    /// <summary>The namespaces that every cell sees: those of .NET Interactive, and its formatters'.</summary>
    public static readonly IReadOnlyList<string> DefaultImports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks",
        "System.Linq", "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting",
    ];

    /// <summary>Paths of the assemblies that every cell can use, beside the framework's.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Preprocessor symbols, seen by cells and loaded files.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Namespaces imported into every cell.</summary>
    public IReadOnlyList<string> Imports { get; init; } = DefaultImports;

    /// <summary>The folder against which <c>#load</c>, <c>#r</c> and <c>#!import</c> resolve.</summary>
    public string BaseDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Folders in which managed and native libraries are looked for by name.</summary>
    public IReadOnlyList<string> ProbeFolders { get; init; } = [];

    /// <summary>Libraries that need another's start-up code before they are used, whoever loads them: by the name of
    /// the one the name of the other.</summary>
    public IReadOnlyDictionary<string, string> Companions { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a package restore may take.</summary>
    public TimeSpan RestoreLimit { get; init; } = TimeSpan.FromMinutes(5);
}
