using System.Globalization;
using System.Text.RegularExpressions;

namespace GenAI.Kit.Lessons;

/// <summary>A measured number beside the goal that it should meet.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The measurement.</param>
/// <param name="Unit">Its unit; empty for a pure number.</param>
/// <param name="Goal">The condition, such as <c>&lt;= 246.5</c>.</param>
/// <param name="Published">A published or a peer's figure with its source.</param>
public sealed partial record Score(string Name, double Value, string Unit, string Goal, string? Published)
{
    private static readonly Dictionary<string, List<Score>> Recorded = [];

    /// <summary>Does the value meet the goal? NaN meets none.</summary>
    public bool Passed { get; } = Meets(Value, Goal);

    /// <summary>Records a score of a lesson; a score of the same name is replaced.</summary>
    /// <param name="lesson">The lesson's number, such as "1.1".</param>
    /// <param name="goal">An operator (&lt;, &lt;=, &gt;, &gt;=) and a number.</param>
    /// <returns>All scores of the lesson so far, as a table.</returns>
    /// <exception cref="ArgumentException">The goal is not an operator and a number.</exception>
    public static ScoreTable Record(
        string lesson, string name, double value, string unit = "", string goal = "", string? published = null)
    {
        var score = new Score(name, value, unit, goal, published);
        if (!Recorded.TryGetValue(lesson, out var scores))
            Recorded[lesson] = scores = [];
        var known = scores.FindIndex(s => s.Name == name);
        if (known < 0)
            scores.Add(score);
        else
            scores[known] = score;
        return new ScoreTable(lesson, [.. scores]);
    }

    private static bool Meets(double value, string goal)
    {
        var match = GoalSyntax().Match(goal);
        if (!double.TryParse(match.Groups[2].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound))
            throw new ArgumentException($"The goal \"{goal}\" is not an operator and a number, such as \"<= 0.05\".");
        return match.Groups[1].Value switch
        {
            "<" => value < bound,
            "<=" => value <= bound,
            ">" => value > bound,
            _ => value >= bound,
        };
    }

    [GeneratedRegex(@"^\s*(<=|>=|<|>)\s*(-?[\d.]+(?:[eE][+-]?\d+)?)\s*$")]
    private static partial Regex GoalSyntax();
}
