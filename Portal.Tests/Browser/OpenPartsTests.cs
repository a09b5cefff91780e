using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>What is folded, behind a button or asks a question passes axe as well once it is open: menus, lists, drawers, dialogs.</summary>
[Collection(DeskServer.Name)]
public sealed class OpenPartsTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private readonly List<string> _violations = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("light..", 1280)]
    [InlineData("dark..", 390)]
    [InlineData(".elder.", 1280)]
    public async Task PublicPages_WithEverythingOpen_PassAxe(string look, int width)
    {
        var page = await NewPageAsync(look, Sized(width));
        foreach (var address in new[] { "/articles/1", "/search?q=%E9%AA%91%E6%89%8B", "/contests/1", "/units/1" })
        {
            await page.GotoAsync(address);
            await WaitForLiveAsync(page);
            await UnfoldAsync(page, "main");
            await CheckAsync(page, address);
        }

        await page.Locator("#member-menu > summary").ClickAsync();
        await CheckAsync(page, "the form behind the word");
        await page.Keyboard.PressAsync("Escape");
        var box = page.Locator("#q");
        await box.FocusAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "搜索文章、通知与单位" })).ToBeVisibleAsync();
        await box.PressSequentiallyAsync("骑手");
        await page.Locator("[role=listbox] [role=option]").First.WaitForAsync();
        await CheckAsync(page, "suggestions");
        Done();
    }

    [Theory]
    [InlineData("light..", 1280)]
    [InlineData("dark..", 390)]
    [InlineData(".elder.", 1280)]
    public async Task Desk_MenusListsAndDialogs_PassAxe(string look, int width)
    {
        var somebody = await Server.AddMemberAsync();
        var page = await NewPageOfAsync(await Server.AddMemberAsync(Role.Administrator), look, Sized(width));
        await OpenAsync(page, "/admin/members");
        foreach (var list in new[] { "状态", "角色" })
        {
            await page.Locator(".mud-select").Filter(new() { HasText = list }).First.ClickAsync();
            await page.Locator(".mud-popover-open").WaitForAsync();
            await CheckAsync(page, $"list {list}");
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(page.Locator(".mud-popover-open")).ToHaveCountAsync(0);
        }

        await page.GetByLabel("搜索姓名、用户名、邮箱或单位").FillAsync(somebody.Name);
        await page.GetByLabel("搜索姓名、用户名、邮箱或单位").PressAsync("Enter");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        foreach (var deed in new[] { "更改角色", "退出所有设备", "停用账户" })
        {
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("更多操作") }).ClickAsync();
            var item = page.GetByRole(AriaRole.Menuitem, new() { Name = deed });
            await item.WaitForAsync();
            if (deed == "更改角色")
                await CheckAsync(page, "menu");
            await item.ClickAsync();
            await page.GetByRole(AriaRole.Dialog).WaitForAsync();
            await CheckAsync(page, deed);
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "取消" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }

        await OpenAsync(page, $"/admin/articles/{await Server.Services.DraftArticleAsync(TestPortal.Editor, title: "打开看看")}");
        await page.Locator("[role=textbox][contenteditable=true]").WaitForAsync();
        await UnfoldAsync(page, ".newsdesk");
        await CheckAsync(page, "editor, unfolded");
        await EachDialogAsync(page);
        Done();
    }

    [Theory]
    [InlineData("light..", 1280)]
    [InlineData("dark.elder.", 390)]
    public async Task Desk_DrawersAndFolds_PassAxe(string look, int width)
    {
        var office = await Server.AddMemberAsync(Role.Administrator);
        var notice = await Server.Services.PublishNoticeAsync(new NoticeText($"打开看看 {Guid.NewGuid():N}"));
        int contest;
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token))
            contest = (await TestContests.StoreAsync(db, Server.Get<TimeProvider>().GetUtcNow().UtcDateTime, essays: 2, judges: 1)).Id;
        var page = await NewPageOfAsync(office, look, Sized(width));
        foreach (var address in new[]
        {
            "/admin", "/admin/audit", "/admin/mail", "/admin/columns/1", "/admin/units/1", $"/admin/notices/{notice}", "/admin/contests", $"/admin/contests/{contest}/rules",
            $"/admin/contests/{contest}/board", $"/admin/contests/{contest}/judges", "/admin/media", "/admin/pages/about",
        })
        {
            await OpenAsync(page, address);
            await UnfoldAsync(page, "#desk");
            var shut = page.Locator("#desk [aria-expanded=false]:enabled:visible");
            for (var i = await shut.CountAsync(); i > 0; i--)
                await shut.First.ClickAsync();
            await CheckAsync(page, address);
        }

        Done();
    }

    private static BrowserNewContextOptions Sized(int width) => new() { ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce };

    private async Task OpenAsync(IPage page, string address)
    {
        await GoToAsync(page, address);
        await WaitForLiveAsync(page);
    }

    // by their own summaries: what loads itself when it is opened hears of it
    private static async Task UnfoldAsync(IPage page, string within)
    {
        // of a long list the first few, which are as the others
        const int Few = 8;
        var folded = page.Locator($"{within} details:not([open]) > summary:visible");
        for (var i = 0; i < Few && await folded.CountAsync() > 0; i++)
            await folded.First.ClickAsync();
    }

    private async Task EachDialogAsync(IPage page)
    {
        var dialogs = page.Locator("dialog");
        Assert.True(await dialogs.CountAsync() >= 4);
        foreach (var dialog in await dialogs.AllAsync())
        {
            await dialog.EvaluateAsync("d => d.showModal()");
            await CheckAsync(page, await dialog.GetAttributeAsync("data-dialog") ?? "dialog");
            await dialog.EvaluateAsync("d => d.close()");
        }
    }

    private async Task CheckAsync(IPage page, string what)
    {
        var found = (await page.RunAxe()).Violations;
        _violations.AddRange(found.Select(v => $"{what} {v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
        var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (wider > 0)
            _violations.Add($"{what} is {wider} px wider than the window");
    }

    private void Done()
    {
        Assert.True(_violations.Count == 0, string.Join('\n', _violations));
        Assert.Empty(Complaints);
    }
}
