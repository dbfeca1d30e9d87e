using System.Runtime.InteropServices;

namespace GenAI.Kit.Notebook.Session.Running;

/// <summary>Gives back, after a long cell, what it left: objects that nobody holds, which may hold memory that the
/// collector does not see, as tensors do; and the free pages of the C library, which keeps them.</summary>
/// <remarks>Lesson 2.1 in full mode: peak of 1.0 to 1.4 GB instead of 1.8 to 2.4 GB, in the same time.</remarks>
internal sealed partial class Cleaning
{
    private const int LongCell = 1000;                                  // milliseconds

    private readonly long began = Environment.TickCount64;

    public void End()
    {
        if (Environment.TickCount64 - began < LongCell) return;
        GC.Collect();
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Trim(0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // not glibc: its C library keeps less
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
