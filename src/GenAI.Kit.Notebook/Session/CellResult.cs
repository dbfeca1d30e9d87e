namespace GenAI.Kit.Notebook.Session;

/// <summary>How a cell ended: its last expression's value as a mime bundle, or the one error.</summary>
public sealed record CellResult(int Number, MimeBundle? Value, CellError? Error)
{
    public bool Succeeded => Error is null;
}

/// <summary>A failure as a notebook shows it.</summary>
/// <param name="Name">The exception's type, <c>CompileError</c> or <c>Interrupted</c>.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Traceback">The lines to show, cell and line named.</param>
public sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback)
{
    /// <summary>The name of the error of a cell that was interrupted.</summary>
    public const string Interrupted = "Interrupted";

    /// <summary>The name of the error of a cell that does not compile.</summary>
    public const string CompileError = "CompileError";
}

/// <summary>A failure that is told in full by its message: no stack is shown.</summary>
public sealed class CellException(string name, string message, IReadOnlyList<string> lines) : Exception(message)
{
    public CellException(string name, IReadOnlyList<string> lines) : this(name, lines[0], lines) { }

    public CellException(string name, string line) : this(name, line, [line]) { }

    public CellError ToError() => new(name, Message, lines);
}
