using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>The sentence of a lesson's header that states its minutes: made from the notebook's metadata, so that the
/// two can't differ.</summary>
internal static partial class HeaderTime
{
    /// <summary>How it begins.</summary>
    public const string Measured = "**Time** On the reference machine";

    /// <summary>The sentence that a header should have; null where a mode was never measured.</summary>
    public static string? Of(NotebookDocument notebook)
    {
        var minutes = new[] { "full", "demo", "quick" }.Select(mode => RunStamp.Minutes(notebook, mode)).ToArray();
        return minutes.Contains(null) ? null
            : Measured + " (two cores; `genai doctor` compares yours): "
            + $"full {Words(minutes[0]!.Value)}, demo {Words(minutes[1]!.Value)}, "
            + $"quick {Words(minutes[2]!.Value)}.";
    }

    /// <summary>Puts it in place of the one that stands there.</summary>
    public static void Write(NotebookDocument notebook)
    {
        if (Of(notebook) is { } sentence && notebook.Cells.FirstOrDefault() is { IsCode: false } header)
            header.Source = Sentence().Replace(header.Source, sentence.Replace("$", "$$"), 1);
    }

    private static string Words(double minutes) => Math.Round(60 * minutes) switch
    {
        < 60 and var seconds => $"{seconds:0} s",
        var seconds => $"{Math.Floor(seconds / 60):0} min {seconds % 60:0} s",
    };

    [GeneratedRegex(@"\*\*Time\*\* On [^:]*: full [^.]*\.( On two slow ones: [^.]*\.)?")]
    private static partial Regex Sentence();
}
