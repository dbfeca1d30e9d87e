using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GenAI.Kit.Notebook.Kernel;

/// <summary>Ends a kernel whose client, named by <c>JPY_PARENT_PID</c>, is gone.</summary>
/// <remarks>On Windows Jupyter puts no process id there, but a handle of its process that the kernel inherits. What
/// `genai run` writes into <see cref="Runner"/> is a process id everywhere.</remarks>
internal static partial class ParentWatch
{
    private const int PidfdOpen = 434;                        // the number of the system call, on every processor
    private const short Readable = 1;                         // POLLIN
    private const int Interrupted = 4;                        // EINTR
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>The variable by which `genai run` names itself.</summary>
    public const string Runner = "GENAI_KIT_PARENT_PID";

    public static IDisposable? Start(Action gone)
    {
        var runner = Number(Runner);
        if ((runner ?? Number("JPY_PARENT_PID")) is not { } pid) return null;
        if (OperatingSystem.IsWindows()) return runner is null ? OnSignal(pid, gone) : OnExit(pid, gone);
        var own = GetParent() == pid;
        new Thread(() =>
        {
            if (!OperatingSystem.IsLinux() || !WaitFor(pid))
                while (own ? GetParent() == pid : Exists(pid)) Thread.Sleep(Period);
            gone();
        })
        { IsBackground = true, Name = "parent watch" }.Start();
        return null;
    }

    /// <summary>Sleeps until the process ends, and costs nothing meanwhile.</summary>
    /// <returns>False if that can't be: the system is too old, or forbids it.</returns>
    private static bool WaitFor(int pid)
    {
        var file = SystemCall(PidfdOpen, pid, 0);
        if (file < 0) return !Exists(pid);
        var wait = new PollFile { File = (int)file, Events = Readable };
        while (wait.Returned == 0 && Poll(ref wait, 1, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted) { }
        return wait.Returned != 0;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) && number > 1 ? number : null;

    private static ManualResetEvent? OnSignal(int handle, Action gone)
    {
        if (GetProcessId(handle) == 0) return null;           // no handle of a process: nothing can be watched
        var parent = new ManualResetEvent(false) { SafeWaitHandle = new SafeWaitHandle(handle, ownsHandle: false) };
        new Thread(() =>
        {
            parent.WaitOne();
            gone();
        })
        { IsBackground = true, Name = "parent watch" }.Start();
        return parent;
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

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFile
    {
        public int File;
        public short Events;
        public short Returned;
    }

    [LibraryImport("kernel32")]
    private static partial int GetProcessId(nint handle);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SystemCall(nint number, nint pid, nint flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollFile files, nuint count, int milliseconds);
}
