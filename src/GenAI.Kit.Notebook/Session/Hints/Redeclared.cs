using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Session.Hints;

/// <summary>A value of a type that has been declared again since.</summary>
internal static partial class Redeclared
{
    public static IEnumerable<Hint> Of(FailedCell cell) => cell.Errors
        .Select(e => Versions().Match(e.GetMessage())).Where(m => m.Success)
        .Select(m => new Hint(Text(m.Groups["name"].Value)));

    /// <summary>What is said of a type that a later cell declares anew.</summary>
    public static string Text(string name) => $"{name} has been declared again in a later cell: what was made before "
        + $"is of the older {name}, so run the cell that makes it again.";

    /// <summary>The compiler's message without its way to tell the two apart, which is paths.</summary>
    public static string Plain(string message) => Version().Replace(message, "${name}'");

    [GeneratedRegex(@"'(?<name>[\w.]+) \[[^']*\]'.*'\k<name> \[[^']*\]'")]
    private static partial Regex Versions();

    [GeneratedRegex(@"(?<name>[\w.]+) \[[^']*\]'")]
    private static partial Regex Version();
}
