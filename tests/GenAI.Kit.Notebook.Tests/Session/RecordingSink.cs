using System.Text;
using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session;

/// <summary>Keeps what a cell puts out.</summary>
internal sealed class RecordingSink : ICellSink
{
    private readonly StringBuilder stdout = new();
    private readonly StringBuilder stderr = new();
    private readonly List<(MimeBundle Data, string? Id, bool Update)> displays = [];

    public Queue<string> Answers { get; } = new();

    public List<(string Prompt, bool Password)> Questions { get; } = [];

    public Action? OnStream { get; init; }

    public List<bool> Clears { get; } = [];

    public string Out { get { lock (this) return stdout.ToString(); } }

    public string Error { get { lock (this) return stderr.ToString(); } }

    public IReadOnlyList<(MimeBundle Data, string? Id, bool Update)> Displays
    {
        get { lock (this) return [.. displays]; }
    }

    public void Stream(string name, string text)
    {
        lock (this) (name == "stdout" ? stdout : stderr).Append(text);
        OnStream?.Invoke();
    }

    public void Display(MimeBundle data, string? displayId, bool update)
    {
        lock (this) displays.Add((data, displayId, update));
    }

    public void ClearOutput(bool wait) => Clears.Add(wait);

    public string ReadLine(string prompt, bool password, CancellationToken token)
    {
        Questions.Add((prompt, password));
        return Answers.Dequeue();
    }
}
