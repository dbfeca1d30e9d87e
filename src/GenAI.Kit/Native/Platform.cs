using System.Runtime.InteropServices;

namespace GenAI.Kit;

/// <summary>What the kit asks of the operating system.</summary>
internal static class Platform
{
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
}
