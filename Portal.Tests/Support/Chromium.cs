using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Portal.Tests.Support;

/// <summary>One headless Chromium for the whole run, the one of the machine: <c>CHROMIUM</c> or a usual place.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where it is, or null: then browser tests are skipped.</summary>
    public static string? Path { get; } = new[]
    {
        Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    }.FirstOrDefault(p => p is not null && File.Exists(p));

    public async ValueTask InitializeAsync()
    {
        if (Path is null)
            return;
        // what is expected comes at once on a quiet machine; on a busy one it comes as well
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync();
    }

    /// <summary>Another Chromium, whose owner has set it up otherwise. Skips the test where there is none.</summary>
    public async Task<IBrowser> LaunchAsync(params string[] arguments)
    {
        Assert.SkipWhen(_playwright is null, "no Chromium");
        return await _playwright!.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = [.. Arguments, .. arguments] });
    }

    /// <summary>A browser of its own: cookies, storage and all. Skips the test where there is no Chromium.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, "no Chromium");
        return await _browser!.NewContextAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>Base of browser tests: a page that remembers every complaint of the browser.</summary>
[Collection(ReadersServer.Name)]
public abstract class BrowserTest(PortalServer server, Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly List<IBrowserContext> _contexts = [];

    protected PortalServer Server { get; } = server;

    /// <summary>Console errors, uncaught exceptions and CSP violations, of all pages of the test.</summary>
    protected ConcurrentQueue<string> Complaints { get; } = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>See <see cref="Chromium.LaunchAsync"/>.</summary>
    protected Task<IBrowser> LaunchAsync(params string[] arguments) => chromium.LaunchAsync(arguments);

    /// <summary>A page in a browser of its own.</summary>
    /// <param name="look">Value of the look cookie, such as <c>dark..</c>.</param>
    /// <param name="options">Of the browser.</param>
    protected async Task<IPage> NewPageAsync(string? look = null, BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = Server.Address.ToString();
        var context = await chromium.NewContextAsync(options);
        _contexts.Add(context);
        if (look is not null)
            await context.AddCookiesAsync([new Cookie { Name = "portal-look", Value = look, Url = Server.Address.ToString() }]);
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Complaints.Enqueue(message.Text);
        };
        return page;
    }

    /// <summary>Until the page's circuit is there and, in the work area, the page listens: what is pressed before is lost.</summary>
    protected static Task WaitForLiveAsync(IPage page) => page.Locator("html[data-live]:not(:has(.work:not([data-live])))").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });

    /// <summary>By the tab key alone, to where it leads sooner or later.</summary>
    protected static async Task TabToAsync(IPage page, ILocator target)
    {
        const int FarEnough = 120;
        for (var i = 0; i < FarEnough; i++)
        {
            if (await target.EvaluateAsync<bool>("e => e === document.activeElement"))
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The tab key does not lead to {target}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
            await context.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
