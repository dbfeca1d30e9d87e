namespace GenAI.Kit.Notebook.Session;

/// <summary>Where a running cell's output goes. Called from any thread; must neither block nor throw.</summary>
public interface ICellSink
{
    /// <param name="name"><c>stdout</c> or <c>stderr</c>.</param>
    void Stream(string name, string text);

    /// <param name="displayId">Names the display: a later call with <paramref name="update"/> replaces it.</param>
    void Display(MimeBundle data, string? displayId, bool update);

    /// <param name="wait">Clear only when the next output comes.</param>
    void ClearOutput(bool wait);

    /// <summary>Asks the user for a line; this one call may block.</summary>
    string ReadLine(string prompt, bool password, CancellationToken token);
}
