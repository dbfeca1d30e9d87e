using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>The three cells that open a lesson: the kit, the usings, the parameters.</summary>
internal static partial class SetUpRules
{
    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells)
    {
        var code = cells.Where(cell => cell.IsCode).ToList();
        if (code.Count < 3 || code[0].Text.Trim() != "#load \"kit.csx\"")
            yield return new("load", null, "the first code cell is #load \"kit.csx\" and no more");
        if (code.Count < 3 || !code[1].Text.Trim().Split('\n').All(line => Using().IsMatch(line)))
            yield return new("usings", null, "the second code cell holds the usings and no more");
        foreach (var cell in code.Skip(2).Where(cell => cell.Text.Split('\n').Any(LateUsing().IsMatch)))
            yield return cell.Wrong("usings", "usings stand in the second code cell");
        var tagged = code.Where(cell => cell.Cell.HasTag("parameters")).ToList();
        if (tagged.Count != 1 || tagged[0] != code.ElementAtOrDefault(2))
            yield return new("parameters", null, "the third code cell, and only it, is tagged `parameters`");
        foreach (var cell in tagged.Where(cell => !Mode().IsMatch(cell.Text)))
            yield return cell.Wrong("parameters", "it sets mode to \"full\" and an int seed");
        foreach (var cell in code.Take(3).Where(cell => cell.Section != SectionRules.Names[0]))
            yield return cell.Wrong("parameters", "the first three code cells stand in the section Set-up");
    }

    [GeneratedRegex(@"^\s*(using [\w. =<>,]+;\s*(//.*)?|//.*)?$")]
    private static partial Regex Using();

    [GeneratedRegex(@"^\s*using [\w. =<>,]+;")]
    private static partial Regex LateUsing();

    [GeneratedRegex("""(?=[\s\S]*\b(string|var) mode = "full";)[\s\S]*\b(int|var) seed = \d+;""")]
    private static partial Regex Mode();
}
