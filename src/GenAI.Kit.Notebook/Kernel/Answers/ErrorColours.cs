using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Kernel.Answers;

/// <summary>Red for the error and the place that it points at, as front ends show it.</summary>
internal static partial class ErrorColours
{
    private const string Red = "\e[31m", Plain = "\e[0m";

    public static IEnumerable<string> Of(IReadOnlyList<string> traceback)
    {
        var goesOn = false;
        foreach (var (i, line) in traceback.Index())
        {
            var start = Start(line, i, goesOn);
            goesOn = start >= 0 && !Caret().IsMatch(line);
            yield return start < 0 ? line : $"{line[..start]}{Red}{line[start..]}{Plain}";
        }
    }

    /// <returns>Where the red begins; -1 for a line that stays plain.</returns>
    private static int Start(string line, int number, bool goesOn) =>
        Compiler().Match(line) is { Success: true } error ? error.Groups["error"].Index
        : Caret().IsMatch(line) ? line.IndexOf('^')
        : number == 0 || line.StartsWith(" ---> ", StringComparison.Ordinal) ? 0
        : goesOn && Continued().IsMatch(line) ? 2 : -1;

    [GeneratedRegex(@"(^|, line \d+, column \d+: )(?<error>[A-Z]+\d+: )")]
    private static partial Regex Compiler();

    [GeneratedRegex(@"^\s+\^+$")]
    private static partial Regex Caret();

    [GeneratedRegex(@"^  \S")]
    private static partial Regex Continued();
}
