using System.CommandLine;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>`genai start`: a student's own copy of a lesson.</summary>
internal static class StartCommand
{
    private const string About =
        "Copies a lesson, without its outputs, to notebooks/my/ for you to work in. The lesson itself stays clean.";

    private const string Examples = """
          genai start 2.2            makes notebooks/my/2.2-….ipynb
          genai start 2.2 --again    begins anew: your copy is kept beside it as ….before-….ipynb
        """;

    public static Command Create()
    {
        var lesson = new Argument<string>("lesson") { Description = "The lesson" };
        var again = new Option<bool>("--again") { Description = "Begins anew where a copy is there already" };
        var command = new ExampleCommand("start", About, Examples) { lesson, again };
        command.SetAction(parsed => Start(new LessonFolder(), parsed.GetValue(lesson)!, parsed.GetValue(again)));
        return command;
    }

    private static void Start(LessonFolder lessons, string wanted, bool again)
    {
        var lesson = lessons.Find(wanted);
        var folder = Path.Combine(Path.GetDirectoryName(lesson.Path)!, "my");
        var copy = Path.Combine(folder, $"{lesson.Stem}.ipynb");
        if (File.Exists(copy) && !again)
            throw RunRequest.Bad($"{Shown.Path(copy)} is there already and stays as it is: "
                + "open it, or begin anew with --again.");
        var notebook = NotebookDocument.Load(lesson.Path);
        foreach (var cell in notebook.Cells) cell.ClearOutputs();
        Relocate(notebook);
        if (File.Exists(copy))
        {
            var kept = Path.Combine(folder, $"{lesson.Stem}.before-{DateTime.Now:yyyyMMdd-HHmmss}.ipynb");
            File.Move(copy, kept);
            Console.WriteLine($"Your earlier copy is now {Shown.Path(kept)}.");
        }

        notebook.Save(copy);
        Console.WriteLine("Your copy: open it in VS Code or Jupyter, with the kernel C# (GenAI.Kit).");
        Console.WriteLine(Shown.Path(copy));
    }

    // The copy lies one folder deeper than the lesson.
    private static void Relocate(NotebookDocument notebook)
    {
        foreach (var cell in notebook.Cells)
        {
            var source = cell.Source;
            var moved = cell.IsCode
                ? source.Replace("#load \"kit.csx\"", "#load \"../kit.csx\"")
                : source.Replace("](figures/", "](../figures/");
            if (moved != source) cell.Source = moved;
        }
    }
}
