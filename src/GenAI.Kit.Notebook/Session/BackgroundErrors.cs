using System.Runtime.ExceptionServices;

namespace GenAI.Kit.Notebook.Session;

/// <summary>An exception that nobody catches on a thread that a cell left behind: told on stderr, no more.</summary>
internal static class BackgroundErrors
{
    private static int installed;

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
        if (CellContext.Current is not { } cell) return false;
        try
        {
            var error = ErrorReport.OfException(e);
            cell.StreamAlways("stderr", $"On a background thread: {string.Join("\n", error.Traceback)}\n");
        }
        catch (Exception) { }
        return true;
    }
}
