using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

internal sealed class OwnContext(string folder) : AssemblyLoadContext("kit")
{
    private readonly AssemblyDependencyResolver resolver = new(Path.Combine(folder, "GenAI.Kit.dll"));

    public static int Run()
    {
        var context = new OwnContext(AppContext.BaseDirectory);
        var plain = context.LoadFromAssemblyPath(typeof(Plain).Assembly.Location).GetType(nameof(Plain))!;
        var code = (int)plain.GetMethod(nameof(Plain.Run))!.Invoke(null, null)!;
        var kit = context.Assemblies.Count(assembly => assembly.GetName().Name is "GenAI.Kit" or "TorchSharp");
        Console.WriteLine($"loaded apart: {kit}");
        return code;
    }

    protected override Assembly? Load(AssemblyName name)
    {
        var file = Path.Combine(folder, name.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    // Never LoadUnmanagedDllFromPath: it throws where the stock libLibTorchSharp.so does not load, and TorchSharp then
    // gives up (after copying 480 MB). With 0 the runtime goes on and finds the kit's copy, which is loaded already.
    protected override nint LoadUnmanagedDll(string name) =>
        resolver.ResolveUnmanagedDllToPath(name) is { } file && NativeLibrary.TryLoad(file, out var handle) ? handle : 0;
}
