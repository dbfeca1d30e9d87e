namespace GenAI.Kit.Notebook.Tests.Session.Compiling;

/// <summary>The checks that are put into a cell's loops change neither what it does nor what errors say.</summary>
public sealed class LoopCheckTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) for (var j = 0; j < 2; j++) n++;", 6)]
    [InlineData("if (n == 0) while (n < 4) n++; else n = -1;", 4)]
    [InlineData("if (n == 1) while (n < 4) n++; else n = -1;", -1)]
    [InlineData("do n++; while (n < 5);", 5)]
    [InlineData("foreach (var x in new[] { 1, 2 }) { n += x; } // a comment }", 3)]
    [InlineData("foreach (var (a, b) in new[] { (1, 2) }) n = a + b;", 3)]
    [InlineData("while (n < 2)\n#if NO\n    nonsense\n#else\n    n++;\n#endif", 2)]
    [InlineData("while (n++ < 2);", 3)]
    [InlineData("n = 1; again: n *= 2; if (n < 8) goto again;", 8)]
    [InlineData("void Add() { int More() { while (n < 3) n++; return n; } n = More() + 1; }\nAdd();", 4)]
    [InlineData("Func<int, int> twice = x => { int Twice() { return 2 * x; } return Twice(); }; n = twice(4);", 8)]
    [InlineData("Action f = delegate { n = 9; }; f();", 9)]
    [InlineData("System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1; n = e.Compile()(1);", 2)]
    [InlineData("unsafe { fixed (int* p = new[] { 5 }) while (n < *p) n++; }", 5)]
    [InlineData("switch (n) { case 0: while (n < 2) n++; break; default: break; }", 2)]
    [InlineData("using (new System.IO.MemoryStream()) for (;;) { n = 7; break; }", 7)]
    [InlineData("await foreach (var i in S()) n += i;\n"
        + "async IAsyncEnumerable<int> S() { for (var i = 0; i < 3;) { yield return i++; await Task.Yield(); } }", 3)]
    public async Task Every_form_of_loop_does_what_it_did(string code, int n) =>
        Assert.Equal($"{n}", await session.Run($"var n = 0;\n{code}\nn"));

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) missing(i);", "line 2, column 29: CS0103")]
    [InlineData("while (true) { while (true) x(); }", "line 2, column 29: CS0103")]
    [InlineData("while (true) { } y();", "line 2, column 18: CS0103")]
    [InlineData("Action a = () => { z(); };", "line 2, column 20: CS0103")]
    [InlineData("while (true) {", "line 2, column 15: CS1513")]
    public async Task A_compile_error_points_at_what_was_written(string code, string place)
    {
        var error = await session.Fail("var first = 1;\n" + code);
        Assert.StartsWith("cell 1, " + place, error.Message);
        Assert.Equal("    " + code, error.Traceback[1]);
    }

    [Fact]
    public async Task An_exception_names_the_line_that_was_written()
    {
        var error = await session.Fail("var n = 1;\nwhile (true)\n    if (n-- == 0)\n        throw new Exception();");
        Assert.Equal("   at cell 1, line 4", error.Traceback[1]);
    }
}
