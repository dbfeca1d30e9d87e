namespace GenAI.Kit.Notebook.Session;

/// <summary>The cell that is running, as the code in it sees the world: its sink, its number, its token.</summary>
internal sealed class CellContext(ICellSink sink, int number, CancellationToken token)
{
    private static readonly AsyncLocal<CellContext?> current = new();
    private static CellContext? latest;

    /// <summary>The cell that this flow of execution belongs to; for a foreign thread, the latest one.</summary>
    public static CellContext? Current => current.Value ?? Volatile.Read(ref latest);

    public int Number => number;

    /// <summary>Whether the code looked at its token: it may then end by itself, and gets a moment for it.</summary>
    public bool TokenWasRead { get; private set; }

    public CancellationToken Token
    {
        get
        {
            TokenWasRead = true;
            return token;
        }
    }

    public void Enter()
    {
        current.Value = this;
        Volatile.Write(ref latest, this);
    }

    // An interrupt aborts the thread anywhere but in a finally block: a sink's queue must never be left half changed.
    public void Stream(string name, string text)
    {
        token.ThrowIfCancellationRequested();
        try { }
        finally { sink.Stream(name, text); }
    }

    /// <summary>Output that even an interrupted cell may make.</summary>
    public void StreamAlways(string name, string text) => sink.Stream(name, text);

    public void Display(MimeBundle data, string? id, bool update)
    {
        token.ThrowIfCancellationRequested();
        try { }
        finally { sink.Display(data, id, update); }
    }

    public void ClearOutput(bool wait)
    {
        try { }
        finally { sink.ClearOutput(wait); }
    }

    public string ReadLine(string prompt, bool password) => sink.ReadLine(prompt, password, token);
}
