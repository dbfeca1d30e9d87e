using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>Title, promise, cover picture, and the facts of the header.</summary>
internal static partial class HeaderRules
{
    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells, string lesson, string folder)
    {
        var titles = cells.Where(cell => !cell.IsCode).SelectMany(cell => LessonCell.Headings(cell.Text, 1)).Count();
        var text = cells.Count > 0 && !cells[0].IsCode ? cells[0].Text : "";
        if (titles != 1 || !text.StartsWith("# ", StringComparison.Ordinal))
            yield return new("title", 1, "the first cell begins with the lesson's one heading of level 1");
        var blocks = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (blocks.Length < 2 || !Sentence().IsMatch(blocks[1]))
            yield return new("promise", 1, "below the title stands one sentence on what the reader will make");
        var figure = $"figures/{lesson}.png";
        var cover = blocks.Length < 3 ? null : Picture().Match(blocks[2]);
        if (cover is not { Success: true } || cover.Groups[2].Value != figure || cover.Groups[1].Length < 20)
            yield return new("cover", 1, $"below the promise stands ![what it shows]({figure}) and nothing else");
        else if (!File.Exists(Path.Combine(folder, figure)))
            yield return new("cover", 1, $"{figure} does not exist: run the lesson with --in-place");
        var header = string.Join("\n\n", cells.TakeWhile(cell => cell.Section == "").Select(cell => cell.Text));
        foreach (var finding in Facts(header)) yield return finding;
    }

    private static IEnumerable<Finding> Facts(string header)
    {
        foreach (var fact in new[] { "You will learn", "You need", "Data" })
            if (!header.Contains($"**{fact}", StringComparison.OrdinalIgnoreCase))
                yield return new("facts", 1, $"the header has no **{fact}**");
        var time = Time().Match(header).Value;
        var points = Points().Match(header).Groups[1].Captures.Count;
        if (points is < 3 or > 5)
            yield return new("facts", 1, $"**You will learn** lists {points} points, not 3 to 5");
        foreach (var mode in new[] { "full", "quick", "demo" })
            if (!Regex.IsMatch(time, $@"\b{mode}\b[^\d\n]{{0,12}}\d|\d[^\d\n]{{0,24}}\b{mode}\b"))
                yield return new("facts", 1, $"**Time** (or **Minutes**) states no number for {mode}");
    }

    [GeneratedRegex(@"^[^#!\-*|>][^\n]*(\n[^\n]+)*[.!]$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^!\[([^\]]*)\]\(([^)\s]+)\)$")]
    private static partial Regex Picture();

    [GeneratedRegex(@"\*\*(Minutes|Time)\b[\s\S]*", RegexOptions.IgnoreCase)]
    private static partial Regex Time();

    [GeneratedRegex(@"\*\*You will learn[^\n]*\n+(?:([-*] [^\n]*\n?)(?: +[^\n]*\n?)*\n?)*", RegexOptions.IgnoreCase)]
    private static partial Regex Points();
}
