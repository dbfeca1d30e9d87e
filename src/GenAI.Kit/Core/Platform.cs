using System.Runtime.InteropServices;

namespace GenAI.Kit;

/// <summary>What the kit asks of the operating system.</summary>
internal static partial class Platform
{
    private const int TrimThreshold = -1, MmapThreshold = -3, ArenaMax = -8;     // M_… of malloc.h

    /// <summary>The runtime identifier under which packages keep native files for this process.</summary>
    public static string Rid { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    public static void Require(string? rid = null)
    {
        rid ??= Rid;
        if (rid is not ("linux-x64" or "win-x64" or "win-arm64" or "osx-arm64"))
            throw new PlatformNotSupportedException($"libtorch has no package for {rid}: the kit runs on " +
                "Linux x64, Windows x64 and arm64, and macOS arm64.");
    }

    /// <summary>Lets glibc keep the pages of freed tensors up to 32 MiB each: faulting them in again costs more than
    /// the arithmetic of a small network.</summary>
    public static void KeepPages()
    {
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

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    private static extern int Mallopt(int parameter, int value);
}
