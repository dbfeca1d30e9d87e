namespace GenAI.Kit.Notebook.Tests.Session;

/// <summary>A return at a cell's top level is its result.</summary>
public sealed class ReturnTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("return 5;", "5")]
    [InlineData("var a = 2; if (a > 1) return \"large\"; else return \"small\";", "large")]
    [InlineData("await Task.Delay(1); return 3;", "3")]
    [InlineData("foreach (var i in new[] { 1, 2, 3 }) if (i == 2) return i;", "2")]
    [InlineData("try { return 1; } finally { Console.Write(\"f\"); }", "1")]
    [InlineData("return null;", "<null>")]
    [InlineData("if (DateTime.Now.Year > 2000) return 7;\nvar after = 1;", "7")]
    public async Task It_is_shown(string code, string shown)
    {
        var result = await session.Try(code);
        Assert.Equal(shown, result.Value?["text/plain"]);
    }

    [Fact]
    public async Task An_object_too() =>
        Assert.Contains("A", (await session.Try("return new { A = 1 };")).Value!["text/html"]);

    [Theory]
    [InlineData("return;")]
    [InlineData("if (DateTime.Now.Year < 2000) return 7;")]
    [InlineData("int F() { return 7; }")]
    [InlineData("Func<int> f = () => { return 7; };")]
    public async Task Where_none_is_reached_nothing_is_shown(string code) =>
        Assert.Null((await session.Try(code)).Value);
}
