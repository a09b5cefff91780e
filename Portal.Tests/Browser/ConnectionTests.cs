using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>What a reader sees of a server that goes away and comes back.</summary>
public sealed class ConnectionTests(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly PortalServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Restart_UnderAnOpenArticle_NeverCoversTheTextAndComesBackAlive()
    {
        await using var context = await chromium.NewContextAsync(new() { BaseURL = _server.Address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/articles/1");
        var views = page.Locator(".facts.live dd b").First;
        await page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await Assertions.Expect(views).ToHaveTextAsync("4,477");

        await _server.StopAsync();
        await Assertions.Expect(page.GetByText("连接中断，正在重连")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("正文照常可读")).ToBeVisibleAsync();
        // the text is on top: what lies at the middle of its first paragraph is the paragraph
        Assert.True(await page.Locator(".body > p").First.EvaluateAsync<bool>(
            "p => { const r = p.getBoundingClientRect(); return p.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)); }"));
        await page.GetByRole(AriaRole.Button, new() { Name = "A+ 放大字号" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-size", "large");

        await _server.StartAsync();
        await Assertions.Expect(page.GetByText("连接中断，正在重连")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await page.Locator("html[data-live]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // what was shown was on disk, and the new number goes on from it
        var after = int.Parse((await views.InnerTextAsync()).Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(after >= 4477, $"{after}");
    }
}
