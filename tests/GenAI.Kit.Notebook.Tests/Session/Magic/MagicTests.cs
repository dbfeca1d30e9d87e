using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session.Magic;

public sealed class MagicTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genai-magic-").FullName;
    private readonly TestSession session;

    public MagicTests() =>
        session = new TestSession(new SessionOptions { BaseDirectory = folder, Symbols = ["FLAG"] });

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Time_is_shown_after_what_the_cell_shows()
    {
        Assert.Equal("2", await session.Run("#!time\ndisplay(1);\n2"));
        Assert.Matches(@"^Wall time: \d+(\.\d+)? ms$", Shown(1));
    }

    [Fact]
    public async Task Variables_are_listed_and_their_html_is_encoded()
    {
        await session.Run("var a = 1; var b = \"<i>\";");
        await session.Run("var a = 2.5;");
        await session.Run("#!who\n#!whos");
        Assert.Equal("b, a", Shown(0));
        Assert.Contains("a: System.Double = 2.5", Shown(1));
        Assert.Contains("<td>&lt;i&gt;</td>", session.Sink.Displays[1].Data["text/html"]);
    }

    [Fact]
    public async Task Markdown_and_html_are_shown_as_such_and_code_goes_on_below()
    {
        Assert.Equal("3", await session.Run("1\n#!markdown\n# T\n#!html\n<b>x</b>\n#!csharp\n3"));
        Assert.Equal(
            ["text/plain", "text/markdown", "text/html"], session.Sink.Displays.Select(d => d.Data.Keys.First()));
    }

    [Fact]
    public async Task Lsmagic_lists_them_all_and_about_says_who_we_are()
    {
        await session.Run("#!lsmagic\n#!about");
        Assert.All(
            ["time", "who", "whos", "about", "lsmagic", "markdown", "html", "csharp", "set", "import"],
            name => Assert.Contains("#!" + name, Shown(0)));
        Assert.Contains("C# 14", Shown(1));
    }

    [Fact]
    public async Task An_unknown_magic_is_one_error_that_names_the_known() =>
        Assert.Contains("#!lsmagic", (await session.Fail("1\n#!frobnicate\n2")).Message);

    [Theory]
    [InlineData("#!fsharp\nlet x = 1", "cell 1, line 1: this cell is F#: this kernel runs C# only.")]
    [InlineData("1\n#!FSharp\nlet x = 1", "cell 1, line 2: this cell is F#: this kernel runs C# only.")]
    [InlineData("#!pwsh\nGet-ChildItem", "cell 1, line 1: this cell is PowerShell: this kernel runs C# only.")]
    [InlineData("#!fsharp", "cell 1, line 1: this cell is F#: this kernel runs C# only.")]
    [InlineData("#!sql-adventure\nSELECT 1", "cell 1, line 1: this cell is SQL: this kernel runs C# only.")]
    [InlineData("#!share --from fsharp x",
        "cell 1, line 1: #!share passes values between kernels: this kernel runs C# only.")]
    [InlineData("#!connect mssql --kernel-name a",
        "cell 1, line 1: #!connect brings in other kernels: this kernel runs C# only.")]
    public async Task Another_language_is_told_in_one_sentence(string code, string sentence)
    {
        var error = await session.Fail(code);
        Assert.Equal([sentence], error.Traceback);
    }

    [Fact]
    public async Task A_diagram_is_shown_as_such_and_names_of_languages_have_no_case()
    {
        Assert.Equal("3", await session.Run("#!Mermaid\ngraph LR\nA --> B\n#!HTML\n<b>x</b>\n#!CSharp\n3"));
        Assert.Equal("graph LR\nA --> B", session.Sink.Displays[0].Data["text/vnd.mermaid"]);
        Assert.Equal("```mermaid\ngraph LR\nA --> B\n```", session.Sink.Displays[0].Data["text/markdown"]);
        Assert.Equal("<b>x</b>", session.Sink.Displays[1].Data["text/html"]);
    }

    [Fact]
    public async Task Only_the_csharp_of_an_imported_notebook_runs()
    {
        File.WriteAllText(Path.Combine(folder, "mixed.ipynb"), """
            {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
            {"cell_type": "code", "metadata": {"polyglot_notebook": {"kernelName": "fsharp"}}, "source": "let x = 1"},
            {"cell_type": "code", "metadata": {"polyglot_notebook": {"kernelName": "csharp"}},
             "source": "var y = 2;"}]}
            """);
        await session.Run("#!import mixed.ipynb");
        Assert.Equal("2", await session.Run("y"));
    }

    [Theory]
    [InlineData("--name x --value 5", "6")]
    [InlineData("--value \"some text\" --name x", "some text1")]
    [InlineData("--name x --value plain words", "plain words1")]
    [InlineData("--name x --value @csharp:seven", "8")]
    [InlineData("--name x --value @CSharp:seven --byref", "8")]
    public async Task Set_declares_a_variable(string arguments, string sum)
    {
        await session.Run("var seven = 7;");
        Assert.Equal(sum, await session.Run($"#!set {arguments}\nx + 1"));
    }

    [Theory]
    [InlineData("@fsharp:table", "there is no kernel fsharp to take table from")]
    [InlineData("@sql-adventure:rows", "there is no kernel sql-adventure")]
    public async Task Set_from_another_kernel_is_an_error(string value, string told) =>
        Assert.Contains(told, (await session.Fail($"#!set --name rows --value {value}")).Message);

    [Fact]
    public async Task Set_asks_for_input()
    {
        Assert.Equal("Ada", await session.Run("#!set --name who --value @input:\"Your name\"\nwho", "Ada"));
        Assert.Equal([("Your name", false)], session.Sink.Questions);
    }

    [Fact]
    public async Task A_line_in_a_string_is_no_magic() =>
        Assert.Equal("#!time", await session.Run("var s = \"\"\"\n#!time\n\"\"\";\ns"));

    [Fact]
    public async Task Load_resolves_against_the_base_folder_and_against_the_file_that_loads()
    {
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.WriteAllText(Path.Combine(folder, "sub", "one.csx"), "#load \"two.csx\"\nvar one = two + 1;");
        File.WriteAllText(Path.Combine(folder, "sub", "two.csx"), "#if FLAG\nvar two = 2;\n#endif");
        Assert.Equal("3", await session.Run("#load \"sub/one.csx\"\none"));
        Assert.Equal("2", await session.Run("two"));
    }

    [Fact]
    public async Task An_error_in_a_loaded_file_names_the_file()
    {
        File.WriteAllText(Path.Combine(folder, "bad.csx"), "var a = 1;\nfor (;;) missing();");
        var error = await session.Fail("#load \"bad.csx\"");
        Assert.Contains("bad.csx, line 2, column 10: CS0103", error.Message);
        Assert.Equal(["    for (;;) missing();", "             ^^^^^^^"], error.Traceback.Skip(1).Take(2));
    }

    [Theory]
    [InlineData("a.ipynb", "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"markdown\", \"source\": \"x\"},"
        + "{\"cell_type\": \"code\", \"source\": [\"var a = 1;\\n\", \"a + 1\"]}]}")]
    [InlineData("a.dib", "#!meta\n{\"x\":1}\n#!markdown\n# T\n#!csharp\nvar a = 1;\na + 1\n#!fsharp\nlet x = 1")]
    [InlineData("a.csx", "var a = 1;\na + 1")]
    [InlineData("a.cs", "var a = 1;\na + 1")]
    public async Task Import_runs_the_csharp_of_a_file(string name, string content)
    {
        File.WriteAllText(Path.Combine(folder, name), content);
        await session.Run($"#!import {name}");
        Assert.Equal("2", Shown(0));
        Assert.Equal("1", await session.Run("a"));
    }

    [Theory]
    [InlineData("missing.ipynb")]
    [InlineData("what.docx")]
    [InlineData("broken.ipynb")]
    public async Task Import_of_what_is_no_notebook_is_one_error(string name)
    {
        File.WriteAllText(Path.Combine(folder, "broken.ipynb"), "{");
        Assert.Contains(name, (await session.Fail($"#!import {name}")).Message);
    }

    private string Shown(int index) => session.Sink.Displays[index].Data["text/plain"];

    [Fact]
    public async Task A_file_that_imports_itself_is_told()
    {
        var file = Path.Combine(folder, "self.dib");
        await File.WriteAllTextAsync(file, $"#!csharp\n\n#!import {file}\n", TestContext.Current.CancellationToken);
        Assert.Contains("imports itself", (await session.Fail($"#!import {file}")).Message);
    }

    [Fact]
    public async Task Files_that_load_each_other_are_loaded_once()
    {
        var (a, b) = (Path.Combine(folder, "a.csx"), Path.Combine(folder, "b.csx"));
        await File.WriteAllTextAsync(a, $"#load \"{b}\"\nvar one = 1;", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(b, $"#load \"{a}\"\nvar two = 2;", TestContext.Current.CancellationToken);
        await session.Try($"#load \"{a}\"");
        Assert.Equal("1", await session.Run("1"));
    }

    /// <summary>As in kit.csx, which has a line for each of two hosts.</summary>
    [Fact]
    public async Task What_an_if_switches_off_is_not_looked_for()
    {
        var file = Path.Combine(folder, "two.csx");
        await File.WriteAllTextAsync(file, "#if !FLAG\n#r \"../none.dll\"\n#load \"none.csx\"\n#else\nvar flag = 7;\n#endif\n",
            TestContext.Current.CancellationToken);
        await session.Run($"#load \"{file}\"");
        Assert.Equal("7", await session.Run("#if !FLAG\n#r \"none.dll\"\n#endif\nflag"));
        Assert.Contains("missing", (await session.Fail($"#load \"{file}\"\nmissing")).Message);
    }
}
