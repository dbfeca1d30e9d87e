using System.CommandLine;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>`genai run`.</summary>
internal static class RunCommand
{
    private const string About =
        "Runs lessons or notebooks from top to bottom in a fresh kernel and writes their reports.";

    private const string Examples = """
          genai run 1.1                            writes artifacts/1.1-….ipynb and .html
          genai run 1.1 -p mode=quick -p seed=2    sets variables of the cell tagged `parameters`
          genai run all -p mode=quick --check      every lesson; fails where a goal is missed
          genai run my.ipynb --out results/        any C# notebook: .ipynb, .dib (Polyglot Notebooks) or .csx
          genai run 1.1 --in-place                 renews the committed outputs (full mode)

        Exit codes: 0 fine, 1 a cell failed, 2 a bad argument, 3 a goal missed, 4 a time limit,
        5 a file that can't be read or written, 130 interrupted.
        """;

    private static readonly Argument<string[]> Wanted = new("lesson")
    { Description = "Lessons (2.2, or a name's beginning), paths, or all", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string[]> Pairs =
        new("--parameter", "-p") { Description = "Sets a parameter of the notebook", HelpName = "name=value" };

    private static readonly Option<bool> Check = new("--check") { Description = "Fails unless every goal holds" };

    private static readonly Option<string?> Out =
        new("--out", "-o") { Description = "Where to write: a folder, or a .ipynb or .html file", HelpName = "path" };

    private static readonly Option<bool> InPlace =
        new("--in-place") { Description = "Writes the outputs into the notebook itself, if the run succeeds" };

    private static readonly Option<bool> KeepMinutes =
        new("--keep-minutes") { Description = "With --in-place, on a busy machine: the stated minutes stay" };

    private static readonly Option<bool> Html =
        new("--html") { Description = "Writes the page too where --out or --in-place would not" };

    private static readonly Option<string> Timeout = new("--timeout")
    {
        Description = "Time limit of each cell: 90, 5m, 0 for none", HelpName = "time",
        DefaultValueFactory = _ => "10m",
    };

    private static readonly Option<string> StartTimeout = new("--start-timeout")
    { Description = "Time limit of the kernel's start", HelpName = "time", DefaultValueFactory = _ => "60" };

    private static readonly Option<bool> AllowErrors =
        new("--allow-errors") { Description = "Goes on after a cell that failed" };

    private static readonly Option<string?> Folder =
        new("--cwd") { Description = "The cells' directory; by default the notebook's", HelpName = "folder" };

    public static Command Create()
    {
        var command = new ExampleCommand("run", About, Examples)
        {
            Wanted, Pairs, Check, Out, InPlace, KeepMinutes, Html, Timeout, StartTimeout, AllowErrors, Folder,
        };
        command.SetAction((parsed, cancellation) =>
            new LessonRun(Request(parsed), new LessonFolder()).Run(parsed.GetValue(Wanted) ?? [], cancellation));
        return command;
    }

    private static RunRequest Request(ParseResult parsed)
    {
        var request = new RunRequest
        {
            Parameters = RunRequest.Pairs(parsed.GetValue(Pairs) ?? []), Check = parsed.GetValue(Check),
            Out = parsed.GetValue(Out), InPlace = parsed.GetValue(InPlace),
            KeepMinutes = parsed.GetValue(KeepMinutes), Html = parsed.GetValue(Html),
            CellLimit = RunRequest.Time(parsed.GetValue(Timeout)!, "--timeout"),
            StartLimit = RunRequest.Time(parsed.GetValue(StartTimeout)!, "--start-timeout") ?? TimeSpan.FromDays(1),
            AllowErrors = parsed.GetValue(AllowErrors), Folder = parsed.GetValue(Folder),
        };
        if (request.InPlace && request.Parameters.Count > 0)
            throw RunRequest.Bad("--in-place keeps the outputs of the notebook as it is committed: leave out -p.");
        if (request.InPlace && request.Out != null)
            throw RunRequest.Bad("--in-place and --out say two places: leave one out.");
        if (request.Folder is { } folder && !Directory.Exists(folder))
            throw RunRequest.Bad($"--cwd {folder} is no folder: check the path.");
        return request;
    }
}
