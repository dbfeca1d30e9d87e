namespace GenAI.Kit.Notebook.Tests.Session.Interactive;

/// <summary>The names of .NET Interactive's API that notebooks use.</summary>
public sealed class InteractiveNamesTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("Javascript(\"console.log(1)\");", "<script type=\"text/javascript\">console.log(1)</script>")]
    [InlineData("CSS(\"h3 { color: red }\");", "<style type=\"text/css\">h3 { color: red }</style>")]
    [InlineData("Kernel.CSS(\"h3\");", "<style type=\"text/css\">h3</style>")]
    [InlineData("KernelInvocationContext.Current.Display(HTML(\"<i>x</i>\"));", "<i>x</i>")]
    [InlineData("KernelInvocationContext.Current.DisplayAs(\"<i>x</i>\", \"text/html\");", "<i>x</i>")]
    public async Task What_shows_html_shows_it(string code, string html)
    {
        await session.Run(code);
        Assert.Equal(html, session.Sink.Displays.Single().Data["text/html"]);
    }

    [Fact]
    public async Task DisplayTable_shows_rows_and_columns()
    {
        await session.Run("new[] { new { A = 1, B = \"x\" }, new { A = 2, B = \"y\" } }.DisplayTable();");
        var html = session.Sink.Displays.Single().Data["text/html"];
        Assert.All(["A", "B", "x", "y"], text => Assert.Contains(text, html));
        Assert.Contains("<td", html);
    }

    [Theory]
    [InlineData("(LaTeXString)@\"x^2\"", "$x^2$")]
    [InlineData("(LaTeXString)@\"$x$\"", "$x$")]
    [InlineData("new MathString(@\"x^2\")", "$$x^2$$")]
    public async Task Formulas_are_shown_as_such(string code, string latex) =>
        Assert.Equal(latex, (await session.Try(code)).Value!["text/latex"]);

    [Theory]
    [InlineData("KernelInvocationContext.Current.CancellationToken.IsCancellationRequested", "False")]
    [InlineData("using static Microsoft.DotNet.Interactive.Kernel;\nvar v = display(1); v.Update(2); 5", "5")]
    [InlineData("DisplayedValue v = display(\"a\"); v.Update(\"b\"); 3", "3")]
    [InlineData("PasswordString p = null!; p", "<null>")]
    [InlineData("Kernel.Root.Name + Kernel.Current.Name", "csharpcsharp")]
    [InlineData("Kernel.Root.FindKernelByName(\"fsharp\") == null", "True")]
    [InlineData("using Microsoft.DotNet.Interactive.Commands;\nusing Microsoft.DotNet.Interactive.Events;\n1", "1")]
    [InlineData("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\n"
        + "using Microsoft.DotNet.Interactive.Formatting.TabularData;\nusing Microsoft.DotNet.Interactive.Http;\n1",
        "1")]
    public async Task Names_are_there(string code, string shows) => Assert.Equal(shows, await session.Run(code));

    [Theory]
    [InlineData("await Microsoft.DotNet.Interactive.Kernel.GetInputAsync(\"name?\")")]
    [InlineData("await Kernel.GetInputAsync(\"name?\")")]
    [InlineData("await GetInputAsync(\"name?\")")]
    public async Task Input_is_asked_for(string code)
    {
        Assert.Equal("Ada", await session.Run(code, "Ada"));
        Assert.Equal([("name?", false)], session.Sink.Questions);
    }

    [Theory]
    [InlineData("using Microsoft.DotNet.Interactive.Commands;\nnew SubmitCode(\"1\")", "SubmitCode")]
    [InlineData("var k = new CompositeKernel();", "CompositeKernel")]
    [InlineData("Kernel.Root.SendAsync(null)", "SendAsync")]
    public async Task What_is_missing_is_told_in_one_sentence(string code, string name)
    {
        var error = await session.Fail(code);
        Assert.Contains(error.Traceback, l => l.Contains($"{name} is .NET Interactive's own"));
    }
}
