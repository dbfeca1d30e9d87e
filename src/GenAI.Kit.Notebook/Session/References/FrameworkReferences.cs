using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.References;

/// <summary>The framework as the compiler sees it.</summary>
internal static class FrameworkReferences
{
    /// <summary>Paths by simple name: the SDK's reference assemblies, with XML docs, else those that run.</summary>
    public static readonly IReadOnlyDictionary<string, string> Paths = Find();

    /// <summary>Every assembly that the host runs on, by simple name: these are never loaded a second time.</summary>
    public static bool IsFramework(string name) => Paths.ContainsKey(name) || name.StartsWith("System.Private.");

    public static PortableExecutableReference Reference(string path) => path == FormatterReference.Path
        ? FormatterReference.Make()
        : MetadataReference.CreateFromFile(path, documentation: DocsBeside(path));

    /// <summary>The XML docs beside an assembly, read when the first is asked for; none if there is no such file.
    /// </summary>
    public static DocumentationProvider DocsBeside(string assemblyPath) =>
        XmlDocumentationProvider.CreateFromFile(Path.ChangeExtension(assemblyPath, ".xml"));

    /// <summary>What every cell can use, by simple name: the framework, the notebook's own and these files.</summary>
    /// <remarks>Facades are left out: a library that refers to one gets it as it gets any other that is missing. Each
    /// cell's compilation keeps 100 bytes for each of its references, and a third of the framework is facades.
    /// </remarks>
    public static Dictionary<string, MetadataReference> And(IEnumerable<string> files)
    {
        var own = new[] { typeof(NotebookGlobals), typeof(Microsoft.AspNetCore.Html.IHtmlContent) }
            .Select(t => t.Assembly.Location).Append(FormatterReference.Path);
        return Paths.Values.Concat(own).Concat(files)
            .DistinctBy(p => Path.GetFileNameWithoutExtension(p), StringComparer.OrdinalIgnoreCase)
            .Select(Reference).Where(r => !IsFacade(r))
            .ToDictionary(r => Path.GetFileNameWithoutExtension(r.FilePath!),
                r => (MetadataReference)r, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the assembly declares no type, but only says where types have moved to.</summary>
    private static bool IsFacade(PortableExecutableReference reference) =>
        ((AssemblyMetadata)reference.GetMetadata()).GetModules()[0].GetMetadataReader().TypeDefinitions.Count <= 1;

    private static Dictionary<string, string> Find()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var major = Environment.Version.Major + ".";
        var pack = !Directory.Exists(root) ? null : Directory.GetDirectories(root)
            .Where(d => Path.GetFileName(d).StartsWith(major, StringComparison.Ordinal))
            .SelectMany(d => Directory.GetDirectories(d, $"ref/net{major}0")).Order().LastOrDefault();
        var files = pack is not null ? Directory.GetFiles(pack, "*.dll")
            : Directory.GetFiles(runtime, "*.dll").Where(IsManaged);
        return files.ToDictionary(f => Path.GetFileNameWithoutExtension(f), StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsManaged(string path)
    {
        using var file = File.OpenRead(path);
        using var reader = new System.Reflection.PortableExecutable.PEReader(file);
        return reader.HasMetadata;
    }
}
