namespace GenAI.Kit.Lessons;

/// <summary>A task with a machine that checks it. Any correct answer passes, not one spelling of it. Checks draw and
/// seed aside: cells that run later see the same random numbers, checked or not.</summary>
/// <typeparam name="T">What the student hands in: a function, or a number as <c>double?</c>.</typeparam>
/// <param name="id">The lesson and a letter, such as "1.1.a".</param>
/// <param name="hints">Markdown that helps, in three steps: where to look, what to do, the last step but one.</param>
/// <param name="fault">Null for a correct answer, else one sentence on what is wrong and where to look.</param>
/// <param name="why">Told to whoever has got it right: why it is so.</param>
/// <param name="next">And what to try next.</param>
public sealed class Exercise<T>(string id, string[] hints, Func<T, string?> fault, string why = "", string next = "")
{
    /// <summary>An exercise with one hint.</summary>
    /// <inheritdoc cref="Exercise{T}"/>
    public Exercise(string id, string hint, Func<T, string?> fault) : this(id, [hint], fault) { }

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
                : new(id, ExerciseStatus.Passed, Praise);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new(id, ExerciseStatus.Failed, $"Your code stopped with {e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>A push in the right direction.</summary>
    /// <param name="step">1 for the first, which gives least away; more for the next ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public Markdown Hint(int step = 1) => step >= 1 && step <= hints.Length
        ? new($"**Hint{(hints.Length > 1 ? $" {step} of {hints.Length}" : "")}.** {hints[step - 1]}"
            + (step < hints.Length ? $" (`Hint({step + 1})` says more.)" : ""))
        : throw new ArgumentOutOfRangeException(
            nameof(step), step, $"Exercise {id} has {Steps}: 1 to {hints.Length}.");

    /// <summary>One correct answer, as a cell to run.</summary>
    public Markdown Solution() => Markdown.Code(Solutions.Find(id));

    private string Steps => hints.Length == 1 ? "one hint" : $"{hints.Length} hints";

    private string Praise =>
        "Correct." + (why == "" ? "" : $" {why}") + (next == "" ? "" : $" **Try next:** {next}");
}
