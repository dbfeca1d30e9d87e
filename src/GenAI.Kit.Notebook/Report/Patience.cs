using System.Diagnostics;

namespace GenAI.Kit.Notebook.Report;

/// <summary>How long a page waits for other people's code that reads its author's text: a few seconds for a piece,
/// then moments. What is not done by then, or fails, is shown as plain text.</summary>
/// <remarks>Such code takes no token. Its thread is left to itself and ends with the process.</remarks>
internal sealed class Patience(CancellationToken cancellation)
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(3), Least = TimeSpan.FromSeconds(0.2);
    private TimeSpan wasted;

    /// <returns>Null: too long, or it failed.</returns>
    /// <exception cref="OperationCanceledException">The page is no longer wanted.</exception>
    public T? Try<T>(Func<T> make) where T : class
    {
        cancellation.ThrowIfCancellationRequested();
        var clock = Stopwatch.StartNew();
        var made = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => made.SetResult(OrNull(make)), 16 << 20) { IsBackground = true, Name = "page" }.Start();
        var limit = wasted < Most ? Most : Least;
        if (made.Task.Wait((int)limit.TotalMilliseconds, cancellation) && made.Task.Result is { } done) return done;
        wasted += clock.Elapsed;
        return null;
    }

    private static T? OrNull<T>(Func<T> make) where T : class
    {
        try { return make(); }
        catch (Exception) { return null; }                    // nested too deep, an address that is none, …
    }
}
