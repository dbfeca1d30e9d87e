using GenAI.Kit.Notebook.Session.Compiling;

namespace GenAI.Kit.Notebook.Session.Language;

/// <summary>Completes something while nobody waits: the first time takes Roslyn more than a second, and again some
/// tenths when a cell has added libraries, where front ends wait for one.</summary>
internal sealed class Warming(SubmissionChain chain, Func<string, Task> complete, SemaphoreSlim idle)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    // A member of a variable of the cell, a name with extension methods, a name alone.
    private static readonly string[] Samples = ["var list = new List<int>();\nlist.", "Con", "Console."];

    private int running;
    private int known = -1;

    /// <summary>Does nothing while it runs already, or if there is nothing new since.</summary>
    public void Start()
    {
        if (known == chain.LibraryCount || Interlocked.Exchange(ref running, 1) == 1) return;
        _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        try
        {
            await Task.Delay(Pause).ConfigureAwait(false);              // a cell may follow at once: it goes first
            await idle.WaitAsync().ConfigureAwait(false);
            idle.Release();
            known = chain.LibraryCount;
            foreach (var sample in Samples) await complete(sample).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // the completion that a user asks for will say so
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }
}
