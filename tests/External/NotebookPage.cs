using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GenAI.Kit.External;

/// <summary>A notebook open in the classic Notebook, as its reader works with it.</summary>
internal sealed partial class NotebookPage(IPage page)
{
    internal IPage Page => page;

    /// <summary>Addresses beyond the server that the page has asked for.</summary>
    internal List<string> Foreign { get; } = [];

    internal static async Task<NotebookPage> Open(IPage page, Uri address)
    {
        var notebook = new NotebookPage(page);
        page.Request += (_, request) =>
        {
            var to = new Uri(request.Url);
            if (to.Scheme.StartsWith("http") && to.Authority != address.Authority) notebook.Foreign.Add(request.Url);
        };
        await page.GotoAsync(address.AbsoluteUri);
        await page.WaitForFunctionAsync(
            "window.Jupyter?.notebook?.kernel?.is_connected() && !Jupyter.notebook.kernel_busy");
        return notebook;
    }

    internal ILocator Cell(int index) => page.Locator(".code_cell").Nth(index);

    internal ILocator Output(int index) => Cell(index).Locator(".output");

    internal Task RunAll() => Menu("Cell", "#run_all_cells");

    internal async Task Run(int index)
    {
        await Cell(index).Locator(".CodeMirror").ClickAsync();
        await page.Keyboard.PressAsync("Control+Enter");
    }

    /// <summary>Runs a cell and waits for its number.</summary>
    internal async Task RunToEnd(int index)
    {
        await Run(index);
        await Ended(index);
    }

    /// <summary>Waits until a cell has its number: the kernel has answered.</summary>
    internal Task Ended(int index) =>
        Expect(Cell(index).Locator(".input_prompt")).ToHaveTextAsync(Numbered());

    internal Task Shows(int index, string text) =>
        Expect(Output(index)).ToContainTextAsync(text);

    internal Task Interrupt() =>
        page.Locator("[data-jupyter-action='jupyter-notebook:interrupt-kernel']").ClickAsync();

    internal async Task Restart()
    {
        await Menu("Kernel", "#restart_kernel");
        await page.Locator(".modal-dialog .btn-danger").ClickAsync();
        await Expect(page.Locator("#notification_kernel")).ToContainTextAsync("ready");
    }

    /// <summary>Types into an empty cell.</summary>
    internal async Task Type(int index, string code)
    {
        await Cell(index).Locator(".CodeMirror").ClickAsync();
        await page.Keyboard.TypeAsync(code);
    }

    /// <summary>Waits for what a cell's code becomes.</summary>
    internal Task Becomes(int index, string code) => page.WaitForFunctionAsync(
        "([index, code]) => Jupyter.notebook.get_cell(index).get_text() === code", new object[] { index, code });

    internal Task Screenshot(string file) => page.ScreenshotAsync(new() { Path = Clone.Artifact(file) });

    /// <summary>From now on notes which pictures a cell shows, and how many at a time.</summary>
    internal Task Watch(int index) => Cell(index).EvaluateAsync("""
        cell => {
          window.watched = { seen: new Set(), atOnce: 0 };
          new MutationObserver(() => {
            const shown = [...cell.querySelectorAll(".output img")].map(image => image.src);
            shown.forEach(source => watched.seen.add(source));
            watched.atOnce = Math.max(watched.atOnce, shown.length);
          }).observe(cell, { childList: true, subtree: true });
        }
        """);

    internal async Task<(int Pictures, int AtOnce)> Watched() => (
        await page.EvaluateAsync<int>("watched.seen.size"), await page.EvaluateAsync<int>("watched.atOnce"));

    /// <summary>How many colours a cell's last picture has.</summary>
    internal Task<int> Colours(int index) => Output(index).Locator("img").Last.EvaluateAsync<int>("""
        async image => {
          await image.decode();
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
          const pen = canvas.getContext("2d");
          pen.drawImage(image, 0, 0);
          return new Set(new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
        }
        """);

    private async Task Menu(string name, string item)
    {
        await page.Locator("#menubar .nav").GetByText(name, new() { Exact = true }).ClickAsync();
        await page.Locator(item + " a").ClickAsync();
    }

    [GeneratedRegex(@"In\s\[\d+\]")]
    private static partial Regex Numbered();
}
