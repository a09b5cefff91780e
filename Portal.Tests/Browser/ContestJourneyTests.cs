using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>The whole way of a contest in real browsers: an organiser, two authors, three judges, and a server that goes down while somebody writes.</summary>
public sealed partial class ContestJourneyTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private const string Author = "沈金丝雀";
    private const string Unit = "金丝雀研究所";
    private const string Best = "钉子上的伞";
    private const string Second = "巷口的灯";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Contest_FromTheCallToThePublishedResults()
    {
        var office = await NewPageOfAsync(await AddAsync("主编", Role.Member, Role.Editor));
        var contest = await CallAsync(office);

        var author = await AddAsync(Author, Role.Member);
        await ChangeAsync(db => db.Users.Where(u => u.Id == author.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Organisation, Unit), Token));
        var desk = await NewPageOfAsync(author);
        await WriteAsync(desk, contest, Best, "三单元的门后有一枚钉子。");
        await GoDownWhileWritingAsync(desk);
        await SendAsync(desk);
        var other = await NewPageOfAsync(await AddAsync("何青", Role.Member));
        await WriteAsync(other, contest, Second, "巷口的灯坏了又亮，亮了又坏。");
        await SendAsync(other);

        await CloseAsync(contest);
        await office.GotoAsync($"/admin/contests/{contest}/essays");
        await WaitForWorkAsync(office);
        await office.GetByLabel("选中这一页待审查的").CheckAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "通过审查（2 篇）" }).ClickAsync();
        await Assertions.Expect(office.GetByText("通过 2 篇，作者会收到邮件。")).ToBeVisibleAsync();

        List<TestMember> judges = [];
        foreach (var name in (string[])["评委甲", "评委乙", "评委丙"])
            judges.Add(await AddAsync(name, Role.Member, Role.Judge));
        await office.GotoAsync($"/admin/contests/{contest}/judges");
        await WaitForWorkAsync(office);
        foreach (var judge in judges)
        {
            await office.GetByLabel("加入评委").SelectOptionAsync(judge.Id.ToString(CultureInfo.InvariantCulture));
            await office.GetByRole(AriaRole.Button, new() { Name = "加入评委会" }).ClickAsync();
            await Assertions.Expect(office.Locator("tbody th")).ToHaveCountAsync(judges.IndexOf(judge) + 1);
        }

        await office.GetByRole(AriaRole.Button, new() { Name = "自动分派" }).ClickAsync();
        await Assertions.Expect(office.Locator(".places li")).ToHaveCountAsync(6);
        await office.GetByRole(AriaRole.Button, new() { Name = "开始评审" }).ClickAsync();
        await Assertions.Expect(office.GetByText("评审中").First).ToBeVisibleAsync();

        foreach (var judge in judges)
            await JudgeAsync(judge);

        await office.GotoAsync($"/admin/contests/{contest}/board");
        await WaitForWorkAsync(office);
        await office.GetByLabel($"{await NumberAsync(contest, Best)} 的奖项").SelectOptionAsync("一等奖");
        await office.GetByLabel($"{await NumberAsync(contest, Second)} 的奖项").SelectOptionAsync("二等奖");
        await office.GetByRole(AriaRole.Button, new() { Name = "完成评定" }).ClickAsync();
        await office.GetByRole(AriaRole.Link, new() { Name = "公布结果" }).ClickAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "写通知信" }).ClickAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "现在公布" }).ClickAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "公布", Exact = true }).ClickAsync();
        await Assertions.Expect(office.GetByRole(AriaRole.Heading, new() { Name = "获奖作品刊登" })).ToBeVisibleAsync();

        await other.GotoAsync($"/contests/{contest}/results");
        await Assertions.Expect(other.GetByRole(AriaRole.Heading, new() { Name = Best })).ToBeVisibleAsync();
        await desk.GotoAsync("/member/essays");
        await desk.GetByRole(AriaRole.Link, new() { Name = Best }).First.ClickAsync();
        await Assertions.Expect(desk.GetByRole(AriaRole.Heading, new() { Name = "获一等奖" })).ToBeVisibleAsync();
        await Assertions.Expect(desk.Locator(".comment")).ToHaveCountAsync(3);
    }

    // a circuit is open some time before the page in it is
    private static Task WaitForWorkAsync(IPage page) => page.Locator(".work[data-live]").WaitForAsync();

    /// <summary>The text of an editor that takes letters.</summary>
    private static async Task<ILocator> TextAsync(IPage page, string label)
    {
        var text = page.GetByRole(AriaRole.Textbox, new() { Name = label });
        await Assertions.Expect(text).ToHaveAttributeAsync("contenteditable", "true", new() { Timeout = 15_000 });
        return text;
    }

    private async Task<int> CallAsync(IPage office)
    {
        var china = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"));
        await office.GotoAsync("/admin/contests");
        await WaitForWorkAsync(office);
        await office.GetByRole(AriaRole.Button, new() { Name = "新建征文" }).ClickAsync();
        await office.GetByLabel("题目").FillAsync("街巷小事");
        await office.GetByLabel("编号前缀").FillAsync($"J{Guid.NewGuid():N}"[..8]);
        await office.GetByRole(AriaRole.Button, new() { Name = "建立草稿" }).ClickAsync();
        await Assertions.Expect(office).ToHaveURLAsync(RulesAddress(), new() { Timeout = 15_000 });
        var contest = int.Parse(RulesAddress().Match(office.Url).Groups[1].Value, CultureInfo.InvariantCulture);
        await (await TextAsync(office, "征文启事")).ClickAsync();
        await office.Keyboard.InsertTextAsync("写一件发生在巷口的小事。");
        foreach (var (label, value) in new[]
        {
            ("开始收稿", china.AddDays(-1).ToString("yyyy-MM-dd'T'09:00", CultureInfo.InvariantCulture)), ("正文至少，字", "5"), ("摘要至少，字", "0"), ("摘要至多，字（0 为不要摘要）", "0"),
        })
        {
            await office.GetByLabel(label).FillAsync(value);
            await office.GetByLabel(label).BlurAsync();
        }

        await office.GetByRole(AriaRole.Button, new() { Name = "保存规则" }).ClickAsync();
        await Assertions.Expect(office.GetByText("已保存，读者马上会看到。")).ToBeVisibleAsync();
        await office.GotoAsync($"/admin/contests/{contest}");
        await WaitForWorkAsync(office);
        await office.GetByRole(AriaRole.Button, new() { Name = "发出征文" }).ClickAsync();
        await Assertions.Expect(office.GetByText("征文已发出。")).ToBeVisibleAsync();
        return contest;
    }

    private static async Task WriteAsync(IPage page, int contest, string title, string text)
    {
        await page.GotoAsync($"/contests/{contest}/submit");
        await page.GetByRole(AriaRole.Button, new() { Name = "开始写稿" }).ClickAsync();
        await page.WaitForURLAsync(EssayAddress());
        await WaitForLiveAsync(page);
        await page.GetByLabel("题目").FillAsync(title);
        await (await TextAsync(page, "正文")).ClickAsync();
        await page.Keyboard.InsertTextAsync(text);
        await page.GetByLabel("本文为原创").CheckAsync();
        await Assertions.Expect(page.GetByText("各项都已填好")).ToBeVisibleAsync();
    }

    /// <summary>What is typed while the server is down is there when it is back, in the page and on the disk.</summary>
    private async Task GoDownWhileWritingAsync(IPage page)
    {
        const string Words = "停电的时候还在写。";
        await Server.StopAsync();
        await page.GetByRole(AriaRole.Textbox, new() { Name = "正文" }).ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.InsertTextAsync(Words);
        await Server.StartAsync();
        await Assertions.Expect(page.Locator("[data-editor][data-clean]")).ToBeAttachedAsync(new() { Timeout = 40_000 });
        await page.ReloadAsync();
        await WaitForLiveAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "正文" })).ToContainTextAsync(Words);
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        Assert.Contains(Words, (await db.Essays.SingleAsync(e => e.Title == Best, Token)).Body.Html, StringComparison.Ordinal);
    }

    private static async Task SendAsync(IPage page)
    {
        await page.Locator(".panel [data-press]").ClickAsync();
        await page.WaitForURLAsync(ReceiptAddress());
        await Assertions.Expect(page.GetByText("已收到您的稿件")).ToBeVisibleAsync();
    }

    private async Task CloseAsync(int contest)
    {
        await ChangeAsync(db => db.Contests.Where(c => c.Id == contest).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.ClosesUtc, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1)).SetProperty(x => x.GraceMinutes, 0), Token));
        Server.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));
        Server.Get<LiveFeed>().Publish(contest, new ContestChanged(contest));
    }

    /// <summary>Judges both essays; nothing that reaches the browser, by request or socket, names the author.</summary>
    private async Task JudgeAsync(TestMember judge)
    {
        // frames and answers arrive on threads of their own
        var received = new ConcurrentQueue<string>();
        var page = await NewPageOfAsync(judge);
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => received.Enqueue(frame.Text ?? Encoding.UTF8.GetString(frame.Binary ?? []));
        page.Response += async (_, response) =>
        {
            if (response.Request.ResourceType is "document" or "fetch" or "xhr")
                received.Enqueue(await response.TextAsync());
        };
        await page.GotoAsync("/member/judging");
        await WaitForWorkAsync(page);
        foreach (var title in (string[])[Best, Second])
        {
            await page.GetByRole(AriaRole.Link, new() { Name = title }).First.ClickAsync();
            await page.Locator(".paper[data-ready]").WaitForAsync();
            foreach (var criterion in (string[])["立意", "材料", "文字"])
            {
                var points = page.GetByRole(AriaRole.Group, new() { Name = criterion });
                await points.GetByRole(AriaRole.Radio, new() { Name = title == Best ? "9" : "6", Exact = true }).CheckAsync();
            }

            await page.GetByLabel("给作者的评语").FillAsync($"这一篇写得很有耐心：{judge.Name}");
            await Assertions.Expect(page.GetByText("都填好了，可以提交。")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "提交评审" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "重新打开" })).ToBeVisibleAsync();
            await page.GotoAsync("/member/judging");
            await WaitForWorkAsync(page);
        }

        var all = string.Concat(received);
        Assert.Contains(Best, all, StringComparison.Ordinal);
        Assert.DoesNotContain("金丝雀", all, StringComparison.Ordinal);
    }

    private async Task<TestMember> AddAsync(string name, params Role[] roles)
    {
        var member = roles is [Role.Member] ? await Server.AddMemberAsync() : await Server.AddMemberAsync(roles);
        await ChangeAsync(db => db.Users.Where(u => u.Id == member.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisplayName, name), Token));
        return member;
    }

    private async Task<string> NumberAsync(int contest, string title)
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        return (await db.Essays.SingleAsync(e => e.ContestId == contest && e.Title == title, Token)).Number!;
    }

    private async Task ChangeAsync(Func<PortalDb, Task> change)
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        await change(db);
    }

    [GeneratedRegex("/admin/contests/([0-9]+)/rules")]
    private static partial Regex RulesAddress();

    [GeneratedRegex("essay=[0-9]+$")]
    private static partial Regex EssayAddress();

    [GeneratedRegex("receipt=1")]
    private static partial Regex ReceiptAddress();
}
