using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Runner;

/// <summary>Every lesson of notebooks/ in quick mode, with its exercises answered wrongly and rightly. The test runner
/// takes two classes at a time: so that both cores have work, one class has every other lesson.</summary>
public abstract class LessonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected static TheoryData<string> EveryOther(int first) =>
        [.. new LessonFolder().All.Select(lesson => lesson.Number).Where((_, at) => at % 2 == first)];

    protected static async Task RunsInQuickModeAndItsExercisesJudgeRightly(string number)
    {
        var lessons = new LessonFolder();
        var path = lessons.Find(number).Path;
        var (notebook, folder) = (NotebookDocument.Load(path), Path.GetDirectoryName(path)!);
        var passed = new PassedToday(number, notebook, folder, Path.Combine(lessons.RequireRoot(), "src"));
        Assert.SkipWhen(passed.Is, "It has passed today, and nothing that it uses has changed since.");
        Assert.Empty(await LessonHarness.Examine(notebook, folder, Token));
        passed.Note();
    }
}

public sealed class OddLessonTests : LessonTests
{
    public static TheoryData<string> Numbers => EveryOther(0);

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task ALesson(string number) => RunsInQuickModeAndItsExercisesJudgeRightly(number);
}

public sealed class EvenLessonTests : LessonTests
{
    public static TheoryData<string> Numbers => EveryOther(1);

    [Theory]
    [MemberData(nameof(Numbers))]
    public Task ALesson(string number) => RunsInQuickModeAndItsExercisesJudgeRightly(number);
}
