using GenAI.Kit.Notebook.Session.Language;

namespace GenAI.Kit.Notebook.Tests.Session.Language;

/// <summary>Completion and inspection, which Roslyn does; what is ours is that they see the cells.</summary>
public sealed class LanguageTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("Console.WriteL|", "WriteLine")]
    [InlineData("#!who|", "#!whos")]
    [InlineData("using System.Ne|", "Net")]
    [InlineData("new Dictionar|", "Dictionary")]
    [InlineData("Console.|\nvar later = 1;", "WriteLine")]
    [InlineData("#!time\nMath.Sqr|", "Sqrt")]
    [InlineData("#!markdown\nnot code (\n#!csharp\nMath.Sqr|", "Sqrt")]
    public async Task Completion(string code, string match)
    {
        var found = await session.Session.CompleteAsync(
            code.Replace("|", ""), code.IndexOf('|'), TestContext.Current.CancellationToken);
        Assert.Contains(match, found.Items.Select(i => i.Text));
    }

    [Fact]
    public async Task Completion_and_inspection_see_what_cells_declared_and_follow_them()
    {
        await session.Run("record Point(int Abscissa, int Ordinate);\nvar origin = new Point(0, 0);");
        Assert.Equal(["Abscissa"], await Matches("origin.Abs"));
        await session.Run("record Point(int Left, int Top);\nvar origin = new Point(1, 2);");
        Assert.Equal(["Left"], await Matches("origin.Le"));
        Assert.Empty(await Matches("origin.Abs"));
        await session.Run("using System.Text.Json;");
        Assert.Contains("JsonSerializer", await Matches("JsonSerializer"));
        Assert.Contains("Left: 1", await Inspect("origin"));
    }

    [Theory]
    [InlineData("var n = 1;\nn.")]
    [InlineData("\"text\".")]
    [InlineData("\"text\"?.")]
    [InlineData("\"text\"\n    .")]
    [InlineData("Math.")]
    public async Task After_a_dot_there_are_members_only(string code)
    {
        var matches = await Matches(code);
        Assert.NotEmpty(matches);
        Assert.All(matches, m => Assert.Matches(@"^[A-Z]", m));
    }

    [Fact]
    public async Task Elsewhere_there_are_keywords() => Assert.Contains("foreach", await Matches("fore"));

    [Theory]
    [InlineData("\"\"\"", "incomplete")]
    [InlineData("var s = \"\"\"\nabc", "incomplete")]
    [InlineData("var s = \"\"\"\nabc\n\"\"\";", "complete")]
    [InlineData("var s = @\"abc", "incomplete")]
    [InlineData("var x = );", "invalid")]
    [InlineData("for (;;) {", "incomplete")]
    public void Text_that_is_still_open_is_incomplete(string code, string status) =>
        Assert.Equal(status, Completeness.Of(code).Status);

    private async Task<List<string>> Matches(string code)
    {
        var found = await session.Session.CompleteAsync(code, code.Length, TestContext.Current.CancellationToken);
        return [.. found.Items.Select(i => i.Text)];
    }

    private async Task<string> Inspect(string code, int? at = null)
    {
        var found = await session.Session.InspectAsync(
            code, at ?? code.Length, TestContext.Current.CancellationToken);
        return found!["text/plain"];
    }
}
