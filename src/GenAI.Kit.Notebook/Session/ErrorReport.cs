using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session;

/// <summary>Failures as a notebook's reader wants them: cell, line, column, nothing of the framework.</summary>
internal static partial class ErrorReport
{
    private const int MaxErrors = 10;
    private const int MaxFrames = 100;

    /// <summary>The errors, each with its line and a caret under the place.</summary>
    public static CellException OfCompilation(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToList();
        var lines = errors.Take(MaxErrors).SelectMany(Lines).ToList();
        if (errors.Count > MaxErrors) lines.Add($"… and {errors.Count - MaxErrors} more errors.");
        return new CellException(CellError.CompileError, lines);
    }

    public static CellError OfException(Exception exception)
    {
        var wraps = exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 };
        var e = wraps ? exception.InnerException! : exception;
        return e switch
        {
            InterruptedException => new(CellError.Interrupted, e.Message, [e.Message]),
            CellException cell => cell.ToError(),
            _ => new(e.GetType().Name, Message(e), [.. Traceback(e)]),
        };
    }

    private static IEnumerable<string> Lines(Diagnostic d)
    {
        var at = d.Location.GetLineSpan();
        var (line, column) = (at.StartLinePosition.Line, at.StartLinePosition.Character);
        yield return $"{at.Path}, line {line + 1}, column {column + 1}: {d.Id}: {d.GetMessage()}";
        if (d.Location.SourceTree is not { } tree) yield break;
        var text = tree.GetText().Lines[line].ToString();
        yield return "    " + text.Replace('\t', ' ');
        var width = at.EndLinePosition.Line == line ? at.EndLinePosition.Character - column : text.Length - column;
        yield return "    " + new string(' ', column) + new string('^', Math.Max(1, width));
    }

    private static IEnumerable<string> Traceback(Exception e)
    {
        yield return $"{e.GetType()}: {Message(e)}";
        foreach (var line in Frames(new StackTrace(e, fNeedFileInfo: true))) yield return "   at " + line;
        if (e.InnerException is null) yield break;
        foreach (var (i, line) in Traceback(e.InnerException).Index()) yield return i == 0 ? " ---> " + line : line;
    }

    /// <summary>What the exception says of itself, which a cell's own type may have written; without libtorch's frames.
    /// </summary>
    private static string Message(Exception e)
    {
        var (message, error) = e.GetType().Assembly.IsDynamic || e.GetType().Assembly.Location.Length == 0
            ? FormatGuard.Run(() => e.Message, TimeSpan.FromSeconds(2))
            : (e.Message, null);
        return error is not null ? $"(its message can't be read: {error.GetType().Name})"
            : message?.Split("\nException raised from ")[0] ?? "";
    }

    /// <summary>The frames worth showing; a recursion's are told once.</summary>
    private static IEnumerable<string> Frames(StackTrace trace)
    {
        var frames = trace.GetFrames().Take(MaxFrames).Concat(trace.GetFrames().Skip(MaxFrames).TakeLast(MaxFrames));
        var (last, times) = (default(string), 0);
        foreach (var line in frames.Select(Describe).OfType<string>().Append(null))
        {
            if (line == last)
            {
                times++;
                continue;
            }
            if (last is not null) yield return times == 0 ? last : $"{last} (repeated)";
            (last, times) = (line, 0);
        }
    }

    /// <summary>A frame of a cell, of a loaded file or of a library with symbols; null for the framework's.</summary>
    private static string? Describe(StackFrame frame)
    {
        if (frame.GetFileName() is not { } file || frame.GetMethod() is not { } method) return null;
        if (method.DeclaringType?.Assembly == typeof(ErrorReport).Assembly) return null;
        var place = $"{(Path.IsPathRooted(file) ? Path.GetFileName(file) : file)}, line {frame.GetFileLineNumber()}";
        var name = Name(method);
        return name is null ? place : $"{name} in {place}";
    }

    /// <summary>The method as it was written: no state machines, no closures; null at a cell's top level.</summary>
    private static string? Name(MethodBase method)
    {
        var type = method.DeclaringType?.FullName ?? "";
        var generated = GeneratedName().Match(method.Name is "MoveNext" ? type : method.Name);
        var name = generated.Success ? generated.Groups["name"].Value : method.Name;
        if (name is "Initialize" or "<Initialize>" or "Factory" or "<Factory>") return null;
        var owner = CellClass().Replace(type, "").Split("<>")[0].Split('<')[0].TrimEnd('.', '+').Replace('+', '.');
        return owner.Length > 0 ? $"{owner}.{name}" : name;
    }

    [GeneratedRegex(@"<<?(?<name>\w+)>?(b__|g__(?<name>\w+)\||d)?")]
    private static partial Regex GeneratedName();

    [GeneratedRegex(@"^Cell\d+\+?")]
    private static partial Regex CellClass();
}
