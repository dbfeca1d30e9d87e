namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>notebooks/OUTDATED: the lessons whose committed outputs may be older than their code, or missing, until the next full
/// run renews them. One number a line, such as 2.3; # begins a comment. It can't hide more than that: a lesson that is
/// current, or none, must not stand there.</summary>
internal sealed class OutdatedList(IEnumerable<string> lines)
{
    internal const string File = "OUTDATED";

    private readonly List<string> names = [.. lines.Select(line => line.Split('#')[0].Trim()).Where(name => name != "")];

    /// <summary>The list of a folder of lessons; empty, where there is none.</summary>
    internal static OutdatedList Of(string folder) => Path.Combine(folder, File) is var path && System.IO.File.Exists(path)
        ? new(System.IO.File.ReadLines(path)) : new([]);

    internal bool Names(string lesson) => names.Contains(lesson);

    /// <summary>What is wrong with the list itself.</summary>
    internal IEnumerable<Finding> Check(IEnumerable<string> lessons) =>
        names.Except(lessons).Select(name => new Finding("outdated", null, $"{File} names {name}, which is no lesson"))
            .Concat(names.GroupBy(name => name).Where(same => same.Count() > 1)
                .Select(same => new Finding("outdated", null, $"{File} names {same.Key} twice")));
}
