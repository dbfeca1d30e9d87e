using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Report;
using Microsoft.Playwright;

namespace GenAI.Kit.External;

/// <summary>A report open in the browser, with all that it complained of or asked for.</summary>
internal sealed class ReportPage(IPage page)
{
    internal IPage Page => page;

    internal List<string> Complaints { get; } = [];

    internal List<string> Requests { get; } = [];

    internal static void Write(NotebookDocument notebook, string path)
    {
        var plotly = System.Reflection.Assembly.Load("Plotly.NET");
        var script = plotly.GetManifestResourceNames().Single(name => name.EndsWith(".js", StringComparison.Ordinal));
        HtmlReport.Write(notebook, path, new(Clone.Notebooks, () => plotly.GetManifestResourceStream(script)!));
    }

    internal static async Task<ReportPage> Open(IPage page, string path)
    {
        var report = new ReportPage(page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error") report.Complaints.Add(message.Text);
        };
        page.PageError += (_, error) => report.Complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal)) report.Requests.Add(request.Url);
        };
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.WaitForSelectorAsync("html.ready", new() { State = WaitForSelectorState.Attached });
        return report;
    }

    internal Task<int> Count(string selector) => page.Locator(selector).CountAsync();

    /// <summary>Scrolls to each chart, which draws it, and gives them.</summary>
    internal async Task<IReadOnlyList<ILocator>> Charts()
    {
        var charts = await page.Locator(".chart").AllAsync();
        foreach (var chart in charts)
        {
            await chart.ScrollIntoViewIfNeededAsync();
            await chart.Locator(".main-svg").First.WaitForAsync();
        }

        return charts;
    }

    /// <summary>Whether the browser's window must be scrolled sideways.</summary>
    internal Task<bool> IsTooWide() =>
        page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth");
}
