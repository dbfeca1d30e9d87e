using System.Diagnostics;
using System.Runtime.ExceptionServices;
using GenAI.Kit.Notebook.Session.References;
using GenAI.Kit.Notebook.Session.Running;

namespace GenAI.Kit.Notebook.Session.Errors;

/// <summary>An exception that nobody catches on a thread that a cell left behind: told on stderr, no more. On a
/// thread of the kernel's own it ends the process, with its cause: a kernel that looks alive and answers nothing is
/// worse.</summary>
internal static class BackgroundErrors
{
    private static int installed;

    [ThreadStatic] private static bool isKernels;

    /// <summary>Says that the calling thread is the kernel's own, and no cell's.</summary>
    public static void OwnThread() => isKernels = true;

    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 1) return;
        try
        {
            ExceptionHandling.SetUnhandledExceptionHandler(Report);
        }
        catch (InvalidOperationException) { }                          // the host has a handler of its own
    }

    private static bool Report(Exception e)
    {
        if (isKernels || IsKernels(e) || CellContext.Current is not { } cell) return false;
        try
        {
            var error = ErrorReport.OfException(e);
            cell.StreamAlways("stderr", $"On a background thread: {string.Join("\n", error.Traceback)}\n");
        }
        catch (Exception) { }
        return true;
    }

    /// <summary>Work of the kernel on a thread of the pool, such as a timer: only the framework's frames are there
    /// beside its own.</summary>
    private static bool IsKernels(Exception e)
    {
        var types = new StackTrace(e).GetFrames().Select(frame => frame.GetMethod()?.DeclaringType).OfType<Type>();
        var own = types.Where(type => !FrameworkReferences.IsFramework(type.Assembly.GetName().Name ?? "")).ToList();
        return own.Count > 0 && own.TrueForAll(type => type.Assembly.GetName().Name is "NetMQ" or "AsyncIO"
            || $"{type.Namespace}.".StartsWith("GenAI.Kit.Notebook.Kernel.", StringComparison.Ordinal)
            || type.Namespace is "GenAI.Kit.Notebook.Wire");
    }
}
