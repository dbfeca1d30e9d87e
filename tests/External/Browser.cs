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

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Quiet });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.CloseAsync();
        playwright?.Dispose();
    }

    /// <summary>A page with the network off.</summary>
    internal async Task<IPage> Open(int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser!.NewContextAsync(new()
        {
            Offline = true, ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 },
        });
        return await context.NewPageAsync();
    }
}
