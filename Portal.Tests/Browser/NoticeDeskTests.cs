using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>The office writes notices, and readers' open pages follow.</summary>
[Collection(DeskServer.Name)]
public sealed class NoticeDeskTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium), IClassFixture<PortalServer>
{
    [Fact]
    public async Task Editor_WritesPublishesRevisesAndWithdraws_OpenPagesFollow()
    {
        var reader = await NewPageAsync();
        await reader.GotoAsync("/pages/about");
        await WaitForLiveAsync(reader);
        var (page, title) = (await EditorPageAsync(), $"停水通知 {Guid.NewGuid():N}");
        await page.GetByRole(AriaRole.Button, new() { Name = "新通知" }).ClickAsync();
        await WriteAsync(page, title, "三号楼明天停水。");

        await page.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await Assertions.Expect(page.Locator(".preview h2")).ToHaveTextAsync(title);
        await Assertions.Expect(page.Locator(".preview .body")).ToContainTextAsync("三号楼明天停水。");
        await PublishAsync(page, "发布");

        await reader.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await Assertions.Expect(reader.Locator("main h1")).ToHaveTextAsync(title);
        await WaitForLiveAsync(reader);
        await page.GetByRole(AriaRole.Button, new() { Name = "编辑", Exact = true }).ClickAsync();
        await WriteAsync(page, title, "改到后天。");
        await PublishAsync(page, "发布更新");
        await Assertions.Expect(reader.GetByText("这则通知已更新")).ToBeVisibleAsync();
        await reader.GetByRole(AriaRole.Link, new() { Name = "查看新文本" }).ClickAsync();
        await Assertions.Expect(reader.Locator("main .body")).ToContainTextAsync("改到后天。");
        await WaitForLiveAsync(reader);

        await page.GetByRole(AriaRole.Button, new() { Name = "撤回" }).ClickAsync();
        await page.GetByLabel("撤回原因（只有编辑部看得到）").FillAsync("名单有误");
        await page.Locator(".reason button[type=submit]").ClickAsync();
        await Assertions.Expect(reader.Locator("h1")).Not.ToHaveTextAsync(title);
        await Assertions.Expect(page.Locator(".rows li.on")).ToContainTextAsync("撤回：名单有误");
        Assert.DoesNotContain(Complaints, c => !c.Contains("status of 404", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keyboard_Alone_FromTheListToThePublishedNotice()
    {
        var (page, title) = (await EditorPageAsync(), $"只用键盘 {Guid.NewGuid():N}");
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "新通知" }));
        await page.Keyboard.PressAsync("Enter");
        var field = page.Locator("[data-field=title]:enabled");
        await field.WaitForAsync();
        await TabToAsync(page, field);
        await page.Keyboard.InsertTextAsync(title);
        var area = page.Locator(".drawer [role=textbox][contenteditable=true]");
        await area.WaitForAsync();
        await TabToAsync(page, area);
        await page.Keyboard.InsertTextAsync("写好就发。");
        await Assertions.Expect(page.Locator(".drawer [data-state=clean]")).ToBeVisibleAsync();
        await TabToAsync(page, page.Locator(".drawer footer").GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }));
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator(".drawer > header")).ToContainTextAsync("已发布");
        var id = int.Parse(new Uri(page.Url).Segments[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(title, (await Server.Get<Notices>().GetAsync(Actor.Visitor, id, TestContext.Current.CancellationToken))!.Title);
        await Server.Services.WithdrawNoticeAsync(id);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Notice_ForASetTime_ComesOutOnOpenPagesByItself()
    {
        var reader = await NewPageAsync();
        await reader.GotoAsync("/pages/about");
        await WaitForLiveAsync(reader);
        var title = $"定时的 {Guid.NewGuid():N}";
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;

        var id = await Server.Services.PublishNoticeAsync(new NoticeText(title, ExpiresUtc: now.AddSeconds(6)), now.AddSeconds(3));
        Assert.Equal(NoticeState.Scheduled, (await Server.Get<NoticeDesk>().OpenAsync(TestPortal.Editor, id)).Value!.State);

        var link = reader.GetByRole(AriaRole.Link, new() { Name = title });
        await Assertions.Expect(link).ToBeVisibleAsync();
        await Assertions.Expect(link).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task SecondEditor_IsWarned_TakesOverAndSeesTheDifference()
    {
        var id = await Server.Services.PublishNoticeAsync(new NoticeText($"两人写的 {Guid.NewGuid():N}"));
        var (first, second) = (await EditorPageAsync(id, "许一禾"), await EditorPageAsync());
        await WriteAsync(first, "两人写的", "许一禾写的。");
        await Assertions.Expect(second.Locator(".rows")).ToContainTextAsync("许一禾正在编辑");

        await second.GotoAsync(new Uri(Localhost, $"/admin/notices/{id}").ToString());
        await second.Locator(".work[data-live]").WaitForAsync();
        await Assertions.Expect(second.Locator(".drawer")).ToContainTextAsync("许一禾正在编辑");
        await Assertions.Expect(second.Locator("[data-field=title]")).ToBeDisabledAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "在这里接着写" }).ClickAsync();

        await Assertions.Expect(first.Locator(".drawer [role=alert]").First).ToContainTextAsync("接着写了");
        await Assertions.Expect(first.Locator("[data-field=title]")).ToBeDisabledAsync();
        await Assertions.Expect(second.Locator("[data-field=title]")).ToHaveValueAsync("两人写的");
        await WriteAsync(second, "两人写的", "别人接着写的。");
        await first.GetByRole(AriaRole.Button, new() { Name = "看差异" }).ClickAsync();
        await Assertions.Expect(first.Locator(".compared article").First).ToContainTextAsync("许一禾");
        await Assertions.Expect(first.Locator(".compared article").First.Locator("mark")).ToHaveTextAsync("许一禾写的。");
        await Assertions.Expect(first.Locator(".compared article").Last.Locator("mark")).ToHaveTextAsync("别人接着写的。");
        await PublishAsync(second, "发布更新");
        Assert.Equal("<p>别人接着写的。</p>", (await Server.Get<Notices>().GetAsync(Actor.Visitor, id, TestContext.Current.CancellationToken))!.Body.Html);
        await Server.Services.WithdrawNoticeAsync(id);
    }

    [Fact]
    public async Task Member_Confirms_TheOfficesBarMoves()
    {
        var member = await Server.AddMemberAsync();
        await Server.ChangeAsync(member, db => db.Users.Where(u => u.Id == member.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.UnitId, 2)));
        var id = await Server.Services.PublishNoticeAsync(new NoticeText($"请确认 {Guid.NewGuid():N}", Address: new(NoticeAudience.Units, [], [], [2]), AsksReceipt: true, AsksReply: true));
        var editor = await EditorPageAsync(id);
        await Assertions.Expect(editor.Locator(".receipts .legend")).ToContainTextAsync("已读 0，未读 1（1 个单位）");

        var page = await NewPageOfAsync(member);
        await GoToAsync(page, "/pages/about");
        await WaitForLiveAsync(page);
        await page.Locator("#member-menu summary").ClickAsync();
        await page.Locator("#member-menu").GetByRole(AriaRole.Link, new() { NameRegex = new("请确认") }).First.ClickAsync();
        await WaitForLiveAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "确认已读" }).ClickAsync();
        await Assertions.Expect(page.GetByText("您已确认已读")).ToBeVisibleAsync();
        await page.GetByLabel("人数").FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "提交回执" }).ClickAsync();
        await Assertions.Expect(page.GetByText("已回执：2 人参加。")).ToBeVisibleAsync();

        await Assertions.Expect(editor.Locator(".receipts .legend")).ToContainTextAsync("已读 1，未读 0（0 个单位）");
        await Assertions.Expect(editor.Locator(".receipts .legend")).ToContainTextAsync("参会 2 人");
        await Assertions.Expect(editor.Locator(".rows li.on")).ToContainTextAsync("已读 1 / 1");
        await LeaveAsync(page);
        await Server.Services.WithdrawNoticeAsync(id);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Bulk_WithdrawAndUndo_AndBackClosesTheDrawer()
    {
        var id = await Server.Services.PublishNoticeAsync(new NoticeText($"撤了又放 {Guid.NewGuid():N}"));
        var page = await EditorPageAsync();
        var row = page.Locator(".rows li", new() { HasText = "撤了又放" });
        await row.Locator("input[type=checkbox]").CheckAsync();
        await page.Locator(".bulk").GetByRole(AriaRole.Button, new() { Name = "撤回" }).ClickAsync();
        await page.GetByLabel("撤回原因").FillAsync("发重了");
        await page.Locator(".bulk").GetByRole(AriaRole.Button, new() { Name = "撤回" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("已撤回");
        await page.GetByRole(AriaRole.Button, new() { Name = "撤销" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("已发布");

        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.Locator(".drawer [data-field=title]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("撤了又放"));
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".drawer")).ToHaveCountAsync(0);
        await Assertions.Expect(row).ToBeVisibleAsync();
        await Server.Services.WithdrawNoticeAsync(id);
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData(1280, "light..", "zh-Hans")]
    [InlineData(1280, "dark..", "en")]
    [InlineData(390, "contrast..", "zh-Hans")]
    [InlineData(390, "dark..", "en")]
    [InlineData(390, ".elder.", "zh-Hans")]
    [InlineData(1280, ".elder.", "en")]
    public async Task Pages_InEachEdition_PassAxeAndScrollOnlyDownwards(int width, string look, string language)
    {
        var id = await Server.Services.PublishNoticeAsync(new NoticeText("无障碍 一二三四五六七八九十一二三四五六七八九十", Address: TestNotices.ForMembers, AsksReceipt: true, AsksReply: true));
        var member = await Server.AddMemberAsync(Role.Editor);
        var page = await NewPageOfAsync(member, look, new() { ViewportSize = new() { Width = width, Height = 800 } });
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = Localhost.ToString() }]);
        var violations = new List<string>();
        foreach (var address in new[] { "/admin/notices", "/admin/notices?tab=bin", $"/admin/notices/{id}", $"/notices/{id}" })
        {
            await GoToAsync(page, address);
            await WaitForLiveAsync(page);
            if (address.Contains("admin/notices/", StringComparison.Ordinal))
            {
                await page.Locator(".drawer [data-field=title]:enabled").WaitForAsync();
                await page.Locator(".receipts button").First.ClickAsync();
                await page.Locator(".drawer .row > .btn[aria-pressed=false]").ClickAsync();
                await page.Locator(".preview").WaitForAsync();
                await page.Locator(".drawer [data-field=audience]").SelectOptionAsync("4");
            }

            var result = await page.RunAxe();
            violations.AddRange(result.Violations.Select(v => $"{address} {v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
            var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(wider <= 0, $"{address} is {wider} px wider than {width}");
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(Complaints);
        await LeaveAsync(page);
        await Server.Services.WithdrawNoticeAsync(id);
    }

    // a page that goes elsewhere by itself while its browser closes keeps the browser from closing
    private static async Task LeaveAsync(IPage page) => await page.GotoAsync("about:blank");

    private async Task<IPage> EditorPageAsync(int? id = null, string? name = null)
    {
        var member = await Server.AddMemberAsync(Role.Editor);
        if (name is not null)
            await Server.ChangeAsync(member, db => db.Users.Where(u => u.Id == member.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisplayName, name)));
        var page = await NewPageOfAsync(member);
        await GoToAsync(page, id is null ? "/admin/notices" : $"/admin/notices/{id}");
        await page.Locator(".work[data-live]").WaitForAsync();
        await page.Locator(".rows").WaitForAsync();
        return page;
    }

    private static async Task WriteAsync(IPage page, string title, string text)
    {
        await page.Locator("[data-field=title]:enabled").FillAsync(title);
        var area = page.Locator(".drawer [role=textbox][contenteditable=true]");
        await area.ClickAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync(text);
        await Assertions.Expect(page.Locator(".drawer [data-state=clean]")).ToBeVisibleAsync();
    }

    private static async Task PublishAsync(IPage page, string button)
    {
        await page.Locator(".drawer footer").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".drawer > header")).ToContainTextAsync("已发布");
        // what is published has nothing that is not
        await Assertions.Expect(page.Locator(".drawer .in > .note")).ToHaveCountAsync(0);
    }
}
