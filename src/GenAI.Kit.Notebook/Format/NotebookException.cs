namespace GenAI.Kit.Notebook.Format;

/// <summary>How `genai` ends; the numbers are its exit codes.</summary>
public enum ExitCode
{
    Fine = 0,
    CellFailed = 1,
    BadArgument = 2,
    GoalMissed = 3,
    TimeLimit = 4,
    FileTrouble = 5,
    Interrupted = 130,
}

/// <summary>One clear sentence for the user (what, where, what to do) and the exit code that belongs to it.</summary>
public sealed class NotebookException(string message, ExitCode code = ExitCode.FileTrouble, Exception? inner = null)
    : Exception(message, inner)
{
    public ExitCode Code => code;
}
