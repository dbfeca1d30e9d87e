using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Format;

/// <summary>The language of a notebook or a cell, by whatever name files and magic commands give it.</summary>
/// <param name="Id">Its plain name, such as fsharp.</param>
/// <param name="Name">Its name for people: F#.</param>
/// <param name="Mime">As what its text is shown; null where it would have to be run.</param>
public sealed partial record CellLanguage(string Id, string Name, string? Mime = null)
{
    public const string Html = "text/html", Markdown = "text/markdown", Mermaid = "text/vnd.mermaid";

    private const string Only = "this kernel runs C# only";

    private static readonly (CellLanguage Language, string[] Aliases)[] Languages =
    [
        (new("csharp", "C#"), ["c#", "cs", "csx", ".net", ".net-csharp", "genai-kit"]),
        (new("fsharp", "F#"), ["f#", "fs", "fsx", ".net-fsharp"]),
        (new("pwsh", "PowerShell"), ["powershell", "ps1", ".net-powershell", ".net-pwsh"]),
        (new("javascript", "JavaScript"), ["js", "node", "vscode", "webview", "frontend"]),
        (new("typescript", "TypeScript"), ["ts", "deno"]),
        (new("html", "HTML", Html), []),
        (new("markdown", "Markdown", Markdown), ["md"]),
        (new("mermaid", "Mermaid", Mermaid), ["mmd"]),
        (new("text", "plain text", "text/plain"), ["plaintext", "plain"]),
        (new("sql", "SQL"), ["mssql", "tsql", "t-sql", "postgresql", "mysql", "sqlite"]),
        (new("kql", "KQL"), ["kusto"]),
        (new("http", "HTTP"), ["httprequest"]),
        (new("value", "a stored value"), []),
        (new("python", "Python"), ["py", "python3", "ipython", "ipython3"]),
        (new("r", "R"), ["ir"]),
        (new("vb", "Visual Basic"), ["vbnet", "visualbasic"]),
        (new("shellscript", "shell script"), ["bash", "sh", "zsh", "cmd", "bat"]),
        (new("cpp", "C++"), ["c++"]),
        (new("julia", "Julia"), []), (new("rust", "Rust"), []), (new("java", "Java"), []),
        (new("kotlin", "Kotlin"), []), (new("scala", "Scala"), []), (new("ruby", "Ruby"), []),
    ];

    /// <summary>Every language with the other names that it goes by.</summary>
    internal static IReadOnlyList<(CellLanguage Language, string[] Aliases)> Known => Languages;

    public static CellLanguage CSharp => Languages[0].Language;

    public bool IsCSharp => Id == "csharp";

    /// <summary>It is neither run nor shown here.</summary>
    public bool IsForeign => !IsCSharp && Mime is null;

    /// <summary>What a foreign cell is answered with.</summary>
    public string Refusal => $"this cell is {Name}: {Only}";

    /// <summary>What is said of a whole notebook that is in another language.</summary>
    public string RefusalOf(string notebook) => $"{notebook} is a notebook in {Name}: {Only}.";

    /// <returns>Null if no language is known by this name or alias.</returns>
    public static CellLanguage? Named(string name)
    {
        var plain = name.Trim().ToLowerInvariant();
        if (plain.StartsWith("dotnet-interactive.", StringComparison.Ordinal)) plain = plain[19..];
        var found = Languages.FirstOrDefault(k => k.Language.Id == plain || k.Aliases.Contains(plain)).Language;
        return found ?? (Connected().Match(plain) is { Success: true } prefix ? Named(prefix.Groups[1].Value) : null);
    }

    /// <summary>What <c>#!name</c> of .NET Interactive is answered with that this kernel can't do; null for any other
    /// name, those of languages that are run or shown among them.</summary>
    public static string? RefusalOfMagic(string name) => name switch
    {
        "connect" => $"#!connect brings in other kernels: {Only}",
        "share" => $"#!share passes values between kernels: {Only}",
        _ => Named(name) is { IsForeign: true } language ? language.Refusal : null,
    };

    /// <summary>The language named by a magic command on the first line that is not blank; null if there is none.
    /// </summary>
    public static CellLanguage? OfFirstLine(string source) =>
        Magic().Match(source) is { Success: true } magic ? Named(magic.Groups[1].Value) : null;

    /// <summary>The cell's language: by its first line, else by its metadata, else the notebook's.</summary>
    public static CellLanguage Of(NotebookCell cell, NotebookDocument notebook) =>
        OfFirstLine(cell.Source) ?? OfMetadata(cell.Metadata, notebook) ?? Of(notebook);

    /// <summary>The notebook's language: C# where the file says nothing else.</summary>
    public static CellLanguage Of(NotebookDocument notebook)
    {
        var (spec, info) = (notebook.Metadata["kernelspec"], notebook.Metadata["language_info"]);
        var said = new[] { Text(spec, "language"), Text(info, "name") }.FirstOrDefault(IsLanguage);
        var byName = Text(spec, "name") is { } name ? Named(name) ?? Named(name.Split('-')[0]) : null;
        return said is null ? byName ?? Default(notebook) ?? CSharp
            : Any(said) is { IsCSharp: true } ? Default(notebook) ?? CSharp : Any(said);
    }

    /// <summary>Refuses a notebook that says it is in another language and of which no cell says otherwise.</summary>
    /// <param name="name">How the sentence names the file.</param>
    /// <exception cref="NotebookException">It is.</exception>
    public static void Require(NotebookDocument notebook, string name)
    {
        if (Of(notebook) is not { IsForeign: true } language) return;
        if (notebook.CodeCells.Any(cell => Of(cell, notebook).IsCSharp)) return;
        throw new NotebookException(language.RefusalOf(name), ExitCode.BadArgument);
    }

    // Of Polyglot Notebooks' three shapes the newest counts; Azure Data Studio writes `language`.
    private static CellLanguage? OfMetadata(JsonObject cell, NotebookDocument notebook)
    {
        string?[] said =
        [
            Text(cell["polyglot_notebook"], "kernelName"), Text(cell["dotnet_interactive"], "language"),
            Text(cell["dotnet_interactive"], "kernelName"), Text(cell["vscode"], "languageId"),
            Text(cell, "language"),
        ];
        return said.FirstOrDefault(IsLanguage) is { } name ? OfKernel(name, notebook) : null;
    }

    private static CellLanguage? Default(NotebookDocument notebook) =>
        Kernels(notebook).Select(kernels => Text(kernels, "defaultKernelName")).FirstOrDefault(IsLanguage) is { } name
            ? OfKernel(name, notebook) : null;

    // A kernel may have any name: the notebook's list says which language it speaks.
    private static CellLanguage OfKernel(string name, NotebookDocument notebook) =>
        Named(name) ?? Any(Kernels(notebook).SelectMany(kernels => kernels?["items"] as JsonArray ?? [])
            .Where(item => Text(item, "name") == name).Select(item => Text(item, "languageName"))
            .FirstOrDefault(IsLanguage) ?? name);

    private static IEnumerable<JsonNode?> Kernels(NotebookDocument notebook) =>
    [
        Child(Child(notebook.Metadata, "polyglot_notebook"), "kernelInfo"),
        Child(notebook.Metadata, "dotnet_interactive"),
    ];

    private static CellLanguage Any(string name) => Named(name) ?? new(name, name);

    private static JsonNode? Child(JsonNode? node, string name) => node is JsonObject map ? map[name] : null;

    private static string? Text(JsonNode? node, string name) =>
        Child(node, name) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? (string?)value : null;

    // VS Code names its own notebooks where the language would stand.
    private static bool IsLanguage(string? name) =>
        !string.IsNullOrWhiteSpace(name) && name is not ("polyglot-notebook" or "dotnet-interactive");

    [GeneratedRegex(@"\A\s*#!([\w#+.-]+)")]
    private static partial Regex Magic();

    // #!connect … --kernel-name x makes #!sql-x
    [GeneratedRegex(@"^(sql|kql|python|pwsh)-.+$")]
    private static partial Regex Connected();
}
