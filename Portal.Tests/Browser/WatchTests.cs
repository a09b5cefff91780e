using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>What those who run the portal look at: the overview, the machine and the log.</summary>
[Collection(DeskServer.Name)]
public sealed class WatchTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    [Theory]
    [InlineData("light..", 1280)]
    [InlineData("dark..", 390)]
    public async Task Overview_AReaderOpensAnArticle_IsCountedWhereTheOfficeLooks(string look, int width)
    {
        var office = await OpenAsync(look, width, "/admin");
        var reader = await NewPageAsync();
        await reader.GotoAsync("/articles/3");
        await WaitForLiveAsync(reader);

        await Assertions.Expect(office.GetByRole(AriaRole.Region, new() { Name = "此刻" }).GetByRole(AriaRole.Link, new() { Name = await reader.Locator("h1").InnerTextAsync() })).ToBeVisibleAsync();
        await office.GetByText("看数字").ClickAsync();
        await Assertions.Expect(office.Locator(".trendtable tbody tr")).ToHaveCountAsync(30);
        await Assertions.Expect(office.Locator(".trend svg")).ToHaveCountAsync(3);
        await AssertFitAsync(office, width);
        await office.GotoAsync("/admin/system");
        await Assertions.Expect(office.GetByText(Server.Folder)).ToBeVisibleAsync();
        await AssertFitAsync(office, width);
    }

    [Theory]
    [InlineData("light..", 1280)]
    [InlineData("dark.elder.", 390)]
    public async Task Audit_WhatSomebodyDid_IsFoundReadAndVerified(string look, int width)
    {
        var motto = $"标语 {Guid.NewGuid():N}"[..20];
        var site = Server.Get<Site>();
        var before = site.Settings;
        var who = await Server.AddMemberAsync();
        var version = (await site.OpenSettingsAsync(Actor.Console, TestContext.Current.CancellationToken)).Value!.Version;
        var changed = await site.SaveSettingsAsync(new Actor(who.Id, who.Name, Role.Administrator), version, before with { Motto = motto }, TestContext.Current.CancellationToken);
        await site.SaveSettingsAsync(Actor.Console, changed.Value, before, TestContext.Current.CancellationToken);

        var page = await OpenAsync(look, width, "/admin/audit");
        await page.GetByLabel("谁", new() { Exact = true }).FillAsync(who.Name);
        await page.GetByLabel("谁", new() { Exact = true }).PressAsync("Enter");
        await page.GetByLabel("做了什么").SelectOptionAsync("site.settings");
        var row = page.Locator(".log > li");
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await row.Locator("summary").ClickAsync();
        await Assertions.Expect(row.GetByText($"Motto: {motto}")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "现在核对" }).ClickAsync();
        await Assertions.Expect(page.GetByText("上次核对没有发现改动")).ToBeVisibleAsync();
        await AssertFitAsync(page, width);

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "导出 CSV" }).ClickAsync());
        var lines = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains($"Motto: {motto}", lines, StringComparison.Ordinal);
        Assert.Contains(who.Name, lines, StringComparison.Ordinal);
        Assert.DoesNotContain("console", lines, StringComparison.Ordinal);
    }

    private async Task<IPage> OpenAsync(string look, int width, string address)
    {
        var page = await NewPageOfAsync(
            await Server.AddMemberAsync(Role.Administrator), look, new() { ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync(address);
        await page.Locator(".work[data-live]").WaitForAsync();
        return page;
    }

    private async Task AssertFitAsync(IPage page, int width)
    {
        Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
        Assert.Empty(Complaints);
    }
}
