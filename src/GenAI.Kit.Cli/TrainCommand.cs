using System.CommandLine;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>`genai train`: the lesson itself, run with mode=train; there is no second recipe.</summary>
internal static class TrainCommand
{
    /// <summary>Tells the kernel which files to make: their names, separated by commas.</summary>
    public const string Make = "GENAI_KIT_MAKE";

    private const string About =
        "Makes what a lesson ships and is missing or outdated: runs the cells that this needs with mode=train, "
        + "without time limits.";

    private const string Examples = """
          genai train 5.2                    takes the minutes that data/README.md states
          genai train 5.2 --only 5.2-noise   makes this one, whether it is outdated or not
          genai train 5.2 --all              makes everything anew
          genai train 5.2 -p seed=2          with another parameter
        """;

    private static readonly Argument<string> Wanted = new("lesson") { Description = "The lesson" };

    private static readonly Option<string[]> Pairs = new("--parameter", "-p")
    { Description = "Sets a parameter of the notebook", HelpName = "name=value" };

    private static readonly Option<bool> All =
        new("--all") { Description = "Makes everything that the lesson ships, outdated or not" };

    private static readonly Option<string[]> Only =
        new("--only") { Description = "Makes what is named, outdated or not", HelpName = "name" };

    public static Command Create()
    {
        var command = new ExampleCommand("train", About, Examples) { Wanted, Pairs, All, Only };
        command.SetAction((parsed, cancellation) =>
        {
            var lessons = new LessonFolder();
            var given = RunRequest.Pairs(parsed.GetValue(Pairs) ?? []);
            var parameters = new Dictionary<string, string>(given) { ["mode"] = "train" };
            return Train(lessons, lessons.Find(parsed.GetValue(Wanted)!), parameters, parsed.GetValue(All),
                parsed.GetValue(Only) ?? [], cancellation);
        });
        return command;
    }

    private static async Task<int> Train(LessonFolder lessons, Lesson lesson,
        IReadOnlyDictionary<string, string> parameters, bool all, string[] only, CancellationToken cancellation)
    {
        if (all && only.Length > 0) throw RunRequest.Bad("--all and --only say two things: leave one out.");
        var notebook = NotebookDocument.Load(lesson.Path);
        Parameters.Replace(notebook, parameters);
        var request = new RunRequest
        { Parameters = parameters, CellLimit = null, StartLimit = TimeSpan.FromHours(1) };
        var run = (RunRequest request) => new LessonRun(request, lessons).Run([lesson.Path], cancellation);
        if (!Checkpoints.AreKnown(lesson, notebook)) return await run(request);
        var checkpoints = new Checkpoints(lessons.RequireRoot());
        var before = checkpoints.Of(lesson, notebook);
        var names = Names(lesson, before, all, only);
        if (names.Count == 0)
        {
            Console.WriteLine($"{lesson.Stem}: all it ships is current ({before.Count} files); --all makes it anew.");
            return (int)ExitCode.Fine;
        }

        Console.WriteLine($"{lesson.Stem}: makes {string.Join(", ", names)}");
        var written = before.ToDictionary(checkpoint => checkpoint.Place, Written);
        var code = await run(request with
        { Recipes = names, Environment = new() { [Make] = string.Join(',', names) } });
        var made = Stamp(checkpoints, [.. checkpoints.Of(lesson, notebook).Where(checkpoint =>
            !written.TryGetValue(checkpoint.Place, out var then) || then != Written(checkpoint))]);
        return code != 0 || names.Except(made).ToList() is not { Count: > 0 } left ? code
            : CommandLine.Fail($"{lesson.Stem} did not make {string.Join(", ", left)}.", ExitCode.CellFailed);
    }

    private static IReadOnlyList<string> Names(
        Lesson lesson, IReadOnlyList<Checkpoint> checkpoints, bool all, string[] only)
    {
        var known = checkpoints.Where(checkpoint => checkpoint.Recipe != null).ToList();
        only = [.. only.Select(name =>
            known.FirstOrDefault(checkpoint => checkpoint.Name == $"{lesson.Number}-{name}")?.Name ?? name)];
        if (only.FirstOrDefault(name => known.All(checkpoint => checkpoint.Name != name)) is { } none)
            throw RunRequest.Bad($"{lesson.Stem} has no recipe for {none}: it has one for "
                + $"{string.Join(", ", known.Select(checkpoint => checkpoint.Name))}.");
        return only.Length > 0 ? only
            : [.. known.Where(checkpoint => all || !checkpoint.IsCurrent).Select(checkpoint => checkpoint.Name)];
    }

    private static DateTime Written(Checkpoint checkpoint) => File.GetLastWriteTimeUtc(checkpoint.Place);

    // What was written is whole, even where a later cell failed.
    private static HashSet<string> Stamp(Checkpoints checkpoints, IReadOnlyList<Checkpoint> written)
    {
        var made = written.Where(now => now is { File: not null, Recipe: not null }).ToList();
        foreach (var checkpoint in made)
        {
            checkpoints.Stamp(checkpoint);
            Console.WriteLine($"made {Shown.Path(checkpoint.Place)}");
        }

        return [.. made.Select(checkpoint => checkpoint.Name)];
    }
}
