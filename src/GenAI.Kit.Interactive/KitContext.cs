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
    private static readonly Assembly self = typeof(KitContext).Assembly;
    private static readonly string folder = Path.GetDirectoryName(self.Location)!;
    private static readonly Lazy<KitContext> only = new(() => new KitContext());
    private readonly AssemblyDependencyResolver natives = new(self.Location);

    private KitContext() : base("GenAI.Kit") => Default.Resolving += (_, name) => Load(name);

    /// <summary>From here on the kit's libraries are found, once for all kernels of the process.</summary>
    public static void Install() => _ = only.Value;

    /// <summary>The files that cells may name: the list is the one that the kit's own kernel reads.</summary>
    public static IEnumerable<string> References() => File.ReadAllLines(Path.Combine(folder, "kernel.references"))
        .Where(line => line.Length > 0 && !line.StartsWith('/') && !line.StartsWith('#'))
        .Select(name => Path.Combine(folder, name + ".dll")).Where(File.Exists);

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name == self.GetName().Name) return self;
        var file = Path.Combine(folder, name.Name + ".dll");
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
