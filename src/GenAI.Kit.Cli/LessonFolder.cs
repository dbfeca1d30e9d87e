using System.Text.RegularExpressions;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>A lesson of the kit: notebooks/N.M-name.ipynb.</summary>
internal sealed record Lesson(string Number, string Name, string Path)
{
    /// <summary>N.M-name: what its files are called.</summary>
    public string Stem => $"{Number}-{Name}";
}

/// <summary>The kit's folder and its lessons, found from the current directory or the program's upwards.</summary>
internal sealed partial class LessonFolder
{
    public LessonFolder(string? root = null)
    {
        Root = root ?? Clone.Above(Environment.CurrentDirectory) ?? Clone.Above(AppContext.BaseDirectory);
        var folder = Root == null ? null : Path.Combine(Root, "notebooks");
        All = !Directory.Exists(folder) ? [] : [.. Directory.GetFiles(folder, "*.ipynb")
            .Select(path => (path, match: FileName().Match(Path.GetFileName(path)))).Where(file => file.match.Success)
            .Select(file => new Lesson(file.match.Groups[1].Value, file.match.Groups[2].Value, file.path))
            .OrderBy(lesson => Version.Parse(lesson.Number))];
    }

    /// <summary>The folder that holds GenAI.Kit.sln, if there is one.</summary>
    public string? Root { get; }

    public IReadOnlyList<Lesson> All { get; }

    /// <exception cref="NotebookException">No clone of the kit here.</exception>
    public string RequireRoot() => Root ?? throw new NotebookException(
        $"There is no {Clone.Marker} at or above {Environment.CurrentDirectory}: "
        + "run genai inside the clone of the kit.",
        ExitCode.BadArgument);

    /// <summary>Finds a lesson by number, name, both, or the beginning of its name.</summary>
    /// <exception cref="NotebookException">There is none: the sentence names the nearest.</exception>
    public Lesson Find(string wanted)
    {
        var name = Path.GetFileName(wanted).ToLowerInvariant();
        var exact = All.FirstOrDefault(lesson => name == lesson.Number || name == lesson.Name || name == lesson.Stem);
        if (exact != null) return exact;
        var begun = All.Where(lesson => lesson.Name.StartsWith(name, StringComparison.Ordinal)).ToList();
        if (name.Length > 2 && begun.Count == 1) return begun[0];
        RequireRoot();
        var known = All.Count == 0
            ? "notebooks/ holds no lesson yet"
            : $"did you mean {Nearest(name).Number} ({Nearest(name).Name})? `genai list` shows all {All.Count}";
        throw new NotebookException($"There is no lesson {wanted}: {known}.", ExitCode.BadArgument);
    }

    /// <summary>The lesson of a notebook at this path, if it is one of the kit's.</summary>
    public Lesson? At(string path) => All.FirstOrDefault(lesson => lesson.Path == Path.GetFullPath(path));

    private Lesson Nearest(string name) => All.MinBy(lesson => char.IsDigit(name.FirstOrDefault())
        ? EditDistance.Between<char>(name.Split('-')[0], lesson.Number)
        : lesson.Name.Contains(name) ? 0
        : Words(lesson.Name).Min(word => EditDistance.Between<char>(name, word)))!;

    private static IEnumerable<string> Words(string name) =>
        name.Split('-').Where(word => word.Length > 3).Append(name);

    [GeneratedRegex(@"^(\d+\.\d+)-(.+)\.ipynb$")]
    private static partial Regex FileName();
}
