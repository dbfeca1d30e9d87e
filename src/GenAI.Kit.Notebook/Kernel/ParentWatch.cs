using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GenAI.Kit.Notebook.Kernel;

/// <summary>Ends a kernel whose client, named by <c>JPY_PARENT_PID</c>, is gone.</summary>
internal static partial class ParentWatch
{
    private static readonly TimeSpan period = TimeSpan.FromSeconds(2);

    public static IDisposable? Start(Action gone)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), out var pid) || pid <= 1) return null;
        if (OperatingSystem.IsWindows()) return OnExit(pid, gone);
        var own = GetParent() == pid;
        return new Timer(_ =>
        {
            if (own ? GetParent() != pid : !Exists(pid)) gone();
        }, null, period, period);
    }

    private static Process? OnExit(int pid, Action gone)
    {
        try
        {
            var parent = Process.GetProcessById(pid);
            parent.EnableRaisingEvents = true;
            parent.Exited += (_, _) => gone();
            return parent;
        }
        catch (ArgumentException)
        {
            gone();
            return null;
        }
    }

    private static bool Exists(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();
}
