using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session.Errors;

public sealed class ErrorTests
{
    private readonly TestSession session = new();

    [Fact]
    public async Task A_compile_error_names_cell_line_and_column_and_points_at_the_place()
    {
        var error = await session.Fail("var a = 1;\nvar b = a + missing;");
        Assert.Equal(CellError.CompileError, error.Name);
        Assert.Equal("cell 1, line 2, column 13: CS0103: The name 'missing' does not exist in the current context",
            error.Message);
        Assert.Equal(
            [error.Message, "    var b = a + missing;", "                ^^^^^^^"], error.Traceback.Take(3));
    }

    [Fact]
    public async Task Below_a_magic_command_lines_are_still_the_cells() =>
        Assert.StartsWith("cell 1, line 3, column 1", (await session.Fail("#!time\n\nmissing")).Message);

    [Fact]
    public async Task Every_error_is_told_once() =>
        Assert.Equal(2, (await session.Fail("one(); two();")).Traceback.Count(l => l.Contains("CS0103")));

    [Fact]
    public async Task An_exception_shows_the_users_frames_with_cell_and_line_and_no_others()
    {
        await session.Run("""
            int Divide(int a, int b) => a / b;
            int Use(int[] all)
            {
                return all.Select(n => Divide(1, n)).Sum();
            }
            """);
        var error = await session.Fail("var all = new[] { 1, 0 };\nUse(all)");
        Assert.Equal("DivideByZeroException", error.Name);
        Assert.Equal(
        [
            "System.DivideByZeroException: Attempted to divide by zero.",
            "   at Divide in cell 1, line 1",
            "   at Use in cell 1, line 4 (repeated)",
            "   at cell 2, line 2",
        ], error.Traceback);
    }

    [Fact]
    public async Task An_exception_after_an_await_shows_the_same()
    {
        await session.Run(
            "async Task Bad()\n{\n    await Task.Delay(1);\n    throw new InvalidOperationException(\"late\");\n}");
        var error = await session.Fail("await Task.Delay(1);\nawait Bad();");
        Assert.Equal(
            ["System.InvalidOperationException: late", "   at Bad in cell 1, line 4", "   at cell 2, line 2"],
            error.Traceback);
    }

    [Fact]
    public async Task The_cause_is_told_below_what_it_caused()
    {
        var error = await session.Fail("throw new Exception(\"outer\", new ArgumentException(\"inner\"));");
        Assert.Contains(" ---> System.ArgumentException: inner", error.Traceback);
    }

    [Fact]
    public async Task All_causes_of_an_aggregate_are_told_and_types_are_named_as_cells_name_them()
    {
        var error = await session.Fail("class MyEx(string m) : Exception(m);\n"
            + "throw new AggregateException(new MyEx(\"one\"), new MyEx(\"two\"));");
        Assert.Equal([" ---> MyEx: one", " ---> MyEx: two"], error.Traceback.Where(l => l.StartsWith(" --->")));
        Assert.DoesNotContain(error.Traceback, l => l.Contains("Cell1+"));
        error = await session.Fail("var all = new[] { Task.Run(() => throw new Exception(\"a\")),\n"
            + "    Task.Run(() => throw new Exception(\"b\")) };\nTask.WaitAll(all);");
        Assert.Contains(" ---> System.Exception: b", error.Traceback);
    }

    [Fact]
    public async Task A_long_message_is_broken_into_lines()
    {
        var error = await session.Fail("throw new Exception(string.Join(\" \", Enumerable.Repeat(\"word\", 100)));");
        Assert.All(error.Traceback, l => Assert.InRange(l.Length, 1, 104));
        Assert.Equal(499, error.Message.Length);
    }

    [Fact]
    public async Task An_endless_recursion_ends_the_cell_not_the_kernel_and_is_told_shortly()
    {
        await session.Run("int Down(int n) => Down(n + 1) + 1;");
        var error = await session.Fail("Down(0)");
        Assert.Equal("InsufficientExecutionStackException", error.Name);
        Assert.InRange(error.Traceback.Count, 2, 10);
        Assert.Equal("1", await session.Run("1"));
    }

    [Fact]
    public async Task An_exception_on_a_background_thread_is_told_on_stderr_and_ends_nothing()
    {
        await session.Run("var t = new System.Threading.Thread(() => throw new Exception(\"behind\"));\n"
            + "t.Start(); t.Join(); await Task.Delay(50);");
        Assert.Contains("On a background thread: System.Exception: behind", session.Sink.Error);
        Assert.Equal("1", await session.Run("1"));
    }

    [Theory]
    [InlineData("int L() { int t = 0; while (true) { if (t++ > 5) throw new Exception(\"out\"); } }\nL()")]
    [InlineData("class C { public int P { get { int t = 0; while (true) { if (t++ > 5) throw new Exception(\"out\"); } } } }\n"
        + "new C().P")]
    [InlineData("Func<int> f = () => { int t = 0; for (;;) { if (t++ > 5) throw new Exception(\"out\"); } };\nf()")]
    [InlineData("int D() { int t = 0; do { if (t++ > 5) throw new Exception(\"out\"); } while (true); }\nD()")]
    [InlineData("int T() { int t = 0; while (true) { try { t++; } finally { if (t > 5) throw new Exception(\"out\"); } } }\nT()")]
    public async Task A_loop_without_end_at_the_end_of_a_function_runs(string code) =>
        Assert.Equal("out", (await session.Fail(code)).Message);

    [Theory]
    [InlineData("Func<int, int> f = null!;\nf = n => f(n + 1) + 1;\nf(0)")]
    [InlineData("Func<int, int> f = null!;\nf = n =>\n{\n    return f(n + 1) + 1;\n};\nf(0)")]
    [InlineData("Func<int, int> f = null!;\nf = delegate (int n) { return f(n + 1) + 1; };\nf(0)")]
    [InlineData("record R(int P) { public R? Next { get; set; } }\nvar r = new R(1); r.Next = r;\nr.GetHashCode()")]
    [InlineData("record R(int P) { public R? Next { get; set; } }\nvar (r, s) = (new R(1), new R(1)); r.Next = r; s.Next = s;\n"
        + "r == s")]
    [InlineData("record struct S(object P);\nvar a = new object[1]; var s = new S(a); a[0] = s;\n"
        + "Func<object, int> h = null!; h = o => o is S t ? h(t.P) : o is object[] b ? h(b[0]) : 0;\nh(s)")]
    [InlineData("Action a = null!;\na = () => a();\na();")]
    [InlineData("Action<Action> y = null!;\ny = g => new List<int> { 1 }.ForEach(_ => y(g));\ny(null!);")]
    [InlineData("class C { public static Func<int, int> F = n => F(n) + 1; }\nC.F(1)")]
    [InlineData("int Local() { Func<int> g = null!; g = () => g() + 1; return g(); }\nLocal()")]
    [InlineData("IEnumerable<int> Q(int n) => Enumerable.Range(0, 2).SelectMany(i => Q(n + i));\nQ(0).Count()")]
    public async Task An_endless_recursion_in_any_code_is_an_exception(string code)
    {
        var error = await session.Fail(code);
        Assert.Equal("InsufficientExecutionStackException", error.Name);
        Assert.Contains(error.Traceback, line => line.Contains("cell 1, line"));
        Assert.InRange(error.Traceback.Count, 2, 60);
        Assert.Equal("1", await session.Run("1"));
    }

    /// <summary>Lesson 4.2 has a function with a default value of the kit's, and a lambda, in one cell.</summary>
    [Fact]
    public async Task A_default_value_of_an_earlier_cells_enumeration_compiles_beside_a_lambda()
    {
        await session.Run("enum Kind : byte { A = 1, B = 2 }");
        Assert.Equal("2", await session.Run("""
            int Twice(Kind kind = Kind.B) { Func<int, int> abs = n => Math.Abs(n); return abs((int)kind); }
            Twice()
            """));
    }
}
