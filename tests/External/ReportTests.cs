using GenAI.Kit.Notebook.Format;
using Microsoft.Playwright;

namespace GenAI.Kit.External;

/// <summary>Reports open in Chromium with the network off: a showcase, and every committed lesson.</summary>
public sealed class ReportTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("reports").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<string> Pages => new(Clone.Lessons.Prepend("showcase"));

    private async Task<ReportPage> Open(string name, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var path = Path.Combine(folder, name + ".html");
        ReportPage.Write(name == "showcase" ? Showcase.Build() : Clone.Lesson(name), path);
        return await ReportPage.Open(await browser.Open(width, scheme), path);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_is_complete_without_a_network_and_its_charts_answer_to_the_mouse(string name)
    {
        var report = await Open(name);
        var charts = await report.Charts();
        Assert.Empty(report.Complaints);
        Assert.Single(report.Requests);
        Assert.NotEqual(0, await report.Count(".katex"));
        Assert.Equal(0, await report.Count(".katex-error"));
        Assert.Equal(0, await report.Count(".math-inline:not(.set), .math-block:not(.set)"));
        Assert.Equal(charts.Count, await report.Count(".chart.drawn .drawing:visible"));
        Assert.True(await report.Page.EvaluateAsync<bool>(
            "[...document.images].filter(i => i.checkVisibility()).every(i => i.complete && i.naturalWidth > 0)"));
        Assert.True(await report.Page.EvaluateAsync<bool>("[...document.images].every(i => i.alt.length > 0)"));
        foreach (var chart in charts) await AnswersToTheMouse(report.Page, chart, name);
        Assert.Empty(report.Complaints);
        Assert.Equal("", await report.Page.EvaluateAsync<string>(CutSliders));
    }

    // Titles of the drawings whose slider or its labels reach beyond them.
    private const string CutSliders = """
        [...document.querySelectorAll('.drawing:has(.slider-group)')].filter(plot =>
            [...plot.querySelectorAll('.slider-label')].some(label =>
                label.getBoundingClientRect().bottom > plot.querySelector('.main-svg').getBoundingClientRect().bottom))
            .map(plot => plot.closest('figure').querySelector('figcaption').innerText).join('; ')
        """;

    [Fact]
    public async Task A_Mermaid_diagram_is_drawn_and_a_broken_one_keeps_its_text()
    {
        var path = Path.Combine(folder, "diagrams.html");
        var texts = new[] { "graph TD\nA[Data] --> B[Model]", "graph TD\nA[[[ -->" };
        var cells = texts.Select(text => NotebookCell.Markdown($"```mermaid\n{text}\n```"));
        ReportPage.Write(NotebookDocument.Create(cells.Prepend(NotebookCell.Markdown("# Drawn"))), path);
        var report = await ReportPage.Open(await browser.Open(1280, ColorScheme.Light), path);
        Assert.Contains("Model", await report.Page.Locator(".diagram svg").First.TextContentAsync());
        Assert.Equal(texts[1], await report.Page.Locator("pre.mermaid").TextContentAsync());
        var caption = report.Page.Locator(".diagram figcaption:visible");
        Assert.Contains("can't be drawn", await caption.TextContentAsync());
        Assert.Single(report.Requests);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_telephone_shows_the_whole_page(string name)
    {
        var report = await Open(name, width: 390);
        Assert.NotNull(await report.Charts());
        Assert.False(await report.IsTooWide());
    }

    [Fact]
    public async Task Both_themes_are_readable()
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var report = await Open("showcase", scheme: scheme);
            var tick = (await report.Charts())[0].Locator(".xtick text").First;
            var ink = await tick.EvaluateAsync<string>("e => getComputedStyle(e).fill");
            Assert.True(await Contrast(report.Page, ink) > 7, $"{scheme}: {ink}");
            foreach (var selector in new[] { "p", "h2", "pre code .comment", "pre code .keyword", ".toc a" })
                Assert.True(await Contrast(report.Page, await report.Page.Locator(selector).First
                    .EvaluateAsync<string>("e => getComputedStyle(e).color")) > 4.5, $"{scheme}: {selector}");
        }
    }

    [Fact]
    public async Task A_theme_changed_while_reading_reaches_the_charts()
    {
        var report = await Open("showcase");
        var tick = (await report.Charts())[0].Locator(".xtick text").First;
        await report.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(tick).ToHaveCSSAsync("fill", "rgb(223, 226, 230)");
    }

    [Fact]
    public async Task Code_folds_and_answers_unfold()
    {
        var report = await Open("showcase");
        var (code, answer) = (report.Page.Locator(".code pre").First, report.Page.GetByText("No: this is"));
        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Hide code" }).ClickAsync();
        Assert.False(await code.IsVisibleAsync());
        await report.Page.GetByRole(AriaRole.Button, new() { Name = "Show code" }).ClickAsync();
        Assert.True(await code.IsVisibleAsync());
        Assert.False(await answer.IsVisibleAsync());
        await report.Page.GetByText("it?").ClickAsync();
        Assert.True(await answer.IsVisibleAsync());
    }

    [Fact]
    public async Task A_slider_shows_another_figure()
    {
        var report = await Open(Clone.Lessons.Single(name => name.StartsWith("3.1", StringComparison.Ordinal)));
        await report.Charts();
        var plot = report.Page.Locator(".drawing:has(.slider-rail-rect)").First;
        const string shown = "e => JSON.stringify([e.layout.sliders[0].active, e.data.map(trace => trace.visible)])";
        var last = await plot.EvaluateAsync<string>(shown);
        await plot.ScrollIntoViewIfNeededAsync();
        var rail = (await plot.Locator(".slider-rail-touch-rect").BoundingBoxAsync())!;
        await report.Page.Mouse.ClickAsync(rail.X + rail.Width * 0.02f, rail.Y + rail.Height / 2);
        var first = await plot.EvaluateAsync<string>(shown);
        Assert.NotEqual(last, first);
        Assert.StartsWith("[0,[true", first, StringComparison.Ordinal);
        await Assertions.Expect(report.Page.Locator("figcaption").GetByText("After 0 steps")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Arrow_keys_move_a_slider()
    {
        var report = await Open(Clone.Lessons.Single(name => name.StartsWith("3.1", StringComparison.Ordinal)));
        await report.Charts();
        var plot = report.Page.Locator(".drawing:has(.slider-rail-rect)").First;
        await plot.FocusAsync();
        await report.Page.Keyboard.PressAsync("Home");
        await report.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(plot).ToHaveAttributeAsync("role", "slider");
        await Assertions.Expect(plot).ToHaveAttributeAsync("aria-valuenow", "1");
        const string shown = "e => JSON.stringify([e.layout.sliders[0].active, e.data.map(trace => trace.visible)])";
        Assert.StartsWith("[1,[false", await plot.EvaluateAsync<string>(shown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paper_gets_the_still_pictures()
    {
        var report = await Open("showcase");
        var chart = (await report.Charts())[0];
        Assert.False(await chart.Locator(".still").IsVisibleAsync());
        await report.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.True(await chart.Locator(".still").IsVisibleAsync());
        Assert.False(await chart.Locator(".drawing").IsVisibleAsync());
    }

    [Fact]
    public async Task A_charts_title_is_text_and_knows_its_entities()
    {
        var report = await Open("showcase");
        Assert.Equal("scatter <1>", await Caption((await report.Charts())[0]));
    }

    private static Task<string> Caption(ILocator chart) => chart.Locator("figcaption").InnerTextAsync();

    private static async Task AnswersToTheMouse(IPage page, ILocator chart, string name)
    {
        var plot = chart.Locator(".drawing");
        if (await plot.Locator(".gl-container canvas").CountAsync() > 0) return;             // 3-D
        await chart.ScrollIntoViewIfNeededAsync();
        var tells = await plot.EvaluateAsync<bool>("e => e.data.some(trace => trace.hoverinfo !== 'skip')");
        if (tells)                                                                           // not arrows alone
            Assert.True(await Hovers(page, plot), $"{name}: no hover text in {await Caption(chart)}");
        if (await plot.EvaluateAsync<bool>("e => e.layout.xaxis?.fixedrange === true")) return;     // pictures, a slider
        Assert.True(await Zooms(page, plot), $"{name}: no zoom in {await Caption(chart)}");
    }

    // at what the traces drew, then over the panels; again and slower, for a busy machine drops events
    private static async Task<bool> Hovers(IPage page, ILocator plot)
    {
        var text = plot.Locator(".hoverlayer .hovertext");
        var places = await plot.EvaluateAsync<float[][]>(Drawn);
        foreach (var patience in new[] { 100, 500 })
            foreach (var place in places)
            {
                await page.Mouse.MoveAsync(place[0], place[1] + 1);
                await page.Mouse.MoveAsync(place[0], place[1]);
                for (var waited = 0; waited < patience; waited += 25)
                {
                    if (await text.CountAsync() > 0) return true;
                    await page.WaitForTimeoutAsync(25);
                }
            }

        return false;
    }

    // where the mouse finds points, bars and fields: up to five places of each trace, then a grid over each panel
    private const string Drawn = """
        plot => {
          const box = plot.getBoundingClientRect(), layout = plot._fullLayout, places = [];
          const add = (xa, ya, x, y) => {
            const [left, top] = [xa._offset + x, ya._offset + y];
            if (x >= 0 && x <= xa._length && y >= 0 && y <= ya._length) places.push([box.x + left, box.y + top]);
          };
          for (const points of plot.calcdata) {
            const trace = points[0].trace;
            const [xa, ya] = ['x', 'y'].map(a => layout[a + 'axis' + (trace[a + 'axis'] ?? '').slice(1)]);
            if (!xa || !ya || trace.hoverinfo === 'skip') continue;
            for (let k = 0; k < 5; k++) {
              const p = points[Math.floor((k + 0.5) / 5 * points.length)];
              if (p.ct) add(xa, ya, ...p.ct.map((v, i) => i === (p.isH ? 0 : 1) ? v + 1 : v));
              else if (p.x !== undefined && !Array.isArray(p.x)) add(xa, ya, xa.c2p(p.x), ya.c2p(p.y));
              else add(xa, ya, xa._length * (k + 0.5) / 5, ya._length * (k + 0.5) / 5);
            }
          }
          for (const panel of plot.querySelectorAll('.nsewdrag')) {
            const at = panel.getBoundingClientRect();
            for (let i = 0; i < 100; i++) places.push(
              [at.x + at.width * (i % 10 + 0.5) / 10, at.y + at.height * (Math.floor(i / 10) + 0.5) / 10]);
          }
          return places;
        }
        """;

    private static async Task<bool> Zooms(IPage page, ILocator plot)
    {
        const string range = "e => JSON.stringify(e._fullLayout.xaxis.range)";
        var (before, until) = (await plot.EvaluateAsync<string>(range), DateTime.UtcNow.AddSeconds(20));
        var box = (await plot.Locator(".nsewdrag").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width * 0.3f, box.Y + box.Height * 0.3f);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width * 0.7f, box.Y + box.Height * 0.7f, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        while (await plot.EvaluateAsync<string>(range) == before)
        {
            if (DateTime.UtcNow > until) return false;
            await page.WaitForTimeoutAsync(50);
        }

        return true;
    }

    /// <summary>WCAG's contrast between a colour and the page's paper.</summary>
    private static Task<double> Contrast(IPage page, string colour) => page.EvaluateAsync<double>("""
        colour => {
          const light = text => {
            const [r, g, b] = text.match(/[\d.]+/g).slice(0, 3).map(v => v / 255)
              .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const paper = getComputedStyle(document.body).backgroundColor;
          const [a, b] = [light(colour), light(paper)].sort((x, y) => y - x);
          return (a + 0.05) / (b + 0.05);
        }
        """, colour);
}
