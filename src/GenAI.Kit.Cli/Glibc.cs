using System.Runtime.InteropServices;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>Whether Linux's C library is new enough for TorchSharp's native library.</summary>
internal static class Glibc
{
    /// <summary>The newest symbol version that a native library of the kit asks for.</summary>
    internal const string Needed = "2.34";

    public static string Look() => OperatingSystem.IsLinux() ? Judge(Version()) : "the system's own";

    /// <param name="version">glibc's, null for a system without it.</param>
    internal static string Judge(string? version) => version is null
        ? throw Missing("this Linux has no glibc (musl?), and libtorch is built for it")
        : System.Version.Parse(version) < System.Version.Parse(Needed)
        ? throw Missing($"glibc {version}, and TorchSharp's native library needs {Needed}")
        : $"glibc {version} ({Needed} is needed)";

    private static NotebookException Missing(string what) =>
        new($"{what}: take Debian 12, Ubuntu 22.04, Fedora 35 or newer.");

    private static string? Version()
    {
        try
        {
            return Marshal.PtrToStringUTF8(gnu_get_libc_version());
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc.so.6")]
    private static extern nint gnu_get_libc_version();
}
