using System.Runtime.InteropServices;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>How the C library of this process keeps memory. It is set for the whole process, so it is the kernel's
/// choice and not the library's.</summary>
public static partial class Heap
{
    private const int TrimThreshold = -1, MmapThreshold = -3, ArenaMax = -8;     // M_… of malloc.h

    /// <summary>Lets glibc keep the pages of freed tensors up to 32 MiB each: faulting them in again costs more than
    /// the arithmetic of a small network. Elsewhere it does nothing.</summary>
    public static void KeepPages()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Mallopt(MmapThreshold, 32 << 20);                 // glibc's maximum
            _ = Mallopt(TrimThreshold, 1 << 30);
            _ = Mallopt(ArenaMax, 1);                             // each cell runs on a new thread: they share
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // not glibc: slower, nothing else
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
