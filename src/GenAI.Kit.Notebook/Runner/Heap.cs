using System.Runtime.InteropServices;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>How the C library of this process keeps memory. It is set for the whole process, so it is the kernel's
/// choice and not the library's.</summary>
public static partial class Heap
{
    private const int TrimThreshold = -1, MmapThreshold = -3, ArenaMax = -8;     // M_… of malloc.h

    /// <summary>Blocks up to this size come from the heap: glibc's maximum. In bytes.</summary>
    public const int MmapBytes = 32 << 20;

    /// <summary>A free end of the heap up to this size is kept. In bytes.</summary>
    public const int TrimBytes = 1 << 30;

    /// <summary>Lets glibc keep the pages of freed tensors up to 32 MiB each: faulting them in again costs more than
    /// the arithmetic of a small network. Elsewhere it does nothing.</summary>
    public static void KeepPages()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Mallopt(MmapThreshold, MmapBytes);
            _ = Mallopt(TrimThreshold, TrimBytes);
            _ = Mallopt(ArenaMax, 1);               // each cell runs on a new thread: they share
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // not glibc: slower, nothing else
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int Mallopt(int parameter, int value);
}
