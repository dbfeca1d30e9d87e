using System.CommandLine;
using System.Text.RegularExpressions;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>`genai start`: a student's own copy of a lesson.</summary>
internal static partial class StartCommand
{
    private const string About =
        "Copies a lesson, without its outputs, to notebooks/my/ for you to work in. The lesson itself stays clean.";

    private const string Examples = """
          genai start 2.2            makes notebooks/my/2.2-….ipynb
          genai start 2.2 --again    begins anew: your copy is kept beside it as ….before-….ipynb
          genai start 2.2 --to ~/ml  makes ~/ml/2.2-….ipynb: where the kit's folder is shared or read-only
        """;

    public static Command Create()
    {
        var lesson = new Argument<string>("lesson") { Description = "The lesson" };
        var again = new Option<bool>("--again") { Description = "Begins anew where a copy is there already" };
        var to = new Option<string?>("--to")
        { Description = "Where the copy goes; by default notebooks/my", HelpName = "folder" };
        var command = new ExampleCommand("start", About, Examples) { lesson, again, to };
        command.SetAction(parsed => Start(
            new LessonFolder(), parsed.GetValue(lesson)!, parsed.GetValue(again), parsed.GetValue(to)));
        return command;
    }

    private static void Start(LessonFolder lessons, string wanted, bool again, string? to)
    {
        var lesson = lessons.Find(wanted);
        var home = Path.GetDirectoryName(lesson.Path)!;
        var folder = to is null ? Path.Combine(home, "my") : Path.GetFullPath(to);
        if (folder == home) throw RunRequest.Bad($"--to {to} is the lessons' own folder: name another.");
        var copy = Path.Combine(folder, $"{lesson.Stem}.ipynb");
        if (File.Exists(copy) && !again)
            throw RunRequest.Bad($"{Shown.Path(copy)} is there already and stays as it is: "
                + "open it, begin anew with --again, or name another folder with --to.");
        Probe(copy, to);
        var notebook = NotebookDocument.Load(lesson.Path);
        foreach (var cell in notebook.Cells) cell.ClearOutputs();
        if (to is null) Relocate(notebook, "../kit.csx", "../figures/");
        else
        {
            CopyFigures(notebook, home, folder);
            Relocate(notebook, Path.Combine(home, "kit.csx"), "figures/");
        }

        Write(notebook, copy);
    }

    // A class may share one clone that only its teacher can write to.
    private static void Probe(string copy, string? to)
    {
        try
        {
            AtomicFile.Probe(copy);
        }
        catch (IOException e) when (to is null)
        {
            throw new NotebookException($"{e.Message.Split(": make room")[0]}: name a folder of your own with --to.",
                inner: e);
        }
    }

    private static void Write(NotebookDocument notebook, string copy)
    {
        if (File.Exists(copy))
        {
            var kept = Path.ChangeExtension(copy, $".before-{DateTime.Now:yyyyMMdd-HHmmss}.ipynb");
            File.Move(copy, kept);
            Console.WriteLine($"Your earlier copy is now {Shown.Path(kept)}.");
        }

        notebook.Save(copy);
        Console.WriteLine("Your copy: open it in VS Code or Jupyter, with the kernel C# (GenAI.Kit).");
        Console.WriteLine(Shown.Path(copy));
    }

    private static void CopyFigures(NotebookDocument notebook, string home, string folder)
    {
        foreach (var name in notebook.Cells.Where(cell => !cell.IsCode)
            .SelectMany(cell => Figure().Matches(cell.Source)).Select(match => match.Groups[1].Value).Distinct())
            if (File.Exists(Path.Combine(home, name)))
                AtomicFile.Write(Path.Combine(folder, name), File.ReadAllBytes(Path.Combine(home, name)));
    }

    private static void Relocate(NotebookDocument notebook, string kit, string figures)
    {
        foreach (var cell in notebook.Cells)
        {
            var source = cell.Source;
            var moved = cell.IsCode
                ? source.Replace("#load \"kit.csx\"", $"#load \"{kit}\"")
                : source.Replace("](figures/", $"]({figures}");
            if (moved != source) cell.Source = moved;
        }
    }

    [GeneratedRegex(@"\]\((figures/[\w.-]+)")]
    private static partial Regex Figure();
}
