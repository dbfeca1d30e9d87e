using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>What a kernel's process wrote by itself, and what that says of why it ended.</summary>
/// <remarks>The reason stands at the beginning of what may be thousands of lines of frames.</remarks>
public sealed partial class LastWords
{
    private const int Longest = 300;
    private const StringComparison Plain = StringComparison.Ordinal;
    private string? cause, last;
    private bool inOverflow;

    public void Hear(string line)
    {
        lock (this)
        {
            var text = line.Trim();
            if (text.Length == 0) return;
            last = text;
            if (inOverflow && Frame().Match(text) is { Success: true } frame)
            {
                var method = frame.Groups[1].Value;
                if (cause is null or "stack overflow" || IsLibrary(cause[18..]) && !IsLibrary(method))
                    cause = $"stack overflow in {method}";
                inOverflow = IsLibrary(method);
            }

            if (cause is null) Begin(text);
        }
    }

    /// <summary>One clause: the exit code, and the reason as far as it is known.</summary>
    public string Of(int code)
    {
        lock (this)
        {
            var why = cause is null ? Signal(code) : Readable(cause);
            why ??= last is null ? null : Cut(last.TrimEnd('.'));
            return $"the kernel ended with code {code}" + (why is null ? "" : $": {why}");
        }
    }

    private void Begin(string text)
    {
        if (text.StartsWith("Stack overflow", Plain)) (cause, inOverflow) = ("stack overflow", true);
        else if (text.StartsWith("Out of memory", Plain)) cause = "out of memory";
        else if (text.Contains("std::bad_alloc", Plain)) cause = "out of memory (std::bad_alloc)";
        else if (Reason().Match(text) is { Success: true } reason)
            cause = Cut(reason.Groups[1].Value.Trim().TrimEnd('.'));
    }

    private static string? Signal(int code) => OperatingSystem.IsWindows() ? null : code switch
    {
        128 + 9 => "killed (signal 9), as the system does when memory runs out",
        128 + 15 => "told to end (signal 15)",
        128 + 11 => "a fault in native code (signal 11)",
        _ => null,
    };

    // Cell3+<>c.<<Main>$>b__0_0(Int32) is a lambda of Cell3.
    private static string Readable(string cause) => Lambda().Replace(Local().Replace(cause, "$1"), "a lambda");

    private static bool IsLibrary(string method) =>
        new[] { "System.", "Microsoft.", "DynamicClass." }.Any(part => method.StartsWith(part, Plain));

    private static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "…";

    [GeneratedRegex(@"^at (.+?)(?: in .*)?$")]
    private static partial Regex Frame();

    // libtorch's reason, that of an exception nobody caught, and that of Environment.FailFast
    [GeneratedRegex(@"^(?:what\(\):|Unhandled exception[.:]|Process terminated[.:])\s*(.+)$")]
    private static partial Regex Reason();

    [GeneratedRegex(@"\S*<\S*>b__\S*?(?:\(.*\))?$")]
    private static partial Regex Lambda();

    [GeneratedRegex(@"\S*<\S*>g__(\w+)\|\S*?(?=\()")]
    private static partial Regex Local();
}
