using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>Holds a lesson against the anatomy that every lesson shares.</summary>
/// <param name="lesson">Its number, such as 1.1.</param>
/// <param name="folder">Where its figures and the other lessons lie.</param>
/// <param name="hash">The hash that its metadata must state; null: not asked.</param>
/// <param name="outdated">It is said to state another: then it must; cells may be newer than its last run, and it may
/// still be of the first edition.</param>
/// <param name="secondEdition">It is held against the second edition's rules, outdated or not.</param>
internal sealed class LessonLint(
    string lesson, string folder, Func<NotebookDocument, string>? hash = null, bool outdated = false,
    bool secondEdition = false)
{
    internal const string Plotly = "application/vnd.plotly.v1+json";

    internal IReadOnlyList<Finding> Check(NotebookDocument notebook)
    {
        var cells = LessonCell.Of(notebook);
        return
        [
            .. HeaderRules.Check(cells, lesson, folder),
            .. SectionRules.Check(cells),
            .. SetUpRules.Check(cells),
            .. CellRules.Check(cells, folder),
            .. PictureRules.Check(cells),
            .. OutputRules.Check(cells, lesson).Where(finding => !outdated || finding.Rule != "run"),
            .. ExerciseRules.Check(cells, lesson),
            .. QuizRules.Check(cells),
            .. FileRules.Check(notebook, lesson, hash, outdated),
            .. outdated && !secondEdition ? [] : EditionRules.Check(cells, lesson),
        ];
    }
}
