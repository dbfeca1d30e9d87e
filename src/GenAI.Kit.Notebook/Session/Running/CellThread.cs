using GenAI.Kit.Notebook.Session.Compiling;

namespace GenAI.Kit.Notebook.Session.Running;

/// <summary>Runs a cell on a thread of its own that an interrupt can end.</summary>
internal static class CellThread
{
    private const int StackBytes = 16 << 20;

    /// <returns>What the body threw, or null; an <see cref="InterruptedException"/> after an interrupt.</returns>
    public static async Task<Exception?> RunAsync(CellContext cell, Func<Task> body, CancellationToken interrupt)
    {
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Pump? pump = null;
        var thread = new Thread(() => ended.SetResult(Body(cell, pump = new Pump(), body)), StackBytes)
        {
            IsBackground = true,
            Name = $"cell {cell.Number}",
        };
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Start();
        using (interrupt.Register(() => { CellContext.BeginInterrupt(); cell.Tell(); interrupted.SetResult(); }))
            await Task.WhenAny(ended.Task, interrupted.Task).ConfigureAwait(false);
        if (!interrupted.Task.IsCompleted) return await ended.Task.ConfigureAwait(false);
        var stopped = await StopAsync(thread, () => pump, ended.Task, cell.TokenWasRead).ConfigureAwait(false);
        var poolStopped = stopped && await PoolStopsAsync(cell).ConfigureAwait(false);
        if (poolStopped) CellContext.EndInterrupt();
        if (poolStopped && !cell.WasTold && !cell.TokenWasRead) return ended.Task.Result;       // through before
        return new InterruptedException(!stopped, stopped && !poolStopped);
    }

    private static Exception? Body(CellContext cell, Pump pump, Func<Task> body)
    {
        try
        {
            cell.Enter();
            pump.Run(body);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
        finally
        {
            CellContext.Leave();
        }
    }

    /// <summary>A cell's code looks for the interrupt, see <see cref="LoopChecks"/>; a wait must be ended.</summary>
    /// <remarks>What looks at the token on its own gets a moment longer, to end in its own way; so does what a
    /// finally block waits for.</remarks>
    private static async Task<bool> StopAsync(Thread thread, Func<Pump?> pump, Task ended, bool polls)
    {
        await EndsWithin(polls ? 500 : 100).ConfigureAwait(false);
        var last = -1000L;
        for (var i = 0; i < 20 && !ended.IsCompleted; i++)
        {
            var cleans = Environment.TickCount64 - last < 320 || pump()?.IsIdle == true && i < 8;
            if (!cleans && thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
            {
                last = Environment.TickCount64;
                thread.Interrupt();
            }
            await EndsWithin(40).ConfigureAwait(false);
        }
        return ended.IsCompleted;

        Task EndsWithin(int milliseconds) => Task.WhenAny(ended, Task.Delay(milliseconds, CancellationToken.None));
    }

    private static async Task<bool> PoolStopsAsync(CellContext cell)
    {
        for (var i = 0; i < 25 && cell.HasThreads; i++)
            await Task.Delay(20, CancellationToken.None).ConfigureAwait(false);
        return !cell.HasThreads;
    }
}

/// <summary>The cell was interrupted, and perhaps something of it runs on.</summary>
internal sealed class InterruptedException(bool threadRunsOn, bool poolRunsOn) : Exception
{
    public override string Message => threadRunsOn
        ? "The cell was interrupted, but a call that it made runs on: restart the kernel to stop it."
        : poolRunsOn
            ? "The cell was interrupted; work that it left on other threads runs on: restart the kernel to stop it."
            : "The cell was interrupted.";
}
