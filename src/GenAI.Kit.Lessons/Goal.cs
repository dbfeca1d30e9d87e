namespace GenAI.Kit.Lessons;

/// <summary>What a lesson promises to measure, and what the measurement must meet. The goals of a lesson stand beside
/// its exercises, in the class that has its number.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Bound">An operator (&lt;, &lt;=, &gt;, &gt;=) and a number.</param>
/// <param name="Unit">Empty for a pure number.</param>
/// <param name="Published">A published or a peer's figure with its source.</param>
public sealed record Goal(string Name, string Bound, string Unit = "", string? Published = null)
{
    /// <summary>The goals of a lesson.</summary>
    /// <param name="lesson">Its number, such as "5.2".</param>
    /// <exception cref="ArgumentException">There is no such lesson, or it has no goals.</exception>
    public static IReadOnlyList<Goal> Of(string lesson) =>
        typeof(Goal).Assembly.GetType($"GenAI.Kit.Lessons.Lesson{lesson.Replace(".", "")}")
            ?.GetField("Goals")?.GetValue(null) as Goal[]
        ?? throw new ArgumentException($"Lesson {lesson} has no goals.");
}
