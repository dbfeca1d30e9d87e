using System.Runtime;

namespace GenAI.Kit.Notebook.Session;

/// <summary>Runs a cell on a thread of its own that an interrupt can end.</summary>
internal static class CellThread
{
    private const int StackBytes = 16 << 20;

    /// <returns>What the body threw, or null; an <see cref="InterruptedException"/> after an interrupt.</returns>
    public static async Task<Exception?> RunAsync(CellContext cell, Func<Task> body, CancellationToken interrupt)
    {
        using var abort = new CancellationTokenSource();
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var busyBefore = BusyPoolThreads();
        var thread = new Thread(() => ended.SetResult(Body(cell, body, abort.Token)), StackBytes)
        {
            IsBackground = true,
            Name = $"cell {cell.Number}",
        };
        thread.Start();
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = interrupt.Register(interrupted.SetResult);
        await Task.WhenAny(ended.Task, interrupted.Task).ConfigureAwait(false);
        if (!interrupt.IsCancellationRequested) return await ended.Task;
        var stopped = await StopAsync(thread, abort, ended.Task, cell.TokenWasRead);
        return new InterruptedException(!stopped, stopped && await PoolRunsOnAsync(busyBefore));
    }

    private static Exception? Body(CellContext cell, Func<Task> body, CancellationToken abort)
    {
        try
        {
            cell.Enter();
#pragma warning disable SYSLIB0046 // the one way to end code that does not cooperate
            ControlledExecution.Run(() => new Pump().Run(body), abort);
#pragma warning restore SYSLIB0046
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>
    /// Politely first: code of cells looks at the token, and a wait ends by an interrupt. Only a loop in a library needs
    /// the abort. It comes last and alone: it hits anywhere, and together with an interrupt it can end the process.
    /// </summary>
    private static async Task<bool> StopAsync(Thread thread, CancellationTokenSource abort, Task ended, bool polls)
    {
        await EndsWithin(polls ? 1000 : 100);
        for (var i = 0; i < 10 && !ended.IsCompleted; i++)
        {
            if (thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)) thread.Interrupt();
            await EndsWithin(40);
        }
        if (ended.IsCompleted) return true;
        var aborting = Task.Run(abort.Cancel, CancellationToken.None);
        await EndsWithin(500);
        if (ended.IsCompleted) await aborting.ConfigureAwait(false);
        return ended.IsCompleted;

        Task EndsWithin(int milliseconds) => Task.WhenAny(ended, Task.Delay(milliseconds, CancellationToken.None));
    }

    /// <summary>Whether pool threads that were not busy before stay busy, and use the processor.</summary>
    private static async Task<bool> PoolRunsOnAsync(int busyBefore)
    {
        for (var i = 0; i < 3; i++)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            await Task.Delay(60, CancellationToken.None);
            if (BusyPoolThreads() <= busyBefore) return false;
            if ((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds < 30) return false;
        }
        return true;
    }

    private static int BusyPoolThreads()
    {
        ThreadPool.GetMaxThreads(out var max, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return max - available - (Thread.CurrentThread.IsThreadPoolThread ? 1 : 0);
    }
}

/// <summary>The cell was interrupted, and perhaps something of it runs on.</summary>
internal sealed class InterruptedException(bool threadRunsOn, bool poolRunsOn) : Exception
{
    public override string Message => threadRunsOn
        ? "The cell was interrupted, but its thread is in native code that can't be stopped: restart the kernel."
        : poolRunsOn
            ? "The cell was interrupted; work that it left on pool threads runs on: restart the kernel to stop it."
            : "The cell was interrupted.";
}
