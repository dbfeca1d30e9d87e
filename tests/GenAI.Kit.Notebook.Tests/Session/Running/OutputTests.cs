namespace GenAI.Kit.Notebook.Tests.Session.Running;

/// <summary>What a cell writes, by whatever way, and that it changes nothing for the next.</summary>
[Collection("interrupts")]
public sealed class OutputTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("Console.SetOut(new System.IO.StringWriter());")]
    [InlineData("Console.SetOut(System.IO.TextWriter.Null); throw new Exception();")]
    [InlineData("Console.SetError(System.IO.TextWriter.Null); Console.SetIn(new System.IO.StringReader(\"no\"));")]
    public async Task A_console_that_a_cell_replaces_is_back_in_the_next(string code)
    {
        await session.Try(code);
        Assert.Equal("yes", await session.Run("Console.ReadLine()", "yes"));
        await session.Run("Console.Write(1); Console.Error.Write(2);");
        Assert.Equal(("1", "2"), (session.Sink.Out, session.Sink.Error));
    }

    [Fact]
    public async Task Within_the_cell_it_is_replaced() => Assert.Equal("in", await session.Run(
        "var w = new System.IO.StringWriter(); Console.SetOut(w); Console.Write(\"in\"); w.ToString()"));

    [Fact]
    public async Task The_raw_streams_are_the_cells()
    {
        await session.Run("""
            using (var o = new System.IO.StreamWriter(Console.OpenStandardOutput())) o.Write("größer ");
            void More() { System.Console.OpenStandardOutput().Write(Encoding.UTF8.GetBytes("€")); }
            More();
            Console.OpenStandardError().WriteByte((byte)'!');
            """);
        Assert.Equal(("größer €", "!"), (session.Sink.Out.Trim('\uFEFF'), session.Sink.Error));
    }

    [Theory]
    [InlineData("Console.Write(\"Your name? \"); Console.ReadLine()", "Your name? ")]
    [InlineData(
        "Console.WriteLine(\"Hello\"); Console.Write(\"Your \"); Console.Write(\"name? \"); Console.ReadLine()", "Your name? ")]
    [InlineData("Console.WriteLine(\"Your name?\"); Console.ReadLine()", "")]
    [InlineData("Console.Write(\"a\\nb? \"); Console.ReadLine()", "b? ")]
    [InlineData("Console.Write(\"old \"); await GetInputAsync(\"own? \")", "own? ")]
    public async Task The_unfinished_line_is_the_question(string code, string question)
    {
        Assert.Equal("Ada", await session.Run(code, "Ada"));
        Assert.Equal([(question, false)], session.Sink.Questions);
    }

    [Fact]
    public async Task A_question_is_asked_once()
    {
        await session.Run("Console.Write(\"a? \"); Console.ReadLine(); Console.ReadLine()", "1", "2");
        Assert.Equal([("a? ", false), ("", false)], session.Sink.Questions);
    }
}
