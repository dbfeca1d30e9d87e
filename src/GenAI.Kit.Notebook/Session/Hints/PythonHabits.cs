using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session.Hints;

/// <summary>What people who come from Python write, and what it is called here.</summary>
internal static partial class PythonHabits
{
    private const string Blocks = "C# puts blocks in braces: if (a > b) { … }, foreach (var x in xs) { … }, "
        + "while (a) { … }.";

    // Where a line may look so in C# too, only at that error of the compiler.
    private static readonly (Regex Line, string Text, string? Id)[] Lines =
    [
        (Timing(), "the time that a cell takes is shown by #!time on its first line.", null),
        (Installing(), "a package is added by #r \"nuget: Name\" or #r \"nuget: Name, 1.2.3\".", null),
        (Magic(), "magic commands begin with #! here: #!lsmagic lists them. % is IPython's.", null),
        (Shell(), "there are no shell commands here: use System.Diagnostics.Process, or a terminal.", null),
        (Help(), "what a name is shows on Shift+Tab in Jupyter, and beside the completion list in VS Code.", null),
        (Import(), "C# opens a namespace by using System.IO; and adds a package by #r \"nuget: Name\".", null),
        (Function(), "C# writes a function as int Twice(int n) => 2 * n; or int Twice(int n) { … }", null),
        (Block(), Blocks, null),
        (Comment(), "a comment begins with // in C#.", "CS1024"),
        (Quoted(), "a text stands in double quotes in C#: \"text\".", "CS1012"),
    ];

    private static readonly Dictionary<string, string> Builtins = new()
    {
        ["print"] = "print is Console.WriteLine(x) here; the cell's last expression is shown by itself.",
        ["len"] = "len(x) is x.Length for arrays and texts, x.Count for lists, x.Count() for what is enumerated.",
        ["None"] = "None is null in C#.", ["True"] = "True is true in C#.", ["False"] = "False is false in C#.",
        ["range"] = "range(a, b) is Enumerable.Range(a, b - a) here; or for (var i = a; i < b; i++) { … }.",
        ["input"] = "input() is Console.ReadLine() here.", ["str"] = "str(x) is x.ToString() or $\"{x}\" in C#.",
        ["self"] = "self is this in C#.", ["enumerate"] = "enumerate(xs) is xs.Index() here.",
        ["sorted"] = "sorted(xs) is xs.Order() here.", ["type"] = "type(x) is x.GetType() in C#.",
        ["abs"] = "abs(x) is Math.Abs(x) in C#.", ["round"] = "round(x) is Math.Round(x) in C#.",
        ["min"] = "min is Math.Min(a, b) or xs.Min() here.", ["max"] = "max is Math.Max(a, b) or xs.Max() here.",
        ["sum"] = "sum(xs) is xs.Sum() here.", ["zip"] = "zip(xs, ys) is xs.Zip(ys) here.",
        ["dict"] = "dict() is new Dictionary<string, int>() here.", ["list"] = "list() is new List<int>() here.",
    };

    /// <summary>A line that is Python's: one error says enough, for what follows is noise.</summary>
    public static (Diagnostic Error, string Text)? Line(FailedCell cell)
    {
        foreach (var error in cell.Errors.Where(e => e.Location.SourceTree == cell.Written))
        {
            var line = cell.Written.GetText().Lines.GetLineFromPosition(error.Location.SourceSpan.Start).ToString();
            var (match, text, _) = Lines.FirstOrDefault(l => (l.Id ?? error.Id) == error.Id && l.Line.IsMatch(line));
            if (match is not null) return (error, text);
        }
        return null;
    }

    /// <summary>Python's built-in names.</summary>
    public static IEnumerable<Hint> Names(FailedCell cell) => cell.Errors.Where(e => e.Id is "CS0103" or "CS0246")
        .Select(cell.At).Distinct().Where(Builtins.ContainsKey).Select(n => new Hint(Builtins[n]));

    [GeneratedRegex(@"^\s*%%?time(it)?\b")]
    private static partial Regex Timing();

    [GeneratedRegex(@"^\s*[!%]?\s*(pip3?|conda|python3? -m pip|dotnet add package)\s+(install|add|\w)")]
    private static partial Regex Installing();

    [GeneratedRegex(@"^\s*%%?[a-z]\w*")]
    private static partial Regex Magic();

    [GeneratedRegex(@"^\s*!{1,2}[a-z][\w./-]*(\s+[^=&|;()]*)?$"
        + @"|^\s*(ls|cd|pwd|cat|mkdir|wget|curl|git)(\s+[^=;()]*)?$")]
    private static partial Regex Shell();

    [GeneratedRegex(@"^\s*\?{1,2}\s*[\w.]+\s*$|^\s*[\w.]+\s*\?{1,2}\s*$|^\s*help\([\w.]+\)\s*$")]
    private static partial Regex Help();

    [GeneratedRegex(@"^\s*(import\s+[\w.]+(\s+as\s+\w+)?|from\s+[\w.]+\s+import\s+.*)\s*$")]
    private static partial Regex Import();

    [GeneratedRegex(@"^\s*(async\s+)?def\s+\w+\s*\(.*\).*:\s*(#.*)?$")]
    private static partial Regex Function();

    [GeneratedRegex(@"^\s*(for\s+[\w, ()]+\s+in\s.*|while\s.*|(el)?if\s.*|else|try|finally|except\b.*|with\s.*"
        + @"|class\s+\w+(\(.*\))?)(?<!\s):\s*(#.*)?$")]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s*#\s*(?!(if|else|elif|endif|define|undef|region|endregion|error|warning|line|nullable"
        + @"|pragma)\b)[A-Za-z].*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<!\w)'[^'\\]{2,}'")]
    private static partial Regex Quoted();
}
