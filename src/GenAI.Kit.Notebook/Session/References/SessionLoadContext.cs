using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace GenAI.Kit.Notebook.Session.References;

/// <summary>Where cells and their libraries live, apart from the kernel's own.</summary>
/// <remarks>A library resolves from the files named by references and packages, then from the probe folders; a native
/// library from the folders of all that is loaded, each with <c>runtimes/&lt;rid&gt;/native</c>.</remarks>
internal sealed class SessionLoadContext : AssemblyLoadContext
{
    // These cross the border between cells and kernel: both sides must see the same types.
    private static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase)
    {
        "GenAI.Kit.Notebook", "Microsoft.DotNet.Interactive.Formatting", "Microsoft.AspNetCore.Html.Abstractions",
    };

    private readonly Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Assembly> cells = [];
    private readonly List<string> folders;
    private readonly Dictionary<string, string> companions;

    public SessionLoadContext(SessionOptions options) : base("session")
    {
        companions = new(options.Companions);
        folders = [.. options.ProbeFolders.Where(Directory.Exists)];
        foreach (var path in options.References) Add(path);
    }

    /// <summary>Makes a file known by its simple name; the first of a name stays.</summary>
    public void Add(string path)
    {
        lock (files)
        {
            files.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            var folder = Path.GetDirectoryName(path)!;
            if (!folders.Contains(folder)) folders.Add(folder);
        }
    }

    public Assembly LoadCell(MemoryStream assembly, MemoryStream symbols)
    {
        var loaded = LoadFromStream(assembly, symbols);
        lock (files) cells[loaded.GetName().Name!] = loaded;
        return loaded;
    }

    /// <summary>The file that a library of this name would be loaded from.</summary>
    public string? Find(string name)
    {
        lock (files)
        {
            return files.GetValueOrDefault(name)
                ?? folders.Select(f => Path.Combine(f, name + ".dll")).FirstOrDefault(File.Exists);
        }
    }

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name is null || Shared.Contains(name.Name)) return null;
        lock (files)
        {
            if (cells.TryGetValue(name.Name, out var cell)) return cell;
        }
        if (FrameworkReferences.IsFramework(name.Name)) return null;
        if (Find(name.Name) is not { } path) return null;
        var assembly = LoadFile(path);
        StartCompanion(name.Name);
        return assembly;
    }

    /// <summary>Before anything of the library has run: a type that failed to start has failed for good.</summary>
    private void StartCompanion(string library)
    {
        string? companion;
        lock (files)
        {
            if (!companions.Remove(library, out companion)) return;
        }
        var other = LoadFromAssemblyName(new AssemblyName(companion));
        RuntimeHelpers.RunModuleConstructor(other.ManifestModule.ModuleHandle);
    }

    /// <summary>What was built here, with its symbols beside it, is read, not mapped: no open notebook locks it
    /// against the next build.</summary>
    private Assembly LoadFile(string path)
    {
        var symbols = Path.ChangeExtension(path, ".pdb");
        if (!File.Exists(symbols)) return LoadFromAssemblyPath(path);
        using var assembly = new MemoryStream(File.ReadAllBytes(path));
        using var pdb = new MemoryStream(File.ReadAllBytes(symbols));
        return LoadFromStream(assembly, pdb);
    }

    /// <returns>Zero, not an error, if a file does not load: the process may have another of that name.</returns>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        List<string> roots;
        lock (files) roots = [.. folders];
        var native = Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        foreach (var folder in roots.SelectMany(r => new[] { r, Path.Combine(r, native) }))
            foreach (var file in Names(unmanagedDllName).Select(n => Path.Combine(folder, n)).Where(File.Exists))
                if (NativeLibrary.TryLoad(file, out var library)) return library;
        return 0;
    }

    private static string[] Names(string name) =>
        OperatingSystem.IsWindows() ? [name, name + ".dll"]
        : OperatingSystem.IsMacOS() ? [name, $"lib{name}.dylib", $"{name}.dylib"]
        : [name, $"lib{name}.so", $"{name}.so"];
}
