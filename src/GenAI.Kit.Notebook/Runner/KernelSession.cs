using System.Text.Json.Nodes;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>How one cell ended.</summary>
public enum CellEnd { Fine, Failed, OverTime, Interrupted, KernelEnded }

/// <param name="End">How it ended.</param>
/// <param name="Fault">Unless fine: the exception and its message, or how the kernel ended.</param>
/// <param name="ExecutionCount">The cell's number, if the kernel gave one.</param>
public sealed record CellOutcome(CellEnd End, string? Fault, int? ExecutionCount);

/// <summary>A kernel out of process and the connection to it: starts, runs cells within time limits, ends.</summary>
public sealed class KernelSession : IAsyncDisposable
{
    private static readonly TimeSpan CancelledGrace = TimeSpan.FromSeconds(0.8);     // of one who has asked us to end
    private readonly LoopbackConnection connection = new();
    private readonly KernelProcess process;
    private readonly KernelClient client;
    private readonly RunOptions options;
    private bool cancelled;

    private KernelSession(RunOptions options)
    {
        this.options = options;
        try
        {
            process = new KernelProcess(options, connection.Path);
            client = new KernelClient(connection.File);
        }
        catch
        {
            process?.Dispose();
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The kernel's process id.</summary>
    public int ProcessId => process.Id;

    /// <summary>The most memory that the kernel's process had resident so far.</summary>
    public long PeakBytes => process.PeakBytes;

    /// <exception cref="NotebookException">The kernel did not start, or not in time.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the kernel is gone.</exception>
    public static async Task<KernelSession> Start(RunOptions options, CancellationToken cancellation = default)
    {
        var session = new KernelSession(options);
        try
        {
            await session.UntilReady(cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a cell; over its time limit or cancelled, it is interrupted, then the kernel killed.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="collector">Where its outputs go.</param>
    /// <param name="outputs">The cell's list of outputs.</param>
    /// <param name="own">Told of the cell's own progress.</param>
    /// <param name="cancellation">Interrupts the cell.</param>
    public async Task<CellOutcome> Execute(string code, OutputCollector collector, JsonArray outputs,
        Action<ProgressMessage>? own = null, CancellationToken cancellation = default)
    {
        lock (collector) collector.Begin(outputs);
        client.Late = late => { lock (collector) collector.AddLate(late.Type, late.Content); };
        var request = client.Shell("execute_request", new JsonObject
        {
            ["code"] = code, ["silent"] = false, ["store_history"] = true, ["allow_stdin"] = false,
            ["stop_on_error"] = false, ["user_expressions"] = new JsonObject(),
        }, message =>
        {
            var progress = CellMessages.Progressed(message.Content["data"]?[CellMessages.Progress]);
            if (progress != null) own?.Invoke(progress);
            lock (collector) collector.Add(message.Type, message.Content);
        });
        var limit = Task.Delay(options.CellLimit ?? Timeout.InfiniteTimeSpan, CancellationToken.None);
        await Task.WhenAny(request.Done, process.Ended, limit, Cancelled(cancellation));
        var stopped = await Stopped(request, cancellation);
        process.MeasureMemory();
        lock (collector) collector.End();
        if (stopped != null) return new(stopped.Value, null, Count(request));
        if (!request.Done.IsCompleted) return new(CellEnd.KernelEnded, await process.Obituary(), null);
        return Outcome(await request.Reply.Task);
    }

    /// <summary>Asks the kernel to end, kills it if it does not (or at once, after a cancellation), and removes what
    /// the session left on disk.</summary>
    public async ValueTask DisposeAsync()
    {
        process.MeasureMemory();
        if (!process.Ended.IsCompleted && !cancelled)
        {
            _ = client.Control("shutdown_request", new JsonObject { ["restart"] = false });
            await Task.WhenAny(process.Ended, Task.Delay(3000));
        }

        process.Dispose();
        client.Dispose();
        connection.Dispose();
    }

    // A subscription takes a moment: kernel_info is asked until its status has been heard on iopub.
    private async Task UntilReady(CancellationToken cancellation)
    {
        var limit = Task.Delay(options.StartLimit, cancellation);
        var wait = 500;
        KernelClient.Request? first = null;
        while (true)
        {
            var request = client.Shell("kernel_info_request", []);
            first ??= request;
            var ready = Task.WhenAll(request.Reply.Task, request.Subscribed);
            await Task.WhenAny(ready, process.Ended, limit, Task.Delay(wait, cancellation));
            cancelled = cancellation.IsCancellationRequested;
            cancellation.ThrowIfCancellationRequested();
            if (process.Ended.IsCompleted)
                throw new NotebookException(
                    $"The kernel did not start: {await process.Obituary()}: run `genai doctor`.");
            if (ready.IsCompleted) return;
            if (limit.IsCompleted)
                throw new NotebookException($"The kernel did not answer in {options.StartLimit.TotalSeconds:0.#} s: "
                    + "give it more time with --start-timeout, or run `genai doctor`.", ExitCode.TimeLimit);
            wait = first.Reply.Task.IsCompleted ? 20 : 500;
        }
    }

    /// <returns>Null if the cell ended, or the kernel, by itself.</returns>
    private async Task<CellEnd?> Stopped(KernelClient.Request request, CancellationToken cancellation)
    {
        if (request.Done.IsCompleted) return null;
        if (process.Ended.IsCompleted)
        {
            // A terminal tells its whole group to end: then the kernel may have heard it first.
            await Task.WhenAny(Cancelled(cancellation), Task.Delay(200, CancellationToken.None));
            return cancellation.IsCancellationRequested ? CellEnd.Interrupted : null;
        }

        cancelled = cancellation.IsCancellationRequested;
        await Interrupt(request, cancelled && options.Grace > CancelledGrace ? CancelledGrace : options.Grace);
        return cancelled ? CellEnd.Interrupted : CellEnd.OverTime;
    }

    private async Task Interrupt(KernelClient.Request request, TimeSpan grace)
    {
        _ = client.Control("interrupt_request", []);
        await Task.WhenAny(request.Done, process.Ended, Task.Delay(grace));
        if (request.Done.IsCompleted) return;
        process.MeasureMemory();
        process.Kill();
        await process.Ended;
    }

    private static Task Cancelled(CancellationToken cancellation)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellation.Register(cancelled.SetResult);
        return cancelled.Task;
    }

    private static int? Count(KernelClient.Request request) =>
        request.Reply.Task.IsCompletedSuccessfully ? (int?)request.Reply.Task.Result["execution_count"] : null;

    private static CellOutcome Outcome(JsonObject reply)
    {
        var count = (int?)reply["execution_count"];
        if ((string?)reply["status"] == "ok") return new(CellEnd.Fine, null, count);
        var fault = $"{(string?)reply["ename"]}: {(string?)reply["evalue"]}".Trim(' ', ':');
        return new(CellEnd.Failed, fault.Split('\n')[0].Trim(), count);
    }
}
