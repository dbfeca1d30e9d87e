using System.Text.Json;

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
[TypeFormatterSource(typeof(Formatters), PreferredMimeTypes = [Mime, "text/markdown", "text/plain"])]
public sealed record ExerciseResult(string Exercise, ExerciseStatus Status, string Message) : IMimeBundle
{
    internal const string Mime = "application/vnd.genai-kit.exercise+json";

    private string Words => Status switch
    {
        ExerciseStatus.Passed => "passed",
        ExerciseStatus.Failed => "failed",
        _ => "not attempted",
    };

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        [Mime] = JsonSerializer.Serialize(new { Exercise, Status = Words, Message }, Json.CamelCase),
        ["text/markdown"] = $"{Mark} **Exercise {Exercise}: {Words}.** {Message}",
        ["text/plain"] = ToString(),
    };

    // Not emoji: fonts for those are missing on many servers.
    private string Mark => Status switch { ExerciseStatus.Passed => "✓", ExerciseStatus.Failed => "✗", _ => "○" };

    public override string ToString() => $"{Mark} Exercise {Exercise}: {Words}. {Message}";
}
