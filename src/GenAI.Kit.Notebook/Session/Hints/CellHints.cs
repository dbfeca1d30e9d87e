using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.Hints;

/// <summary>What to write instead, where that can be told; and the errors that are left to show.</summary>
internal static class CellHints
{
    private const int Most = 3;

    public static (IReadOnlyList<Diagnostic> Errors, IReadOnlyList<string> Hints) Of(FailedCell cell)
    {
        if (PythonHabits.Line(cell) is { } habit) return ([habit.Error], [habit.Text]);
        var hints = ScriptLimits.Of(cell).ToList();
        var errors = cell.Errors.Where(e => !hints.Any(h => IsTold(cell, e, h))).ToList();
        var rest = cell with { Errors = errors };
        hints.AddRange([.. PythonHabits.Names(rest), .. MissingNames.Of(rest), .. Redeclared.Of(rest)]);
        return (errors, [.. hints.Select(h => h.Text).Distinct().Take(Most)]);
    }

    /// <summary>Whether a hint's first error makes this one superfluous.</summary>
    private static bool IsTold(FailedCell cell, Diagnostic error, Hint hint) =>
        hint.Part is { } part && cell.In(part).Skip(1).Contains(error)
        || hint.Names?.Contains(cell.At(error)) == true && cell.In(hint.Part!.Value).FirstOrDefault() != error;
}
