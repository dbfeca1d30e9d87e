using GenAI.Kit.Contract;

namespace GenAI.Kit.Lessons;

/// <summary>What a check found.</summary>
public enum ExerciseStatus
{
    /// <summary>Nothing has been written yet.</summary>
    NotAttempted,

    /// <summary>The answer is wrong.</summary>
    Failed,

    /// <summary>The answer is right.</summary>
    Passed,
}

/// <summary>The answer of a check: a sentence for the student, JSON for the tests.</summary>
/// <param name="Exercise">Its number, such as 1.1.a.</param>
/// <param name="Status">What the check found.</param>
/// <param name="Message">One sentence for the student.</param>
[TypeFormatterSource(typeof(Formatters), PreferredMimeTypes = [CellMessages.Exercise, "text/markdown", "text/plain"])]
public sealed record ExerciseResult(string Exercise, ExerciseStatus Status, string Message) : IMimeBundle
{
    private string Words => Status switch
    {
        ExerciseStatus.Passed => "passed",
        ExerciseStatus.Failed => "failed",
        _ => "not attempted",
    };

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        [CellMessages.Exercise] = CellMessages.Write(new ExerciseMessage(Exercise, Words, Message)),
        ["text/markdown"] = $"{Mark} **Exercise {Exercise}: {Words}.** {Message}",
        ["text/plain"] = ToString(),
    };

    // Not emoji: fonts for those are missing on many servers.
    private string Mark => Status switch { ExerciseStatus.Passed => "✓", ExerciseStatus.Failed => "✗", _ => "○" };

    public override string ToString() => $"{Mark} Exercise {Exercise}: {Words}. {Message}";
}
