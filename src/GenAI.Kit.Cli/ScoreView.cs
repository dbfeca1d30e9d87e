using GenAI.Kit.Contract;
using Spectre.Console;

namespace GenAI.Kit.Cli;

/// <summary>The table of a lesson's scores: measured, goal, published.</summary>
internal static class ScoreView
{
    public static void Show(IReadOnlyList<ScoreLine> scores)
    {
        if (scores.Count == 0) return;
        var table = new Table().Border(TableBorder.Simple).AddColumns("", "score", "measured", "goal", "published");
        foreach (var score in scores)
            table.AddRow(Mark(score.Passed), score.Name.EscapeMarkup(),
                $"{Shown.Number(score.Value)} {score.Unit}".EscapeMarkup(), (score.Goal ?? "").EscapeMarkup(),
                (score.Published ?? "").EscapeMarkup());
        AnsiConsole.Write(table);
    }

    private static string Mark(bool? passed) => passed switch
    {
        true => "[green]met[/]",
        false => "[red]missed[/]",
        null => "",
    };
}
