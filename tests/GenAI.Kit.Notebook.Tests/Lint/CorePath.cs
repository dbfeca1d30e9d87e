namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>The part of a lesson that fits a class hour: what stands under headings tagged core.</summary>
/// <param name="cells">Of the lesson.</param>
internal sealed class CorePath(IReadOnlyList<LessonCell> cells)
{
    // Reading aloud takes a minute for 140 words; looking at a picture, reading a cell or thinking of a question,
    // half a minute each.
    private const double WordsPerMinute = 140, Each = 0.5;

    /// <summary>Headings that say neither.</summary>
    internal IEnumerable<LessonCell> Untagged =>
        Headings.Where(cell => cell.Cell.HasTag("core") == cell.Cell.HasTag("extra"));

    /// <summary>Minutes of the core path.</summary>
    internal double Minutes
    {
        get
        {
            var (inside, minutes) = (true, 0.0);
            foreach (var cell in cells.TakeWhile(cell => cell.Section != "Exercises"))
            {
                if (Headings.Contains(cell)) inside = cell.Cell.HasTag("core");
                if (inside) minutes += cell.IsCode ? Each : EditionRules.WordsOf(cell.Text) / WordsPerMinute;
            }

            return minutes;
        }
    }

    private IEnumerable<LessonCell> Headings => cells.Skip(1).Where(cell => !cell.IsCode
        && (LessonCell.Headings(cell.Text, 2).Any() || LessonCell.Headings(cell.Text, 3).Any())
        && cell.Section is not ("Exercises" or "Quiz" or EditionRules.InShort)
        && cell.Section != SectionRules.Names[^1]);
}
