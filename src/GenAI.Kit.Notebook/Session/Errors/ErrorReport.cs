using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Session.Hints;
using GenAI.Kit.Notebook.Session.Running;
using GenAI.Kit.Notebook.Session.Showing;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.Errors;

/// <summary>Failures as a notebook's reader wants them: cell, line, column, nothing of the framework.</summary>
internal static partial class ErrorReport
{
    private const int MaxErrors = 10;
    private const int MaxFrames = 100;
    private const int MaxInner = 10;

    /// <summary>The errors in the order of their lines, and below them what to write instead, where it is known.
    /// </summary>
    public static CellException OfCompilation(FailedCell cell)
    {
        var (errors, hints) = CellHints.Of(cell);
        var lines = errors.Take(MaxErrors).SelectMany(ErrorLines.Of).ToList();
        if (errors.Count > MaxErrors) lines.Add($"… and {errors.Count - MaxErrors} more errors.");
        lines.AddRange(hints.SelectMany(h => ErrorLines.Wrap("Hint: " + h)));
        return new CellException(CellError.CompileError, ErrorLines.Message(errors[0]), lines);
    }

    public static CellError OfException(Exception exception)
    {
        var wraps = exception is TargetInvocationException or AggregateException { InnerExceptions.Count: 1 };
        var e = wraps ? exception.InnerException! : exception;
        return e switch
        {
            InterruptedException => new(CellError.Interrupted, e.Message, [e.Message]),
            CellException cell => cell.ToError(),
            _ => new(e.GetType().Name, Plain(Message(e)), [.. Traceback(e), .. Hint(e)]),
        };
    }

    private static IEnumerable<string> Traceback(Exception e)
    {
        var type = e.GetType().IsGenericType ? e.GetType().Name.Split('`')[0] : $"{e.GetType()}";
        foreach (var line in Plain($"{type}: {Message(e)}").ReplaceLineEndings("\n").Split('\n'))
            foreach (var part in ErrorLines.Wrap(line)) yield return part;
        foreach (var line in Frames(new StackTrace(e, fNeedFileInfo: true), e)) yield return "   at " + line;
        IEnumerable<Exception> inner = e is AggregateException all ? all.InnerExceptions : e.InnerException is { } one
            ? [one] : [];
        foreach (var cause in inner.Take(MaxInner))
            foreach (var (i, line) in Traceback(cause).Index()) yield return i == 0 ? " ---> " + line : line;
    }

    /// <summary>Names of types as cells write them: without the class that holds a cell.</summary>
    private static string Plain(string text) => Origins().Replace(CellType().Replace(text, ""), "${a} to ${b}.");

    private static IEnumerable<string> Hint(Exception e)
    {
        if (e is not InvalidCastException || SameName().Match(Plain(Message(e))) is not { Success: true } match)
            return [];
        return ErrorLines.Wrap("Hint: " + Redeclared.Text(match.Groups["name"].Value));
    }

    /// <summary>What the exception says of itself, which a cell's own type may have written; without libtorch's
    /// frames.</summary>
    private static string Message(Exception e)
    {
        var (message, error) = FormatGuard.Run(() => e.Message, TimeSpan.FromSeconds(2));
        return error is not null ? $"(its message can't be read: {error.GetType().Name})"
            : message?.Split("\nException raised from ")[0] ?? "";
    }

    /// <summary>The frames worth showing; a recursion's are told once.</summary>
    /// <remarks>An endless recursion leaves some hundred thousand: they are gone through once.</remarks>
    private static IEnumerable<string> Frames(StackTrace trace, Exception e)
    {
        var all = trace.GetFrames();
        var thrower = Thrower(all);
        var frames = all.Take(MaxFrames).Concat(all.Skip(Math.Max(MaxFrames, all.Length - MaxFrames)));
        var (last, times) = (default(string), 0);
        foreach (var line in frames.Select(f => Describe(f, e, thrower)).OfType<string>().Append(null))
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
    private static string? Describe(StackFrame frame, Exception e, MethodBase? thrower)
    {
        if (frame.GetMethod() is not { } method) return null;
        if (method.DeclaringType?.Assembly == typeof(ErrorReport).Assembly) return null;
        var place = frame.GetFileName() is { } file
            ? Place(file, e, method, method == thrower, frame.GetFileLineNumber()) : Guess(method, e);
        if (place is null) return null;
        var name = Name(method);
        return name is null ? place : $"{name} in {place}";
    }

    /// <summary>The runtime's line, unless it can't have thrown this.</summary>
    private static string Place(string file, Exception e, MethodBase method, bool threw, int line) =>
        threw && ThrowingLines.Of(method, e) is { Lines.Count: > 0 } found
        && !found.Lines.Contains(line)
            ? Guess(method, e)! : $"{Path.GetFileName(file)}, line {line}";

    /// <summary>The function above which there is no other, but for those that the runtime throws by.</summary>
    private static MethodBase? Thrower(StackFrame[] frames) => frames.Select(frame => frame.GetMethod())
        .FirstOrDefault(m => m is not null && !IsHidden(m) && !IsHidden(m.DeclaringType));

    private static bool IsHidden(MemberInfo? member) => member?.IsDefined(typeof(StackTraceHiddenAttribute)) == true;

    /// <summary>Where the runtime does not say which line of a cell threw: the one that can have, or those.</summary>
    private static string? Guess(MethodBase method, Exception e)
    {
        if (ThrowingLines.Of(method, e) is not { } found) return null;
        var lines = string.Join(" or ", found.Lines);
        return Path.GetFileName(found.Cell) + (lines.Length > 0 ? $", line {lines}" : "");
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

    [GeneratedRegex(@"\bCell\d+\+")]
    private static partial Regex CellType();

    // the runtime tells two types of one name apart by their load contexts
    [GeneratedRegex(@"(?s)\[A\](?<a>\S+ cannot be cast) to \[B\](?<b>\S+?)\. Type A originates.*")]
    private static partial Regex Origins();

    [GeneratedRegex(@"^(?<name>\S+) cannot be cast to \k<name>\.")]
    private static partial Regex SameName();
}
