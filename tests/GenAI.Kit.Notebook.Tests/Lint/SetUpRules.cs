using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>The two cells that open a lesson: the kit, the parameters. The kit's namespaces come with the first; usings
/// of other libraries head the first cell that works.</summary>
internal static partial class SetUpRules
{
    internal static IEnumerable<Finding> Check(IReadOnlyList<LessonCell> cells)
    {
        var code = cells.Where(cell => cell.IsCode).ToList();
        if (code.Count < 2 || code[0].Text.Trim() != "#load \"kit.csx\"")
            yield return new("load", null, "the first code cell is #load \"kit.csx\" and no more");
        foreach (var cell in code.Where((cell, i) => BelowHead(cell, hasHead: i == 2).Any(Using().IsMatch)))
            yield return cell.Wrong("usings", "usings stand at the head of the cell after the parameters");
        foreach (var cell in code.Where(cell => cell.Text.Split('\n').Any(Imported().IsMatch)))
            yield return cell.Wrong("usings", "kit.csx imports the kit's namespaces and TorchSharp's");
        var tagged = code.Where(cell => cell.Cell.HasTag("parameters")).ToList();
        if (tagged.Count != 1 || tagged[0] != code.ElementAtOrDefault(1))
            yield return new("parameters", null, "the second code cell, and only it, is tagged `parameters`");
        foreach (var cell in tagged.Where(cell => !Mode().IsMatch(cell.Text)))
            yield return cell.Wrong("parameters", "it sets mode to \"full\" and an int seed");
        foreach (var cell in code.Take(2).Where(cell => cell.Section != SectionRules.Names[0]))
            yield return cell.Wrong("parameters", "the first two code cells stand in the section Set-up");
    }

    private static IEnumerable<string> BelowHead(LessonCell cell, bool hasHead) =>
        cell.Text.Split('\n').SkipWhile(line => hasHead && Using().IsMatch(line));

    [GeneratedRegex(@"^\s*using [\w. =<>,]+;")]
    private static partial Regex Using();

    [GeneratedRegex(@"^\s*using (static )?(GenAI\.Kit|TorchSharp)\b")]
    private static partial Regex Imported();

    [GeneratedRegex("""(?=[\s\S]*\b(string|var) mode = "full";)[\s\S]*\b(int|var) seed = \d+;""")]
    private static partial Regex Mode();
}
