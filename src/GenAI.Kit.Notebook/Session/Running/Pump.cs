namespace GenAI.Kit.Notebook.Session.Running;

/// <summary>Runs what follows an <c>await</c> on the cell's own thread, so that an interrupt reaches it.</summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Call, object? State)> work = new();
    private readonly Thread thread = Thread.CurrentThread;
    private readonly Timer watch;
    private bool waiting;
    private bool closed;

    public Pump() => watch = new Timer(_ => HelpBlockedThread(), null, Timeout.Infinite, Timeout.Infinite);

    /// <summary>Whether the thread waits for what an <c>await</c> waits for, not in code of the cell.</summary>
    public bool IsIdle => Volatile.Read(ref waiting);

    public void Run(Func<Task> body)
    {
        SetSynchronizationContext(this);
        try
        {
            var task = body();
            task.GetAwaiter().UnsafeOnCompleted(() => Post(_ => { }, null));
            while (!task.IsCompleted) Take()();
            task.GetAwaiter().GetResult();
        }
        finally
        {
            Close();
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (work)
        {
            if (!closed)
            {
                work.Enqueue((d, state));
                if (waiting) Monitor.Pulse(work);
                else watch.Change(20, Timeout.Infinite);
                return;
            }
        }
        ThreadPool.QueueUserWorkItem(_ => d(state));
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Thread.CurrentThread == thread) d(state);
        else Task.Factory.StartNew(() => d(state), default, TaskCreationOptions.None, TaskScheduler.Default).Wait();
    }

    private Action Take()
    {
        lock (work)
        {
            waiting = true;
            while (work.Count == 0) Monitor.Wait(work);
            waiting = false;
            var (call, state) = work.Dequeue();
            return () => call(state);
        }
    }

    /// <summary>A cell that blocks in <c>task.Result</c> waits for work of this queue: the pool does it.</summary>
    private void HelpBlockedThread()
    {
        lock (work)
        {
            if (closed || work.Count == 0) return;
            if (!waiting && thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin)) ToPool();
            else watch.Change(20, Timeout.Infinite);
        }
    }

    private void Close()
    {
        lock (work)
        {
            closed = true;
            ToPool();
        }
        watch.Dispose();
    }

    private void ToPool()
    {
        while (work.TryDequeue(out var item)) ThreadPool.QueueUserWorkItem(_ => item.Call(item.State));
    }
}
