namespace GenAI.Kit.Notebook.Session.Running;

/// <summary>The cell that is running, as the code in it sees the world: its sink, its number, its token.</summary>
internal sealed class CellContext(ICellSink sink, int number, CancellationToken token)
{
    // Told whenever a thread takes up or leaves the flow of a cell: also a pool thread that runs a task of it.
    private static readonly AsyncLocal<CellContext?> Flow = new(change =>
    {
        change.PreviousValue?.Count(-1);
        change.CurrentValue?.Count(1);
    });

    // How long code that has been told of the interrupt may go on, in its finally blocks and with their output.
    private const int Grace = 300;                                      // milliseconds

    private static CellContext? latest;
    private static int interrupts;
    private readonly CancellationTokenSource asked = new();
    private CancellationTokenSource? code;
    private int threads;
    private long graceEnds;                                             // 0 until the interrupt has thrown
    private string unfinished = "";

    static CellContext() => AppDomain.CurrentDomain.FirstChanceException += (_, e) =>
    {
        if (interrupts > 0 && e.Exception is OperationCanceledException or ThreadInterruptedException)
            Flow.Value?.BeginGrace();
    };

    /// <summary>The cell that this flow of execution belongs to; for a foreign thread, the latest one.</summary>
    public static CellContext? Current => Flow.Value ?? Volatile.Read(ref latest);

    public int Number => number;

    /// <summary>Whether any thread runs code of the cell, or waits in it.</summary>
    public bool HasThreads => Volatile.Read(ref threads) > 0;

    /// <summary>Whether the interrupt has reached the code.</summary>
    public bool WasTold => Volatile.Read(ref graceEnds) != 0;

    /// <summary>Whether the code looked at its token: it may then end by itself, and gets a moment for it.</summary>
    public bool TokenWasRead { get; private set; }

    public CancellationToken Token
    {
        get
        {
            TokenWasRead = true;
            return asked.Token;
        }
    }

    /// <summary>For waits that the cell's own code makes: cancelled when it is to end; none outside of cells.
    /// </summary>
    public static CancellationToken WaitToken => Flow.Value is { } cell && !cell.InGrace ? cell.OwnToken : default;

    /// <summary>Tells what waits for <see cref="Token"/>, on other threads: a callback may take its time.</summary>
    public void Tell() => _ = asked.CancelAsync();

    private CancellationToken OwnToken => token;

    private bool InGrace => Volatile.Read(ref graceEnds) is var ends && ends != 0 && Environment.TickCount64 < ends;

    /// <summary>The calling thread is the cell's, until <see cref="Leave"/>.</summary>
    public void Enter()
    {
        Flow.Value = this;
        Volatile.Write(ref latest, this);
    }

    public static void Leave() => Flow.Value = null;

    /// <summary>The calling flow, a part of the cell's, is this context's until it ends.</summary>
    public void EnterFlow() => Flow.Value = this;

    /// <summary>The same cell, for code that can be stopped alone.</summary>
    public CellContext Part(CancellationToken stop) => new(sink, number, stop);

    /// <summary>This part of a cell was stopped alone: nobody waits for what it does.</summary>
    public bool IsOver { get; set; }

    /// <summary>Cancelled with the cell, or alone; to be disposed.</summary>
    public CancellationTokenSource NewStop() => CancellationTokenSource.CreateLinkedTokenSource(token);

    /// <summary>Gives all code of cells a token to look at; set by who compiled them.</summary>
    public Action<CancellationToken>? Lend { get; init; }

    /// <summary>How later cells are given names of namespaces.</summary>
    public Action<IEnumerable<string>>? Import { get; init; }

    /// <summary>What the code of cells looks at while this cell runs.</summary>
    public CancellationToken CodeToken => (code ??= NewStop()).Token;

    /// <summary>Ends loops in the code of cells, as an interrupt does, though nobody interrupts the cell.</summary>
    public void StopCode() => (code ??= NewStop()).Cancel();

    /// <summary>The code of cells may run again.</summary>
    public void RenewCode()
    {
        code = NewStop();
        Lend?.Invoke(code.Token);
    }

    /// <summary>Ends the calling code if its cell is interrupted.</summary>
    public static void Check()
    {
        if (interrupts > 0) Flow.Value?.ThrowIfInterrupted();        // else one comparison: loops call this
    }

    /// <summary>From here on <see cref="Check"/> looks closely.</summary>
    public static void BeginInterrupt() => Interlocked.Increment(ref interrupts);

    /// <summary>No code of the interrupted cell runs any more.</summary>
    public static void EndInterrupt() => Interlocked.Decrement(ref interrupts);

    public void Stream(string name, string text)
    {
        ThrowIfInterrupted();
        var end = text.LastIndexOf('\n');
        if (name == "stdout") unfinished = end >= 0 ? text[(end + 1)..] : unfinished + text;
        sink.Stream(name, text);
    }

    /// <summary>Output that even an interrupted cell may make.</summary>
    public void StreamAlways(string name, string text) => sink.Stream(name, text);

    public void Display(MimeBundle data, string? id, bool update)
    {
        ThrowIfInterrupted();
        sink.Display(data, id, update);
    }

    public void ClearOutput(bool wait) => sink.ClearOutput(wait);

    /// <summary>Asks; what the cell has written on its last line is the question if there is no other.</summary>
    public string ReadLine(string prompt, bool password)
    {
        var question = prompt.Length > 0 ? prompt : unfinished;
        unfinished = "";
        return sink.ReadLine(question, password, token);
    }

    private void Count(int change) => Interlocked.Add(ref threads, change);

    /// <summary>A foreign thread, which only writes while the cell is the latest, is no code of the cell.</summary>
    public void ThrowIfInterrupted()
    {
        if (Flow.Value == this && token.IsCancellationRequested && !InGrace) token.ThrowIfCancellationRequested();
    }

    /// <summary>The cell has been told: what it does now is to clean up, and it may, for a while.</summary>
    private void BeginGrace()
    {
        if (!token.IsCancellationRequested) return;
        if (Interlocked.CompareExchange(ref graceEnds, Environment.TickCount64 + Grace, 0) != 0) return;
        Lend?.Invoke(new CancellationTokenSource(Grace).Token);
    }
}
