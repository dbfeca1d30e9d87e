using Microsoft.Playwright;

namespace GenAI.Kit.External;

/// <summary>Debian's Chromium without a network, shared by the tests of a class.</summary>
public sealed class Browser : IAsyncLifetime
{
    // without these Chromium asks for hosts of its own
    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private const int Patience = 60_000;                 // milliseconds: a busy machine is slow

    private IPlaywright? playwright;
    private IBrowser? browser;
    private IBrowserContext? context;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Quiet });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.CloseAsync();
        playwright?.Dispose();
    }

    /// <summary>A page; its network is off unless it needs a server on this machine. The page before is closed: its
    /// animations would go on and slow down all that follow.</summary>
    internal async Task<IPage> Open(
        int width = 1280, ColorScheme scheme = ColorScheme.Light, bool offline = true)
    {
        if (context is not null) await context.CloseAsync();
        context = await browser!.NewContextAsync(new()
        {
            Offline = offline, ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 },
        });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }
}
