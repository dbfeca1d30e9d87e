using System.Diagnostics;
using GenAI.Kit.Notebook.Session.Running;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>Runs what shows a value (formatters, enumerators, getters, <c>ToString</c>: anybody's code) on a thread
/// of its own with a small stack and a time limit, so that it can fail, recur or never end without harm to the cell.
/// </summary>
internal static class FormatGuard
{
    private const int StackBytes = 1 << 20;

    // What is stopped may first read its next getter, on a busy machine; only what a library does takes all of it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>What the body returned, or what it threw: a <see cref="TimeoutException"/> after the limit.</returns>
    /// <exception cref="OperationCanceledException">The cell was interrupted meanwhile.</exception>
    public static (T? Value, Exception? Error) Run<T>(Func<T> body, TimeSpan limit)
    {
        var (value, error) = (default(T), default(Exception));
        var cell = CellContext.Current;
        using var stop = cell?.NewStop() ?? new CancellationTokenSource();
        var part = cell?.Part(stop.Token);
        var thread = new Thread(() =>
        {
            part?.EnterFlow();
            try { value = body(); }
            catch (Exception e) { error = e; }
        }, StackBytes)
        { IsBackground = true, Name = "formatting" };
        thread.Start();
        try
        {
            if (thread.Join(limit)) return Ended(cell, value, error);
            Stop(thread, cell, part, stop);
            return (default, new TimeoutException($"it took longer than {limit.TotalSeconds:0} s"));
        }
        catch (ThreadInterruptedException)
        {
            thread.Interrupt();
            throw;
        }
    }

    private static (T?, Exception?) Ended<T>(CellContext? cell, T? value, Exception? error)
    {
        if (error is not null) cell?.ThrowIfInterrupted();
        while (error is System.Reflection.TargetInvocationException { InnerException: { } cause }) error = cause;
        return (error is null ? value : default, error);
    }

    /// <summary>A wait is ended, and a loop of a cell's code; what runs on in a library runs on.</summary>
    private static void Stop(Thread thread, CellContext? cell, CellContext? part, CancellationTokenSource stop)
    {
        if (part is not null) part.IsOver = true;
        CellContext.BeginInterrupt();
        cell?.StopCode();
        stop.Cancel();
        var waited = Stopwatch.StartNew();
        do thread.Interrupt();
        while (!thread.Join(100) && waited.Elapsed < Patience);
        cell?.RenewCode();
        CellContext.EndInterrupt();
    }
}
