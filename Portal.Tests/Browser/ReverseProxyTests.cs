using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>The README's nginx sample, word for word.</summary>
public sealed class ReverseProxyTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    [Fact]
    public async Task ReadmeSample_BehindNginx_PagesAreLiveAndFormsWork()
    {
        Assert.SkipUnless(Nginx.IsThere, "no nginx");
        var readme = await File.ReadAllTextAsync(Path.Combine(SourceFiles.Root, "README.md"), TestContext.Current.CancellationToken);
        var start = readme.IndexOf("```nginx\n", StringComparison.Ordinal) + "```nginx\n".Length;
        using var nginx = await Nginx.StartAsync(readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)], Server.Address, TestContext.Current.CancellationToken);

        var page = await NewPageAsync(options: new() { BaseURL = null });
        var socket = new TaskCompletionSource<string>();
        page.WebSocket += (_, opened) => socket.TrySetResult(opened.Url);
        await page.GotoAsync(new Uri(nginx.Address, "/articles/1").ToString());
        await WaitForLiveAsync(page);
        Assert.StartsWith($"ws://{nginx.Address.Authority}/_blazor", await socket.Task.WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "深色" }).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Microsoft.Playwright.Assertions.Expect(page).ToHaveURLAsync(new Uri(nginx.Address, "/articles/1").ToString());
        Assert.Empty(Complaints);
    }
}
