namespace GenAI.Kit.Notebook.Tests.Session;

/// <summary>Cells as other people's notebooks have them.</summary>
public sealed class SnippetTests
{
    private static readonly Snippet[] All = [.. Snippets.OfTheLanguage, .. Snippets.OfTheSession];

    public static TheoryData<string> Habits => [.. All.Select(s => s.Habit)];

    [Theory]
    [MemberData(nameof(Habits))]
    public async Task A_habit_works_as_its_owner_expects(string habit)
    {
        var snippet = All.Single(s => s.Habit == habit);
        var session = new TestSession();
        foreach (var cell in snippet.Cells[..^1]) await session.Try(cell);
        Assert.Equal(snippet.Shows, (await session.Run(snippet.Cells[^1])).TrimEnd('\n'));
    }

    [Fact]
    public void There_are_sixty_habits_or_more() => Assert.True(All.Length >= 60, $"{All.Length}");
}
