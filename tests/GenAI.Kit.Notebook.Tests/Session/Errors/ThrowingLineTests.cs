namespace GenAI.Kit.Notebook.Tests.Session.Errors;

/// <summary>What the runtime itself throws in a function of a cell is told with that function and its line.</summary>
public sealed class ThrowingLineTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("int Boom(int n)\n{\n    var v = new int[1];\n    return v[n];\n}\nBoom(5)", "Boom", 4)]
    [InlineData("int Boom(int[] v, int n) => v[n];\nvar a = 1;\nBoom(new int[1], 5)", "Boom", 1)]
    [InlineData("int Boom(string s)\n{\n    return s.Length;\n}\nBoom(null)", "Boom", 3)]
    [InlineData("int Boom(int n)\n{\n    var a = 1;\n    return a / n;\n}\nBoom(0)", "Boom", 4)]
    [InlineData("int Boom(object o)\n{\n    var a = 1;\n    return a + (int)o;\n}\nBoom(\"x\")", "Boom", 4)]
    [InlineData("int Boom(int n)\n{\n    checked\n    {\n        return int.MaxValue + n;\n    }\n}\n"
        + "Boom(1)", "Boom", 5)]
    [InlineData("char Boom(string s, int n)\n{\n    var k = n;\n    return s[k];\n}\nBoom(\"a\", 5)", "Boom", 4)]
    [InlineData("int Outer(int n)\n{\n    int Inner(int k)\n    {\n        var v = new int[2];\n        return v[k];\n"
        + "    }\n    return Inner(n);\n}\nOuter(5)", "Inner", 6)]
    [InlineData("Func<int, int> f = n =>\n{\n    var v = new int[1];\n    return v[n];\n};\nf(5)", "", 4)]
    [InlineData("int[] v = [1];\nint k = 3;\nvar w =\n    v[k];", "", 4)]
    [InlineData("class Box\n{\n    int[] v = new int[1];\n    public int At(int n)\n    {\n        return v[n];\n"
        + "    }\n}\nnew Box().At(4)", "Box.At", 6)]
    [InlineData("async Task<int> Boom(int n)\n{\n    await Task.Yield();\n    var v = new int[1];\n    return v[n];\n"
        + "}\nawait Boom(3)", "Boom", 5)]
    public async Task By_its_line(string code, string function, int line)
    {
        var error = await session.Fail(code);
        Assert.Equal($"   at {(function.Length > 0 ? function + " in " : "")}cell 1, line {line}",
            error.Traceback.First(l => l.StartsWith("   at ")));
    }

    [Fact]
    public async Task Also_after_it_was_called_so_often_that_it_is_optimised()
    {
        await session.Run("int At(int[] v, int n)\n{\n    var k = n;\n    return v[k];\n}");
        var error = await session.Fail("var v = new int[100_000]; var sum = 0;\n"
            + "void All()\n{\n    for (var r = 0; r < 20; r++)\n        for (var i = 0; i < v.Length + r / 19; i++)\n"
            + "            sum += At(v, i);\n}\nAll();");
        Assert.Equal("   at At in cell 1, line 4", error.Traceback[1]);
        Assert.StartsWith("   at All in cell 2, line", error.Traceback[2]);
    }

    [Fact]
    public async Task Where_several_lines_can_have_thrown_they_are_named()
    {
        var error = await session.Fail(
            "int Sum(int[] v, int n)\n{\n    var a = v[0];\n    a += v[n];\n    return a;\n}\nSum(new int[1], 5)");
        Assert.Contains(error.Traceback[1],
            new[] { "   at Sum in cell 1, line 4", "   at Sum in cell 1, line 3 or 4" });
    }
}
