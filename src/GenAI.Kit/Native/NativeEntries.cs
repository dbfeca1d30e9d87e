using System.Reflection;
using System.Runtime.InteropServices;

namespace GenAI.Kit;

/// <summary>Lets errors of libtorch be caught, whichever call they come from.</summary>
/// <remarks>
/// A function of TorchSharp's native library is meant to catch what libtorch throws, but 199 of them don't (matmul
/// and autograd.grad among them), and the others let some kinds through. On Linux and macOS such an exception ends
/// the process. On Linux x64 this class puts a small library in between (Native/entries.S): each of its entries calls
/// the real function of its name, catches, and leaves the text for TorchSharp's own check, which throws an
/// <see cref="ExternalException"/>. Where libtorch appends its C++ frames to a message, they are cut off.
/// </remarks>
internal static unsafe class NativeEntries
{
    private const string Library = "libGenAIKitEntries.so";

    /// <summary>Whether every error of libtorch can be caught in this process.</summary>
    public static bool AreInstalled { get; private set; }

    /// <param name="real">TorchSharp's native library, which is loaded.</param>
    /// <param name="folders">Where the library in between is looked for.</param>
    public static void Install(string real, IEnumerable<string> folders)
    {
        if (Platform.Rid != "linux-x64") return;
        var file = folders.Select(folder => Path.Combine(folder, Library)).FirstOrDefault(File.Exists);
        if (file is null || !NativeLibrary.TryLoad(file, out var entries) || !Finds(entries, real)) return;
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(TorchSharp.torch).Assembly,
                (name, _, _) => name == "LibTorchSharp" ? entries : 0);
            ((delegate* unmanaged<void>)NativeLibrary.GetExport(entries, "GenAIKit_catch_faults"))();
            AreInstalled = true;
        }
        catch (InvalidOperationException)
        {
            // The program has a resolver of its own: its choice stands.
        }
    }

    private static bool Finds(nint entries, string real)
    {
        var find = (delegate* unmanaged<byte*, int>)NativeLibrary.GetExport(entries, "GenAIKit_find");
        var path = Marshal.StringToCoTaskMemUTF8(real);
        try { return find((byte*)path) == 1; }
        finally { Marshal.FreeCoTaskMem(path); }
    }
}
