namespace GenAI.Kit.Lessons;

/// <summary>A task with a machine that checks it. Any correct answer passes, not one spelling of it. Checks draw and
/// seed aside: cells that run later see the same random numbers, checked or not.</summary>
/// <typeparam name="T">What the student hands in: a function, or a number as <c>double?</c>.</typeparam>
/// <param name="id">The lesson and a letter, such as "1.1.a".</param>
/// <param name="hint">Markdown that helps without giving the answer away.</param>
/// <param name="fault">Null for a correct answer, else one sentence on what is wrong and where to look.</param>
public sealed class Exercise<T>(string id, string hint, Func<T, string?> fault)
{
    /// <summary>The lesson and a letter, such as "1.1.a".</summary>
    public string Id => id;

    /// <summary>Passed, or what is wrong, or "not attempted yet" for null.</summary>
    public ExerciseResult Check(T? answer)
    {
        if (answer is null)
            return new(id, ExerciseStatus.NotAttempted,
                "Replace `null` in the cell above, run it, then run this one.");
        try
        {
            return Seed.Aside(() => fault(answer)) is { } wrong
                ? new(id, ExerciseStatus.Failed, wrong)
                : new(id, ExerciseStatus.Passed, "Correct.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(id, ExerciseStatus.Failed, $"Your code stopped with {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>A push in the right direction.</summary>
    public Markdown Hint() => new($"**Hint.** {hint}");

    /// <summary>One correct answer, as a cell to run.</summary>
    public Markdown Solution() => Markdown.Code(Solutions.Find(id));
}
