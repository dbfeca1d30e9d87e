using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace GenAI.Kit.Interactive;

/// <summary>One load context for the kit and all that it needs: everything in the folder of this assembly.</summary>
/// <remarks>By itself .NET Interactive gives each library that a cell references a context of its own, which finds no
/// natives, and prefers its own versions, of which FSharp.Core is older than the one that Plotly.NET needs.</remarks>
internal sealed class KitContext : AssemblyLoadContext
{
    private const string Hosts = "Microsoft.DotNet.Interactive";
    private static readonly Assembly Self = typeof(KitContext).Assembly;
    private static readonly string Folder = Path.GetDirectoryName(Self.Location)!;
    private static readonly Lazy<KitContext> Only = new(() => new KitContext());
    private readonly AssemblyDependencyResolver natives = new(Self.Location);

    private KitContext() : base("GenAI.Kit") => Default.Resolving += (_, name) => Load(name);

    /// <summary>From here on the kit's libraries are found, once for all kernels of the process.</summary>
    public static void Install() => _ = Only.Value;

    /// <summary>The files that cells may name: the list is the one that the kit's own kernel reads.</summary>
    public static IEnumerable<string> References() => File.ReadAllLines(Path.Combine(Folder, "kernel.references"))
        .Where(line => line.Length > 0 && !line.StartsWith('/') && !line.StartsWith('#'))
        .Select(name => Path.Combine(Folder, name + ".dll")).Where(File.Exists);

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == Self.GetName().Name) return Self;
        var file = Path.Combine(Folder, name.Name + ".dll");
        return name.Name!.StartsWith(Hosts, StringComparison.Ordinal) || !File.Exists(file)
            ? null
            : LoadFromAssemblyPath(file);
    }

    /// <returns>Zero, not an error, where the stock libLibTorchSharp.so does not load: the kit's own copy is found
    /// next.</returns>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        natives.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path
        && NativeLibrary.TryLoad(path, out var library) ? library : 0;
}
