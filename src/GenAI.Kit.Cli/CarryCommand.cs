using System.CommandLine;
using System.Globalization;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>`genai carry`: says of shipped files, or of lessons' outputs, that what changed still makes the
/// same.</summary>
internal static class CarryCommand
{
    private const string About =
        "Stamps shipped files with the recipe as it is now, where it changed and what it makes did not. "
        + "Nothing but the stamp changes; the reason stays in the file. With --outputs: the same for the outputs of "
        + "lessons.";

    private const string Examples = """
          genai carry 5.2-faces --because "a renamed variable"
          genai carry 5.2 --because "renamed layers; outputs of all weights compared to the bit"
          genai carry 5.2 --outputs --because "a chart's new option, off by default"
        """;

    public static Command Create()
    {
        var wanted = new Argument<string[]>("name")
        { Description = "Files (5.2-faces), lessons (5.2) or all", Arity = ArgumentArity.OneOrMore };
        var because = new Option<string?>("--because")
        { Description = "What changed, and how one knows that the result did not", HelpName = "text" };
        var outputs = new Option<bool>("--outputs")
        { Description = "Stamps the lessons' committed outputs in place of what they ship" };
        var command = new ExampleCommand("carry", About, Examples) { wanted, because, outputs };
        command.SetAction(parsed => Carry(new LessonFolder(), parsed.GetValue(wanted)!, parsed.GetValue(because),
            parsed.GetValue(outputs)));
        return command;
    }

    /// <summary>What a carried stamp says: the reason, the day, and the stamp that it had.</summary>
    public static string Said(string because, string from) =>
        $"{because} ({DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}, from {from})";

    private static int Carry(LessonFolder lessons, IReadOnlyList<string> wanted, string? because, bool outputs)
    {
        if (string.IsNullOrWhiteSpace(because))
            throw RunRequest.Bad("genai carry needs a reason: --because \"what changed, and how you know that the "
                + "result did not\".");
        if (outputs) return CarryOutputs(lessons, lessons.RequireRoot(), wanted, because.Trim());
        var checkpoints = new Checkpoints(lessons.RequireRoot());
        var chosen = wanted.SelectMany(name => Chosen(lessons, checkpoints, name)).DistinctBy(c => c.Place).ToList();
        foreach (var checkpoint in chosen)
        {
            checkpoints.Carry(checkpoint, because.Trim());
            Console.WriteLine($"carried {Shown.Path(checkpoint.Place)}");
        }

        if (chosen.Count == 0) Console.WriteLine("Nothing to carry: what is there is current.");
        return (int)ExitCode.Fine;
    }

    private static int CarryOutputs(LessonFolder lessons, string root, IReadOnlyList<string> wanted, string because)
    {
        var chosen = wanted.SelectMany(name => name == "all" ? lessons.All : [lessons.Find(name)]).Distinct();
        var carried = 0;
        foreach (var lesson in chosen)
        {
            var notebook = NotebookDocument.Load(lesson.Path);
            if (!RunStamp.Carry(notebook, lesson, root, because)) continue;
            notebook.Save(lesson.Path);
            Console.WriteLine($"carried {Shown.Path(lesson.Path)}");
            carried++;
        }

        if (carried == 0) Console.WriteLine("Nothing to carry: the outputs are current.");
        return (int)ExitCode.Fine;
    }

    private static IEnumerable<Checkpoint> Chosen(LessonFolder lessons, Checkpoints checkpoints, string name)
    {
        if (name == "all") return lessons.All.SelectMany(lesson => Outdated(checkpoints, lesson));
        if (!name.Contains('-')) return Outdated(checkpoints, lessons.Find(name));
        var lesson = lessons.Find(name.Split('-')[0]);
        var all = checkpoints.Of(lesson, NotebookDocument.Load(lesson.Path));
        var checkpoint = all.FirstOrDefault(one => one.Name == name);
        return checkpoint switch
        {
            null or { File: null } => throw RunRequest.Bad($"There is no file {name} in data/checkpoints."),
            { Recipe: null } => throw RunRequest.Bad($"{lesson.Stem} has no recipe for {name}: nothing to carry to."),
            { IsCurrent: true } => [],
            _ => [checkpoint],
        };
    }

    private static IEnumerable<Checkpoint> Outdated(Checkpoints checkpoints, Lesson lesson) =>
        checkpoints.Of(lesson, NotebookDocument.Load(lesson.Path))
            .Where(checkpoint => checkpoint is { File: not null, Recipe: not null, IsCurrent: false });
}
