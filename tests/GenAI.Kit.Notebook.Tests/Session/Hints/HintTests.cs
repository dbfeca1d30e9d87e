namespace GenAI.Kit.Notebook.Tests.Session.Hints;

/// <summary>Where it can be told what to write instead, an error says it, and the noise that follows is left out.
/// </summary>
public sealed class HintTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("using var m = new System.IO.MemoryStream();\nm.Length", "write using (var x = …) { … }", 1)]
    [InlineData("await using var m = new System.IO.MemoryStream();\nm.Length", "write await using (var x", 1)]
    [InlineData("namespace Zoo { public class Cat { } }", "a cell has no namespaces", 1)]
    [InlineData("namespace Zoo;\npublic class Cat { }", "a cell has no namespaces", 1)]
    [InlineData("public static class Shout { public static string Loud(this string s) => s.ToUpper(); }",
        "write the extension method itself", 1)]
    [InlineData("public static class Ext { extension(string s) { public int Twice => s.Length * 2; } }",
        "a cell has no extension blocks", 1)]
    [InlineData("file class Hidden { }", "leave out file", 1)]
    [InlineData("int[] d = [1, 2];\nref int x = ref d[1];\nx = 5;", "a ref variable can't be", 1)]
    [InlineData("Span<int> s = stackalloc int[2];\ns[0]", "a Span can't be a variable of the cell", 1)]
    [InlineData("ReadOnlySpan<char> s = \"abc\";\ns.Length", "a Span can't be a variable of the cell", 1)]
    [InlineData("var s = \"abc\".AsSpan();\ns.Length", "a Span can't be a variable of the cell", 1)]
    [InlineData("Thread.Sleep(1);", "Thread is in System.Threading: write using System.Threading;", 1)]
    [InlineData("File.ReadAllText(\"a\")", "File is in System.IO: write using System.IO;", 1)]
    [InlineData("new StringWriter()", "StringWriter is in System.IO", 1)]
    [InlineData("Lesson11.Start()", "run the cells above first", 1)]
    [InlineData("%matplotlib inline", "#!lsmagic", 1)]
    [InlineData("%%time\n1 + 1", "#!time", 1)]
    [InlineData("!ls -l", "no shell commands", 1)]
    [InlineData("!ls", "no shell commands", 1)]
    [InlineData("list?", "Shift+Tab", 1)]
    [InlineData("?list", "Shift+Tab", 1)]
    [InlineData("pip install numpy", "#r \"nuget: Name\"", 1)]
    [InlineData("%pip install numpy", "#r \"nuget: Name\"", 1)]
    [InlineData("!pip install numpy", "#r \"nuget: Name\"", 1)]
    [InlineData("import numpy as np", "using System.IO;", 1)]
    [InlineData("from math import pi", "using System.IO;", 1)]
    [InlineData("def twice(n):\n    return 2 * n", "int Twice(int n)", 1)]
    [InlineData("for i in range(3):\n    print(i)", "C# puts blocks in braces", 1)]
    [InlineData("# a comment", "a comment begins with //", 1)]
    [InlineData("var s = 'text';", "double quotes", 1)]
    [InlineData("print(1)", "print is Console.WriteLine(x)", 1)]
    [InlineData("var x = len(new[] { 1 });", "x.Length", 1)]
    [InlineData("object a = None;", "None is null", 1)]
    [InlineData("var a = True;", "True is true", 1)]
    public async Task What_to_write_is_told(string code, string hint, int errors)
    {
        var error = await session.Fail(code);
        var text = error.Traceback.Where(l => !l.StartsWith("    ")).Select(l => l.Trim());
        Assert.Contains(hint, string.Join(" ", text));
        Assert.Contains(error.Traceback, l => l.StartsWith("Hint: "));
        Assert.Equal(errors, error.Traceback.Count(l => l.Contains(": CS") && l.StartsWith("cell 1, line ")));
    }

    [Fact]
    public async Task The_second_part_of_a_partial_class_says_that_it_is_another()
    {
        await session.Run("partial class Both { public int One => 1; }");
        var error = await session.Fail("partial class Both { public int Two => One + 1; }");
        Assert.Contains(error.Traceback, l => l.StartsWith("Hint: the parts of a partial type must stand in"));
    }

    [Fact]
    public async Task Once_cells_have_run_an_unknown_name_is_just_unknown()
    {
        await session.Run("var a = 1;");
        Assert.DoesNotContain((await session.Fail("Lesson11.Start()")).Traceback, l => l.StartsWith("Hint"));
    }

    [Theory]
    [InlineData("{ using var m = new System.IO.MemoryStream(); display(m.Length); }")]
    [InlineData("{ int[] d = [1, 2]; ref int x = ref d[1]; x = 5; }")]
    [InlineData("{ Span<int> s = stackalloc int[2]; display(s[0]); }")]
    [InlineData("static string Loud(this string s) => s.ToUpper();\n\"a\".Loud()")]
    [InlineData("using (var m = new System.IO.MemoryStream()) { display(m.Length); }")]
    public async Task What_the_hints_say_works(string code) => await session.Run(code);

    [Theory]
    [InlineData("var s = \"it's 'fine' here\" + missing;", "CS0103")]
    [InlineData("#r \"nowhere.dll\"", "CS0006")]
    [InlineData("class Foo :\n    Lacking { }", "CS0246")]
    [InlineData("var y = missing > 1 ? 1 :\n    2;", "CS0103")]
    [InlineData("int list = 5;\nlist + missing", "CS0103")]
    public async Task What_is_no_habit_from_Python_keeps_its_own_error(string code, string id)
    {
        await session.Run("var a = 1;");
        var error = await session.Fail(code);
        Assert.Contains(id, error.Message);
        Assert.DoesNotContain(error.Traceback, l => l.StartsWith("Hint"));
    }

    [Fact]
    public async Task Errors_come_in_the_order_of_their_lines()
    {
        var error = await session.Fail("var a = new List<int>();\na.Nothing();\nint b = \"x\";\nmissing();");
        Assert.Equal([2, 3, 4], error.Traceback.Where(l => l.StartsWith("cell 1")).Select(l => l[13] - '0'));
        Assert.Equal(error.Traceback[0], error.Message[..error.Traceback[0].Length]);
    }

    [Fact]
    public async Task No_line_is_longer_than_front_ends_show()
    {
        var error = await session.Fail($"var x = \"{new string('a', 200)}\" + missing + \"{new string('b', 200)}\";\n"
            + "new Dictionary<string, List<int>>().GetTheOneThatIsNotThereAtAllAndHasALongName();");
        Assert.All(error.Traceback, l => Assert.InRange(l.Length, 1, 104));
        var place = error.Traceback.ToList().FindIndex(l => l.Trim() == "^^^^^^^");
        Assert.Equal("missing", error.Traceback[place - 1].Substring(error.Traceback[place].IndexOf('^'), 7));
    }

    [Fact]
    public async Task Two_versions_of_a_class_are_told_apart()
    {
        await session.Run("class P { }\nvar p = new P();");
        await session.Run("class P { }\nvoid Use(P p) { }");
        var error = await session.Fail("Use(p);");
        Assert.Contains("cannot convert from 'P' to 'P'", error.Message);
        Assert.Contains(error.Traceback, l => l.StartsWith("Hint: P has been declared again in a later cell"));
        error = await session.Fail("var q = (P)(object)p;");
        Assert.Contains(error.Traceback, l => l.StartsWith("Hint: P has been declared again"));
    }
}
