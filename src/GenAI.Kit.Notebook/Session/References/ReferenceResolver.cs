using System.Collections.Concurrent;
using System.Collections.Immutable;
using GenAI.Kit.Notebook.Session.Packages;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.References;

/// <summary>Resolves <c>#r</c>: a path against the base directory, a simple name, or a restored package.</summary>
internal sealed class ReferenceResolver(SessionOptions options, SessionLoadContext loader) : MetadataReferenceResolver
{
    // Cells ask again and again: each file is read once.
    private readonly ConcurrentDictionary<string, PortableExecutableReference> missing = new();

    public override bool ResolveMissingAssemblies => true;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        if (reference.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase)) return Existing();
        var folder = Path.GetDirectoryName(baseFilePath);
        if (!Path.IsPathRooted(folder)) folder = options.BaseDirectory;
        var path = Path.GetFullPath(Path.Combine(folder, reference));
        if (!File.Exists(path)) path = ByName(Path.GetFileNameWithoutExtension(reference)) ?? ByName(reference);
        if (path is null) return [];
        if (!FrameworkReferences.Paths.Values.Contains(path)) loader.Add(path);
        return [FrameworkReferences.Reference(path)];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(
        MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        !PackageExtensions.IsBuiltIn(referenceIdentity.Name) && ByName(referenceIdentity.Name) is { } path
            ? missing.GetOrAdd(path, FrameworkReferences.Reference) : null;

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 1;

    private string? ByName(string name) => FrameworkReferences.Paths.GetValueOrDefault(name) ?? loader.Find(name);

    /// <summary>A restored package's files are references already, but the directive must yield one.</summary>
    private static ImmutableArray<PortableExecutableReference> Existing() =>
        [FrameworkReferences.Reference(FrameworkReferences.Paths["System.Runtime"])];
}
