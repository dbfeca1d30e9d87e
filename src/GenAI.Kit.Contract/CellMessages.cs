using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GenAI.Kit.Contract;

/// <summary>How far a cell has come.</summary>
/// <param name="Label">What is being done.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all; 0 where nobody knows.</param>
/// <param name="SecondsLeft">An estimate.</param>
public sealed record ProgressMessage(string Label, double Done, double Total, double? SecondsLeft);

/// <summary>One measured number beside its goal.</summary>
/// <param name="Value">NaN where the measurement failed; null where none was made.</param>
/// <param name="Goal">An operator and a number, such as <c>&lt;= 246.5</c>.</param>
/// <param name="Passed">Null where there is no goal.</param>
/// <param name="Published">A published or a peer's figure with its source.</param>
public sealed record ScoreLine(
    string Name, double? Value, string? Unit = null, string? Goal = null, bool? Passed = null,
    string? Published = null);

/// <summary>All scores of a lesson so far.</summary>
public sealed record ScoreMessage(string Lesson, IReadOnlyList<ScoreLine?>? Scores);

/// <summary>The answer of an exercise's check.</summary>
/// <param name="Exercise">The lesson and a letter, such as 1.1.a.</param>
/// <param name="Status">"passed", "failed" or "not attempted".</param>
/// <param name="Message">A sentence for the student.</param>
public sealed record ExerciseMessage(string Exercise, string Status, string Message);

/// <summary>What cells tell the runner beside what they show: JSON under mime types of the kit's own.</summary>
public static class CellMessages
{
    public const string Progress = "application/vnd.genai-kit.progress+json";
    public const string Score = "application/vnd.genai-kit.score+json";
    public const string Exercise = "application/vnd.genai-kit.exercise+json";

    public static string Write(ProgressMessage message) => JsonSerializer.Serialize(message, Own.ProgressMessage);

    public static string Write(ScoreMessage message) => JsonSerializer.Serialize(message, Own.ScoreMessage);

    public static string Write(ExerciseMessage message) => JsonSerializer.Serialize(message, Own.ExerciseMessage);

    /// <returns>Null for what is no such message, whoever wrote it.</returns>
    public static ProgressMessage? Progressed(JsonNode? json) => Read(json, Own.ProgressMessage);

    /// <inheritdoc cref="Progressed"/>
    public static ScoreMessage? Scored(JsonNode? json) => Read(json, Own.ScoreMessage);

    /// <inheritdoc cref="Progressed"/>
    public static ExerciseMessage? Checked(JsonNode? json) => Read(json, Own.ExerciseMessage);

    private static CellJson Own { get; } = new(new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    });

    private static T? Read<T>(JsonNode? json, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return json is JsonObject ? json.Deserialize(type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(ProgressMessage)), JsonSerializable(typeof(ScoreMessage))]
[JsonSerializable(typeof(ExerciseMessage))]
internal sealed partial class CellJson : JsonSerializerContext;
