using System.Globalization;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

public sealed class ReadingTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    [Fact]
    public async Task Article_TwoReaders_BothSeeTheCountMove()
    {
        var before = (await Server.Get<Articles>().GetAsync(3, TestContext.Current.CancellationToken))!.Views;
        var first = await NewPageAsync();
        await first.GotoAsync("/articles/3");
        await ExpectAsync(first, views: before + 1, readers: 1);

        var second = await NewPageAsync();
        await second.GotoAsync("/articles/3");

        await ExpectAsync(first, views: before + 2, readers: 2);
        await ExpectAsync(second, views: before + 2, readers: 2);
        await second.CloseAsync();
        await ExpectAsync(first, views: before + 2, readers: 1);
        Assert.Empty(Complaints);
    }

    private static async Task ExpectAsync(IPage page, long views, int readers)
    {
        await Assertions.Expect(page.Locator(".facts.live dd b").First).ToHaveTextAsync(views.ToString("N0", CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator(".facts.live dd b").Nth(1)).ToHaveTextAsync(readers.ToString("N0", CultureInfo.InvariantCulture));
    }
}
