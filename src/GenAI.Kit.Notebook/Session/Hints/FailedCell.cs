using GenAI.Kit.Notebook.Session.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace GenAI.Kit.Notebook.Session.Hints;

/// <summary>A cell that does not compile, with what is known of the session.</summary>
/// <param name="Errors">In the order of their lines.</param>
/// <param name="Earlier">The cells that declared something.</param>
/// <param name="IsFirst">No cell has run before, not even one that failed.</param>
internal sealed record FailedCell(
    SyntaxTree Written, CSharpCompilation Compilation, IReadOnlyList<Diagnostic> Errors,
    IReadOnlyList<DeclaringCell> Earlier, bool IsFirst)
{
    public string Text { get; } = Written.GetText().ToString();

    /// <summary>The errors that lie in a part of the cell.</summary>
    public IEnumerable<Diagnostic> In(TextSpan span) =>
        Errors.Where(e => e.Location.SourceTree == Written && e.Location.SourceSpan.IntersectsWith(span));

    /// <summary>The code that an error points at.</summary>
    public string At(Diagnostic error) =>
        error.Location.SourceTree is { } tree ? tree.GetText().ToString(error.Location.SourceSpan) : "";
}

/// <summary>A sentence that says what to write.</summary>
/// <param name="Part">A part of the cell of whose errors the first tells enough.</param>
/// <param name="Names">Names that are unknown only because of that part.</param>
internal sealed record Hint(string Text, TextSpan? Part = null, IReadOnlyList<string>? Names = null);
