using System.Diagnostics;
using System.Reflection;
using GenAI.Kit.Notebook.Session.Errors;
using GenAI.Kit.Notebook.Session.Magic;
using GenAI.Kit.Notebook.Session.References;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Cells as a chain of Roslyn script submissions: each sees what the ones before it declared.</summary>
/// <remarks>The state array is our own, so that the variables of a failed or interrupted cell survive.</remarks>
internal sealed class SubmissionChain(SessionOptions options, SessionLoadContext loader)
{
    private static readonly string[] Statics =
        [typeof(NotebookGlobals).FullName!, typeof(Microsoft.DotNet.Interactive.Kernel).FullName!];

    private const BindingFlags AnyOf = BindingFlags.Public | BindingFlags.NonPublic;
    private readonly Dictionary<string, MetadataReference> references = FrameworkReferences.And(options.References);
    private readonly ReferenceResolver resolver = new(options, loader);
    private readonly LoadedFiles asWritten = new(options.BaseDirectory, ParseOptionsOf(options), woven: false);
    private readonly LoadedFiles loaded = new(options.BaseDirectory, ParseOptionsOf(options), woven: true);
    private readonly List<MetadataReference> fresh = [];
    private readonly List<FieldInfo> tokens = [];
    private readonly List<DeclaringCell> declaring = [];
    private CSharpCompilation? previous;
    private string[] imports = [];
    private object?[] states = new object?[64];
    private int serial;

    public CSharpParseOptions ParseOptions { get; } = ParseOptionsOf(options);

    /// <summary>What the next cell may refer to beyond the references of the cells before it.</summary>
    /// <remarks>Roslyn hands the references of a submission down to all later ones. Named again by each, they would
    /// add up: after 500 cells that declare something the session would hold a gigabyte.</remarks>
    public IReadOnlyList<MetadataReference> FreshReferences
    {
        get
        {
            lock (declaring) return previous is null ? [.. references.Values] : [.. fresh];
        }
    }

    /// <summary>How many assemblies cells can name.</summary>
    public int LibraryCount
    {
        get
        {
            lock (declaring) return references.Count;
        }
    }

    /// <summary>The cells that later ones can see something of.</summary>
    public IReadOnlyList<DeclaringCell> Declaring
    {
        get
        {
            lock (declaring) return [.. declaring];
        }
    }

    /// <summary>Lets later cells name types without their namespaces, as if a cell had said `using` for
    /// each.</summary>
    /// <param name="names">Of namespaces, or of classes whose members are meant.</param>
    public void Import(IEnumerable<string> names)
    {
        lock (declaring) imports = [.. imports.Union(names)];
    }

    /// <summary>Lets later cells name what is in the file; of a name that is there already the first stays.</summary>
    public void AddReference(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!references.ContainsKey(name) && !FrameworkReferences.Paths.ContainsKey(name))
            Refer(path, FrameworkReferences.Reference(path));
    }

    /// <summary>The version that cells get instead of a package's files; null if they get these files.</summary>
    public string? Instead(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var used = (references.GetValueOrDefault(name) as PortableExecutableReference)?.FilePath
                ?? FrameworkReferences.Paths.GetValueOrDefault(name);
            if (used is null || used == file) continue;
            var (its, other) = (FileVersionInfo.GetVersionInfo(file), FileVersionInfo.GetVersionInfo(used));
            if (its.FileVersion != other.FileVersion) return other.ProductVersion?.Split('+')[0] ?? other.FileVersion;
        }
        return null;
    }

    /// <summary>Lets a library, managed or native, be found when something needs it.</summary>
    public void AddLibrary(string path) => loader.Add(path);

    /// <exception cref="CellException">The code does not compile.</exception>
    public Submission Compile(string code, string cellName, CancellationToken token)
    {
        serial++;
        var first = cellName == "cell 1";
        var written = Parse(code, cellName);
        var emitted = Emitted.Of(Next(Weaving.Insert(written), loaded), token);
        if (emitted.HasErrors && AsWritten(written) is { Count: > 0 } errors)
        {
            if (ForeignUsings.Without(code, written, errors) is { } without) return Compile(without, cellName, token);
            throw ErrorReport.OfCompilation(new(written, Next(written, asWritten), errors, Declaring, first));
        }
        if (emitted.HasErrors) emitted = Emitted.Of(Next(LoopChecks.Insert(written), loaded), token);
        var compilation = emitted.Compilation;
        if (emitted.HasErrors)
            throw ErrorReport.OfCompilation(new(written, compilation, emitted.Errors, Declaring, first));
        if (!emitted.Succeeded) return new Submission(code, compilation, CellValue.None, null);     // only usings
        var value = CellValues.Of(compilation, compilation.SyntaxTrees[^1]);
        return new Submission(code, compilation, value, emitted.Load(loader));
    }

    /// <summary>Takes the compiler through all its phases once, with a single reference.</summary>
    /// <remarks>A first cell takes most of a second, to load and jit the compiler. Beside the session's own first
    /// cell, which starts with reading a hundred references, this saves a fifth if there is a second core.</remarks>
    public static void WarmUp()
    {
        var tree = CSharpSyntaxTree.ParseText("1 + 1", new CSharpParseOptions(kind: SourceCodeKind.Script));
        var compilation = CSharpCompilation.CreateScriptCompilation(
            "warm-up", tree, [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        Emitted.Of(compilation, default);
    }

    private static CSharpParseOptions ParseOptionsOf(SessionOptions options) => new(
        LanguageVersion.CSharp14, DocumentationMode.Parse, SourceCodeKind.Script, options.Symbols);

    private SyntaxTree Parse(string code, string name) => SwitchedOff.Comment(
        CSharpSyntaxTree.ParseText(SourceText.From(code, System.Text.Encoding.UTF8), ParseOptions, name));

    /// <remarks>The factory, if it were given the cell before, would analyse it once more.</remarks>
    private CSharpCompilation Next(SyntaxTree tree, SourceReferenceResolver files)
    {
        var first = CSharpCompilation.CreateScriptCompilation($"cell-{serial}", tree, FreshReferences,
            CompilationOptions($"Cell{serial}", previous is null).WithSourceReferenceResolver(files));
        return first.WithScriptCompilationInfo(first.ScriptCompilationInfo!.WithPreviousScriptCompilation(previous));
    }

    /// <summary>Errors at the places that the user wrote, not at those that the checks have moved; in their order.
    /// </summary>
    private List<Diagnostic> AsWritten(SyntaxTree written) =>
    [
        .. Next(written, asWritten).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)
            .OrderBy(d => d.Location.SourceTree == written).ThenBy(d => d.Location.SourceSpan.Start),
    ];

    /// <summary>Lends a token to the code of all cells: the running one may call the earlier ones.</summary>
    public void Lend(CancellationToken token)
    {
        lock (tokens)
            foreach (var field in tokens) field.SetValue(null, token);
    }

    private void AddToken(Assembly assembly)
    {
        const string Details = "<PrivateImplementationDetails>", Field = "ModuleCancellationToken";
        lock (tokens)
            tokens.AddRange(assembly.GetTypes().Where(t => t.Name.StartsWith(Details, StringComparison.Ordinal))
                .Select(t => t.GetField(Field, AnyOf | BindingFlags.Static)).OfType<FieldInfo>());
    }

    /// <summary>Starts the submission; from here on later cells see what it declares, however it ends.</summary>
    public Task<object?> Start(Submission submission, CancellationToken token)
    {
        if (Declares(submission.Compilation)) Keep(submission);
        foreach (var file in submission.Compilation.DirectiveReferences.OfType<PortableExecutableReference>())
            Refer(file.FilePath!, file);
        if (submission.Assembly is null) return Task.FromResult<object?>(null);
        if (states.Length < serial + 2) Array.Resize(ref states, 2 * states.Length);
        AddToken(submission.Assembly);
        Lend(token);
        var entry = submission.Compilation.GetEntryPoint(default)!;
        var type = submission.Assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!;
        var factory = type.GetMethod(entry.Name, AnyOf | BindingFlags.Static)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        return factory(states);
    }

    /// <summary>The top-level variables of all cells; a later one hides an earlier one of its name.</summary>
    public IReadOnlyList<Variable> Variables()
    {
        var fields = from state in states.OfType<object>()
                     from field in state.GetType().GetFields(AnyOf | BindingFlags.Instance)
                     where SyntaxFacts.IsValidIdentifier(field.Name)
                     select new Variable(field.Name, field.FieldType, field.GetValue(state));
        return [.. fields.Reverse().DistinctBy(v => v.Name).Reverse()];
    }

    private void Keep(Submission submission)
    {
        lock (declaring)
        {
            declaring.Add(new DeclaringCell(submission.Code, FreshReferences));
            previous = submission.Compilation;
            fresh.Clear();
        }
    }

    private void Refer(string path, MetadataReference reference)
    {
        lock (declaring)
        {
            references[Path.GetFileNameWithoutExtension(path)] = reference;
            fresh.Add(reference);
        }
    }

    /// <summary>Whether a later cell could need anything of this one: the chain of the others stays short.</summary>
    private static bool Declares(CSharpCompilation compilation) =>
        compilation.ScriptClass!.GetMembers().Any(m => !m.IsImplicitlyDeclared)
        || compilation.SyntaxTrees.Any(t => ((CompilationUnitSyntax)t.GetRoot()).Usings.Count > 0);

    /// <param name="first">Whether no cell comes before: the imports, too, are handed down.</param>
    public CSharpCompilationOptions CompilationOptions(string name, bool first) => new(
        OutputKind.DynamicallyLinkedLibrary, scriptClassName: name,
        usings: first ? [.. options.Imports, .. Statics, .. imports] : imports,
        optimizationLevel: OptimizationLevel.Debug, allowUnsafe: true, concurrentBuild: true,
        sourceReferenceResolver: asWritten,
        metadataReferenceResolver: resolver,
        assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
}

/// <summary>A compiled cell, loaded but not yet run; with no assembly if there is nothing to run.</summary>
internal sealed record Submission(string Code, CSharpCompilation Compilation, CellValue Value, Assembly? Assembly);

/// <summary>A cell that declared something, with the references that it was the first to have.</summary>
internal sealed record DeclaringCell(string Code, IReadOnlyList<MetadataReference> References);
