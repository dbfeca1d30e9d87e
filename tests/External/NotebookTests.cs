using static Microsoft.Playwright.Assertions;

namespace GenAI.Kit.External;

/// <summary>The kernel in the classic Notebook, in Chromium.</summary>
public sealed class NotebookTests(Browser browser, JupyterServer server)
    : IClassFixture<Browser>, IClassFixture<JupyterServer>
{
    private const string Usings = """
        #load "kit.csx"
        using GenAI.Kit.Lessons;
        using GenAI.Kit.Plotting;
        using TorchSharp;
        """;

    private const string Chart = """
        var xs = Enumerable.Range(0, 50).Select(i => i / 5.0).ToArray();
        new Figure("A damped swing", x: "seconds", y: "metres")
            .Line(xs, [.. xs.Select(x => Math.Exp(-x / 4) * Math.Cos(3 * x))], "swing")
        """;

    private const string Grid = """
        var ramp = torch.linspace(0, 1, 8 * 16 * 16).reshape(8, 16, 16);
        ImageGrid.Of(ramp, columns: 4, title: "Eight grey images")
        """;

    private const string LivePlot = """
        var live = new Live("training", 4);
        var losses = new List<double>();
        for (var step = 1; step <= 4; step++)
        {
            losses.Add(1.0 / step);
            live.Update(step, () => new Figure($"step {step}", "step", "loss").Line(losses, "training"));
            await Task.Delay(700);
        }
        live.Clear();
        new Figure("Trained", "step", "loss").Line(losses, "training")
        """;

    private async Task<NotebookPage> Open(string name, params string[] cells) =>
        await NotebookPage.Open(await browser.Open(offline: false), server.Add(name, cells));

    [Fact]
    public async Task Run_All_shows_a_chart_an_image_grid_and_a_plot_that_updates_in_place()
    {
        var notebook = await Open("pictures", Usings, Chart, Grid, LivePlot);
        await notebook.Page.SetViewportSizeAsync(1280, 1800);
        await notebook.Watch(3);
        await notebook.RunAll();
        await notebook.Shows(3, "2/4");
        await notebook.Screenshot("live.png");
        await notebook.Ended(3);
        await notebook.Screenshot("notebook.png");
        var (pictures, atOnce) = await notebook.Watched();
        Assert.True(pictures >= 4, $"{pictures} different pictures");
        Assert.Equal(1, atOnce);
        foreach (var cell in new[] { 1, 2, 3 })
            Assert.True(await notebook.Colours(cell) > 20, $"cell {cell}: an empty picture");
        Assert.Empty(notebook.Foreign);
    }

    [Fact]
    public async Task An_interrupt_ends_the_cell_and_keeps_the_state()
    {
        var endless = "Console.WriteLine(\"under way\"); while (true);";
        var notebook = await Open("interrupt", "var kept = 41;", endless, "kept + 1");
        await notebook.RunToEnd(0);
        await notebook.Run(1);
        await notebook.Shows(1, "under way");
        await notebook.Interrupt();
        await notebook.Shows(1, "nterrupt");
        await notebook.RunToEnd(2);
        await notebook.Shows(2, "42");
    }

    [Fact]
    public async Task A_restart_forgets()
    {
        var notebook = await Open("restart", "var kept = 41;", "kept + 1");
        await notebook.RunToEnd(0);
        await notebook.RunToEnd(1);
        await notebook.Shows(1, "42");
        await notebook.Restart();
        await notebook.Run(1);
        await notebook.Shows(1, "CS0103");
    }

    [Fact]
    public async Task Tab_completes_and_Shift_Tab_shows_the_documentation()
    {
        var notebook = await Open("completion", "", "");
        var keyboard = notebook.Page.Keyboard;
        await notebook.Type(0, "Math.Si");
        await keyboard.PressAsync("Tab");
        await Expect(notebook.Page.Locator("#complete option")).ToHaveTextAsync(["Sign", "Sin", "SinCos", "Sinh"]);
        await notebook.Screenshot("completion.png");
        await keyboard.PressAsync("Enter");
        await notebook.Becomes(0, "Math.Sign");
        await notebook.Type(1, "Math.Sqr");
        await keyboard.PressAsync("Tab");
        await notebook.Becomes(1, "Math.Sqrt");
        await keyboard.PressAsync("Shift+Tab");
        await Expect(notebook.Page.Locator("#tooltip")).ToHaveCSSAsync("opacity", "1");
        await Expect(notebook.Page.Locator("#tooltip")).ToContainTextAsync("square root");
        await notebook.Screenshot("hover.png");
    }

    [Fact]
    public async Task Console_ReadLine_asks_below_the_cell()
    {
        var notebook = await Open("input", "var name = Console.ReadLine();\n$\"I am {name}\"");
        await notebook.Run(0);
        await notebook.Page.Locator("input.raw_input").FillAsync("Ada");
        await notebook.Page.Keyboard.PressAsync("Enter");
        await notebook.Shows(0, "I am Ada");
    }

    [Fact]
    public async Task Code_is_coloured_as_CSharp()
    {
        var notebook = await Open("colours", "public sealed record Point(int X);");
        await Expect(notebook.Cell(0).Locator(".cm-keyword")).Not.ToHaveCountAsync(0);
    }
}
