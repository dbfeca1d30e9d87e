using System.Text.Json;
using GenAI.Kit.Lessons;

namespace GenAI.Kit.Tests.Lessons;

public sealed class ScoreTests
{
    [Theory]
    [InlineData(0.5, "<= 0.5", true)]
    [InlineData(0.5, "< 0.5", false)]
    [InlineData(0.5, ">= 0.5", true)]
    [InlineData(0.5, "> 0.5", false)]
    [InlineData(3e-7, "<= 1e-6", true)]
    [InlineData(-1, ">= -0.5", false)]
    [InlineData(double.NaN, "<= 1", false)]
    [InlineData(double.NaN, ">= 1", false)]
    public void A_goal_is_an_operator_and_a_number(double value, string goal, bool passed) =>
        Assert.Equal(passed, Score.Record("test.goal", "x", value, goal: goal).Scores.Single().Passed);

    [Theory]
    [InlineData("")]
    [InlineData("about 5")]
    [InlineData("= 5")]
    [InlineData("<= 1.2.3")]
    [InlineData("< .")]
    [InlineData(">= -")]
    [InlineData("> ..5")]
    [InlineData("<= 1e")]
    public void Anything_else_is_an_error(string goal) =>
        Assert.Throws<ArgumentException>(() => Score.Record("test.bad", "x", 1, goal: goal));

    [Fact]
    public void A_lesson_records_each_of_its_scores()
    {
        var lesson = new Lesson("2.3", "demo", 1);
        var names = Goal.Of("2.3").Select(goal => goal.Name).ToArray();
        var table = lesson.Scores([.. names.Select(name => (name, 0.7))]);
        Assert.Equal(names, table.Scores.Select(score => score.Name));
        Assert.Throws<ArgumentException>(() => lesson.Scores(("no goal of it", 1)));
    }

    [Fact]
    public void The_table_holds_all_scores_and_the_newest_of_each_name()
    {
        Score.Record("test.table", "loss", 2, "nats", goal: "<= 1");
        Score.Record("test.table", "accuracy", 0.9, goal: ">= 0.8", published: "0.95, <someone> 2020");
        var table = Score.Record("test.table", "loss", 1, "nats", goal: "<= 1");
        Assert.Equal(["loss", "accuracy"], table.Scores.Select(s => s.Name));
        Assert.All(table.Scores, s => Assert.True(s.Passed));
        var html = table.ToMimeBundle()["text/html"];
        Assert.Contains("&lt;someone&gt;", html);
        Assert.Contains(">✓ met<", html);
        Assert.Equal(5, html.Split("<th style=\"text-align:left\">").Length - 1);     // as the cells below them
    }

    [Fact]
    public void The_runner_reads_json()
    {
        var table = Score.Record("test.json", "loss", double.NaN, "nats", goal: "<= 1");
        using var json = JsonDocument.Parse(table.ToMimeBundle()["application/vnd.genai-kit.score+json"]);
        Assert.Equal("test.json", json.RootElement.GetProperty("lesson").GetString());
        var score = json.RootElement.GetProperty("scores")[0];
        Assert.False(score.GetProperty("passed").GetBoolean());
        Assert.Equal("NaN", score.GetProperty("value").GetString());
        Assert.Equal("<= 1", score.GetProperty("goal").GetString());
    }
}
