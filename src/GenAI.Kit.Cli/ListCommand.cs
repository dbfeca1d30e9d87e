using System.CommandLine;
using System.Globalization;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;
using Spectre.Console;

namespace GenAI.Kit.Cli;

/// <summary>`genai list`.</summary>
internal static class ListCommand
{
    private const string About =
        "Lists the lessons with their measured minutes and their goals.";

    private const string Examples = """
          genai list
          genai list --checkpoints    what each lesson ships, and whether its recipe is still the same
        """;

    public static Command Create()
    {
        var shipped = new Option<bool>("--checkpoints")
        { Description = "Lists the shipped weights and tables, and which are current" };
        var command = new ExampleCommand("list", About, Examples) { shipped };
        command.SetAction(parsed => List(new LessonFolder(), parsed.GetValue(shipped)));
        return command;
    }

    private static void List(LessonFolder lessons, bool shipped)
    {
        lessons.RequireRoot();
        if (lessons.All.Count == 0) throw RunRequest.Bad("notebooks/ holds no lesson yet.");
        if (shipped) CheckpointView.Show(lessons);
        else Show(lessons);
    }

    private static void Show(LessonFolder lessons)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("lesson", "name", "full", "quick", "demo", "goals: measured");
        foreach (var column in table.Columns.Take(5)) column.NoWrap();
        foreach (var lesson in lessons.All) table.AddRow([.. Row(lesson).Select(text => text.EscapeMarkup())]);
        AnsiConsole.Write(table);
        Console.WriteLine((MachineClock.Known is { } clock
            ? $"Times for this machine, which is {clock.Words} (`genai doctor` measures it)."
            : "Times for the reference machine; `genai doctor` measures this one.")
            + " Run one with `genai run N.M`.");
    }

    private static string[] Row(Lesson lesson)
    {
        try
        {
            var notebook = NotebookDocument.Load(lesson.Path);
            var goals = KitMime.Scores(notebook).Where(score => score.Goal != null)
                .Select(score => $"{score.Name} {score.Goal}: {Shown.Number(score.Value)}");
            return [lesson.Number, lesson.Name, Minutes(notebook, "full"), Minutes(notebook, "quick"),
                Minutes(notebook, "demo"), string.Join('\n', goals)];
        }
        catch (NotebookException e)
        {
            return [lesson.Number, lesson.Name, "", "", "", e.Message];
        }
    }

    private static string Minutes(NotebookDocument notebook, string mode) =>
        (RunStamp.Minutes(notebook, mode) * (MachineClock.Known?.Slower ?? 1)) switch
        {
            null => "–",
            < 1 and var minutes => string.Create(CultureInfo.InvariantCulture, $"{60 * minutes:0} s"),
            var minutes => string.Create(CultureInfo.InvariantCulture, $"{minutes:0.0} min"),
        };
}
