using System.CommandLine;

namespace GenAI.Kit.Cli;

/// <summary>`genai train`: the lesson itself, run with mode=train; there is no second recipe.</summary>
internal static class TrainCommand
{
    private const string About =
        "Makes a lesson's shipped checkpoint: runs the lesson with mode=train, without time limits.";

    private const string Examples = """
          genai train 5.2              takes the minutes that data/README.md states
          genai train 5.2 -p seed=2    with another parameter
        """;

    public static Command Create()
    {
        var lesson = new Argument<string>("lesson") { Description = "The lesson" };
        var pairs = new Option<string[]>("--parameter", "-p")
            { Description = "Sets a parameter of the notebook", HelpName = "name=value" };
        var command = new ExampleCommand("train", About, Examples) { lesson, pairs };
        command.SetAction((parsed, cancellation) =>
        {
            var given = RunRequest.Pairs(parsed.GetValue(pairs) ?? []);
            var parameters = new Dictionary<string, string>(given) { ["mode"] = "train" };
            var request = new RunRequest { Parameters = parameters, CellLimit = null };
            return new LessonRun(request, new LessonFolder()).Run([parsed.GetValue(lesson)!], cancellation);
        });
        return command;
    }
}
