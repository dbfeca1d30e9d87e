using GenAI.Kit.Notebook.Format;
using Spectre.Console;

namespace GenAI.Kit.Cli;

/// <summary>The table of shipped files: when and how long each was made, and whether it is current.</summary>
internal static class CheckpointView
{
    public static void Show(LessonFolder lessons)
    {
        var checkpoints = new Checkpoints(lessons.RequireRoot());
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("file", "KB", "minutes", "seeds", "commit", "now", "carried");
        foreach (var column in table.Columns.Take(6)) column.NoWrap();
        foreach (var lesson in lessons.All)
            foreach (var checkpoint in checkpoints.Of(lesson, NotebookDocument.Load(lesson.Path)))
                table.AddRow([.. Row(checkpoint).Select(text => text.EscapeMarkup())]);
        AnsiConsole.Write(table);
        Console.WriteLine("`genai train N.M` makes what is missing or outdated.");
    }

    private static string[] Row(Checkpoint checkpoint)
    {
        var (file, name) = (checkpoint.File, Path.GetFileName(checkpoint.Place));
        if (file is null) return [name, "", "", "", "", checkpoint.State, ""];
        return [name, $"{new FileInfo(checkpoint.Place).Length / 1000}", file["minutes"] ?? "", file["seeds"] ?? "",
            string.Concat((file["commit"] ?? "").Take(7)), checkpoint.State, Carried(file["carried"])];
    }

    // The newest reason; the file has them all.
    private static string Carried(string? reasons)
    {
        if (reasons is null) return "";
        var all = reasons.Split("); ");
        var newest = all[^1].Length > 60 ? $"{all[^1][..60]}…" : all[^1];
        return all.Length == 1 ? newest : $"{all.Length} times, last: {newest}";
    }
}
