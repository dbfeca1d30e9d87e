// Connects a notebook to the kit. Every lesson loads this file first.
// In the kit's own kernel (genai kernel install) the libraries are there already. On .NET Interactive they are
// loaded from the one Release path below: if it says that a file is missing, run  dotnet build -c Release  first.
#if !GENAI_KIT
#r "../src/GenAI.Kit.Lessons/bin/Release/net10.0/GenAI.Kit.dll"
#r "../src/GenAI.Kit.Lessons/bin/Release/net10.0/GenAI.Kit.Plotting.dll"
#r "../src/GenAI.Kit.Lessons/bin/Release/net10.0/GenAI.Kit.Lessons.dll"
#r "../src/GenAI.Kit.Lessons/bin/Release/net10.0/TorchSharp.dll"
#r "../src/GenAI.Kit.Lessons/bin/Release/net10.0/MathNet.Numerics.dll"
#r "../src/GenAI.Kit.Lessons/bin/Release/net10.0/Plotly.NET.dll"
#r "../src/GenAI.Kit.Lessons/bin/Release/net10.0/Plotly.NET.CSharp.dll"
#r "../src/GenAI.Kit.Lessons/bin/Release/net10.0/XPlot.Plotly.dll"
#endif
using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Threading;

#if GENAI_KIT
var kitHost = typeof(GenAI.Kit.Lessons.Host);
Func<CancellationToken> kitCancellation = () => CellCancellation;
#else
// Each #r'd assembly gets a load context of its own there: one context for the whole folder finds natives and versions.
class KitContext : AssemblyLoadContext
{
    private readonly string folder;
    private readonly AssemblyDependencyResolver natives;

    public KitContext(string dll) : base("GenAI.Kit")
    {
        folder = Path.GetDirectoryName(dll);
        natives = new AssemblyDependencyResolver(dll);
        Default.Resolving += (_, name) => Load(name);
    }

    protected override Assembly Load(AssemblyName name)
    {
        var file = Path.Combine(folder, name.Name + ".dll");
        return name.Name.StartsWith("Microsoft.DotNet.Interactive") || !File.Exists(file)
            ? null
            : LoadFromAssemblyPath(file);
    }

    // Zero, not an error, where the stock libLibTorchSharp.so does not load: the kit's own copy is found next.
    protected override IntPtr LoadUnmanagedDll(string name) =>
        natives.ResolveUnmanagedDllToPath(name) is { } path && NativeLibrary.TryLoad(path, out var library)
            ? library
            : IntPtr.Zero;
}

var kitSources = Directory.Exists("../src") ? "../src" : "../../src";       // notebooks/my/ lies one folder deeper
var kitDll = Path.GetFullPath(kitSources + "/GenAI.Kit.Lessons/bin/Release/net10.0/GenAI.Kit.Lessons.dll");
var kitHost = new KitContext(kitDll).LoadFromAssemblyPath(kitDll).GetType("GenAI.Kit.Lessons.Host");
Func<CancellationToken> kitCancellation = () => CancellationToken.None;
#endif

Func<object, Action<object>> kitDisplay = value =>
{
    var shown = display(value);
    return next => shown.Update(next ?? "");
};
kitHost.GetMethod("Connect").Invoke(null, new object[] { kitDisplay, kitCancellation });
var kitFormatters = (IEnumerable<(Type, string, Action<object, TextWriter>)>)
    kitHost.GetProperty("ForeignFormatters").GetValue(null);
foreach (var (type, mime, write) in kitFormatters)
{
    Formatter.Register(type, write, mime);
    Formatter.SetPreferredMimeTypesFor(type, mime);
}
