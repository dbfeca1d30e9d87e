using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>One declaration of a type that stands in no other; a partial type has several.</summary>
/// <param name="Name">The type's name.</param>
/// <param name="Names">What names it: its own, those of types in it and of its extension methods.</param>
/// <param name="Path">Its file.</param>
/// <param name="Room">The project's folder, such as GenAI.Kit.Lessons.</param>
/// <param name="Words">What it says, with the `using` lines of its file.</param>
/// <param name="Digest">SHA-256 of its tokens.</param>
internal sealed record Declared(
    string Name, IReadOnlyList<string> Names, string Path, string Room, Words Words, string Digest);

/// <summary>The kit's sources, each file parsed once: the types that they declare, by name.</summary>
/// <remarks>A name stands for every type that is called so, for the type around one that is, and for the class of an
/// extension method that is. What the drawing code of Plotting does, approved pictures hold: a new kind of chart
/// would outdate every lesson.</remarks>
public sealed class KitSources
{
    private static readonly string[] Others =
        ["GenAI.Kit.Notebook", "GenAI.Kit.Plotting", "GenAI.Kit.Interactive", "GenAI.Kit.Cli"];

    private static readonly CSharpParseOptions Options = new(documentationMode: DocumentationMode.None);

    private readonly Dictionary<string, IReadOnlyList<Declared>> files;
    private readonly ILookup<string, UsingDirectiveSyntax> everywhere;
    private readonly ILookup<string, Declared> byName;

    /// <param name="root">The clone's folder `src`: its folders GenAI.Kit* are read, save Notebook, Plotting,
    /// Interactive and Cli.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public KitSources(string root)
    {
        Data = new DataFiles(Path.Combine(root, "..", "data"));
        var trees = Directory.EnumerateDirectories(root, "GenAI.Kit*")
            .Where(room => !Others.Contains(Path.GetFileName(room))).SelectMany(Files)
            .Select(file => (file.Path, file.Room, Root: Parse(File.ReadAllText(file.Path)))).ToList();
        everywhere = trees.SelectMany(tree => tree.Root.Usings.Where(IsGlobal), (tree, line) => (tree.Room, line))
            .ToLookup(pair => pair.Room, pair => pair.line);
        files = trees.ToDictionary(tree => tree.Path, tree => Declare(tree.Path, tree.Room, tree.Root));
        byName = ByName(files);
    }

    private KitSources(KitSources other, Dictionary<string, IReadOnlyList<Declared>> files, DataFiles data)
    {
        (Data, everywhere, this.files) = (data, other.everywhere, files);
        byName = ByName(files);
    }

    /// <summary>The shipped data beside the sources.</summary>
    internal DataFiles Data { get; }

    /// <summary>The declarations of the types that are called so, directly or around them.</summary>
    internal IEnumerable<Declared> Named(string name) => byName[name];

    /// <summary>The declarations that these names reach, from type to type, in a fixed order.</summary>
    /// <param name="names">Identifiers of some code.</param>
    /// <param name="counts">Which declarations are followed at all.</param>
    internal IReadOnlyList<Declared> Reached(IEnumerable<string> names, Func<Declared, bool> counts)
    {
        var found = new HashSet<Declared>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(names);
        var seen = new HashSet<string>();
        while (open.TryPop(out var name))
            if (seen.Add(name))
                foreach (var type in byName[name].Where(counts).Where(found.Add))
                    foreach (var next in type.Words.Names) open.Push(next);
        return [.. found.OrderBy(type => type.Name, StringComparer.Ordinal)
            .ThenBy(type => type.Digest, StringComparer.Ordinal)];
    }

    /// <summary>The same sources with other text in one file.</summary>
    internal KitSources With(string path, string text) => new(this, new(files)
    { [path] = Declare(path, files[path].Count > 0 ? files[path][0].Room : "", Parse(text)) }, Data);

    /// <summary>The sources as they were read, with the shipped data as they are now.</summary>
    public KitSources WithDataAsItIs() => new(this, files, Data.AsTheyAre());

    private static ILookup<string, Declared> ByName(Dictionary<string, IReadOnlyList<Declared>> files) =>
        files.Values.SelectMany(types => types)
            .SelectMany(type => type.Names, (type, name) => (Name: name, Type: type))
            .ToLookup(pair => pair.Name, pair => pair.Type, StringComparer.Ordinal);

    private static IEnumerable<(string Path, string Room)> Files(string room) =>
        Directory.EnumerateFiles(room, "*.cs", SearchOption.AllDirectories)
            .Where(path => Path.GetRelativePath(room, path).Split(Path.DirectorySeparatorChar)[0]
                is not ("bin" or "obj"))
            .Select(path => (path, Path.GetFileName(room)));

    private IReadOnlyList<Declared> Declare(string path, string room, CompilationUnitSyntax root)
    {
        var usings = root.Usings.Where(line => !IsGlobal(line)).Concat(everywhere[room]).ToList();
        return [.. root.DescendantNodes(node => !IsType(node)).Where(IsType).Select(type =>
        {
            var words = Words.Of([.. usings, type]);
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(words.Text)));
            return new Declared(Identifier(type), [.. Names(type).Distinct()], path, room, words, digest);
        })];
    }

    // Only the type around a private one can name it.
    private static IEnumerable<string> Names(SyntaxNode type) => type.DescendantNodesAndSelf()
        .Where(node => node == type || IsType(node) && !IsPrivate((MemberDeclarationSyntax)node) || IsExtension(node))
        .Select(Identifier).Where(name => name.Length > 0);

    private static bool IsPrivate(MemberDeclarationSyntax type) =>
        type.Parent is not InterfaceDeclarationSyntax && !type.Modifiers.Any(modifier => modifier.Kind()
            is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword);

    private static bool IsType(SyntaxNode node) =>
        node is BaseTypeDeclarationSyntax and not ExtensionBlockDeclarationSyntax or DelegateDeclarationSyntax;

    private static bool IsExtension(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method when method.ParameterList.Parameters is [var first, ..]
            && first.Modifiers.Any(SyntaxKind.ThisKeyword) => true,
        _ => node is MemberDeclarationSyntax { Parent: ExtensionBlockDeclarationSyntax },
    };

    private static string Identifier(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "",
    };

    private static bool IsGlobal(UsingDirectiveSyntax line) => line.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword);

    private static CompilationUnitSyntax Parse(string text) =>
        SyntaxFactory.ParseCompilationUnit(text.ReplaceLineEndings("\n"), options: Options);
}
