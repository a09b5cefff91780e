using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>What the form of an essay promises its author, in a browser: nothing typed is lost, nothing is sent twice, and the page says what happens.</summary>
public sealed partial class EssayFormTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private const string Title = "公用的伞";
    private const string Words = "钉子上挂着一把黑伞。";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwoWindows_OnOneDraft_HandThePenOverAndLoseNothing()
    {
        var (author, essay) = await ArrangeAsync();
        var first = await OpenAsync(author, essay);
        await first.GetByLabel("题目").FillAsync(Title);
        await Assertions.Expect(first.Locator("[data-saved]")).ToContainTextAsync("已保存");
        await Assertions.Expect(first.GetByText("填写题目")).ToHaveCountAsync(0);

        var second = await NewPageOfAsync(author);
        await second.GotoAsync(AddressOf(essay));
        await Assertions.Expect(second.GetByRole(AriaRole.Alert).Filter(new() { HasText = "这篇稿件正在另一个窗口里写" })).ToBeVisibleAsync();
        await Assertions.Expect(second.GetByLabel("题目")).ToBeDisabledAsync();
        await Assertions.Expect(Area(second)).ToHaveAttributeAsync("contenteditable", "false");

        // the first one writes on, but its words do not get through in time
        await first.RouteAsync("**/draft", route => route.AbortAsync());
        await WriteAsync(first, "晚到的一句。");
        await Assertions.Expect(first.Locator(".editor")).ToHaveAttributeAsync("data-state", "failed");
        await Button(second, "在这里接着写").ClickAsync();
        await Assertions.Expect(second.GetByLabel("题目")).ToBeEnabledAsync();
        await Assertions.Expect(second.GetByLabel("题目")).ToHaveValueAsync(Title);
        await WriteAsync(second, Words);
        await Assertions.Expect(second.Locator(".editor[data-clean]")).ToBeVisibleAsync();

        // the first is told, stops, and what it still sends is refused
        await Assertions.Expect(first.GetByText("两边同时写会互相覆盖，所以这里先停下。")).ToBeVisibleAsync();
        await Assertions.Expect(first.GetByLabel("题目")).ToBeDisabledAsync();
        await Assertions.Expect(Press(first)).ToBeDisabledAsync();
        await first.UnrouteAsync("**/draft");
        await Assertions.Expect(first.GetByText("这篇稿件正在另一个窗口里写，这里的改动没有保存。").First).ToBeVisibleAsync();
        await Assertions.Expect(Area(first)).ToHaveTextAsync("晚到的一句。");
        Assert.Equal($"<p>{Words}</p>", (await EssayOfAsync(essay)).Body.Html);

        // back again: the other's words are there, and the own ones are offered
        await Button(first, "在这里接着写").ClickAsync();
        await Assertions.Expect(Area(first)).ToHaveTextAsync(Words);
        await Assertions.Expect(second.GetByText("两边同时写会互相覆盖，所以这里先停下。")).ToBeVisibleAsync();
        await first.Locator("[data-offer]").GetByRole(AriaRole.Button, new() { Name = "恢复" }).ClickAsync();
        await Assertions.Expect(first.Locator(".editor[data-clean]")).ToBeVisibleAsync();
        Assert.Equal("<p>晚到的一句。</p>", (await EssayOfAsync(essay)).Body.Html);

        // one form listens, not the one of before as well
        var sends = 0;
        first.Request += (_, request) => sends += request.Url.EndsWith("/send", StringComparison.Ordinal) ? 1 : 0;
        await first.GetByLabel("本文为原创").CheckAsync();
        await SendAsync(first);
        Assert.Equal(1, sends);
    }

    [Fact]
    public async Task Deadline_ExtendedByTheOrganiser_MovesInTheOpenForm()
    {
        var (author, essay) = await ArrangeAsync(c => c.ClosesUtc = c.OpensUtc.AddDays(2));
        var page = await OpenAsync(author, essay, new() { TimezoneId = "Europe/London" });
        var athome = await OpenAsync(author, essay, new() { TimezoneId = "Asia/Shanghai" });
        await Assertions.Expect(page.GetByText("您的时间")).ToBeVisibleAsync();
        // who lives by the contest's clock needs no second one
        await Assertions.Expect(athome.GetByText("您的时间")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("[data-d]")).ToHaveTextAsync("0");
        await page.EvaluateAsync("window.isTheSamePage = true");
        var own = await page.Locator("[data-own]").InnerTextAsync();

        var closes = Deadlines.ToLocal((await ContestOfAsync(essay)).ClosesUtc.AddDays(3), "Asia/Shanghai");
        Assert.True((await Server.Get<Organising>().ExtendAsync(new Actor(0, "test", Role.Editor), essay.ContestId, closes)).IsDone);

        await Assertions.Expect(page.GetByText($"截稿时间改了，现在是 {closes.Month} 月 {closes.Day} 日 {closes:HH:mm}。")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-d]")).ToHaveTextAsync("3");
        Assert.NotEqual(own, await page.Locator("[data-own]").InnerTextAsync());
        Assert.True(await page.EvaluateAsync<bool>("window.isTheSamePage"));
    }

    [Fact]
    public async Task WordFile_ReadThroughTheForm_FillsItAndIsKept()
    {
        Assert.SkipUnless(LibreOffice.IsThere, "no LibreOffice");
        var docx = await LibreOffice.ConvertAsync(Encoding.UTF8.GetBytes(Document), "essay.fodt", "docx", Token);
        var (author, essay) = await ArrangeAsync(c => c.MaxAbstract = 50);
        var page = await OpenAsync(author, essay);
        await page.GetByLabel("题目").FillAsync("先写的题目");
        await WriteAsync(page, "先写的正文。");

        await page.GetByRole(AriaRole.Button, new() { Name = "从 Word 文件填入" }).SetInputFilesAsync(new FilePayload { Name = "灯.docx", MimeType = "application/octet-stream", Buffer = docx });
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "从 Word 文件填入" });
        await Assertions.Expect(dialog.GetByRole(AriaRole.Heading, new() { Name = "巷口的灯" })).ToBeVisibleAsync();
        await Assertions.Expect(dialog.GetByText("灯下有人等。")).ToBeVisibleAsync();
        // until it is taken nothing has changed
        await Assertions.Expect(page.GetByLabel("题目")).ToHaveValueAsync("先写的题目");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "填入", Exact = true }).ClickAsync();

        for (var i = 0; i < 2; i++)
        {
            await Assertions.Expect(page.GetByLabel("题目")).ToHaveValueAsync("巷口的灯");
            await Assertions.Expect(page.GetByLabel("摘要")).ToHaveValueAsync("写一盏灯。");
            await Assertions.Expect(Area(page).GetByRole(AriaRole.Heading)).ToHaveTextAsync("一、灯");
            await Assertions.Expect(Area(page)).ToContainTextAsync("灯下有人等。");
            await Assertions.Expect(page.GetByText("先写的")).ToHaveCountAsync(0);
            await page.ReloadAsync();
        }

        Assert.Equal(("巷口的灯", "写一盏灯。"), ((await EssayOfAsync(essay)).Title, (await EssayOfAsync(essay)).Abstract));
    }

    [Fact]
    public async Task Submit_WhileTheLineIsDown_IsSentOnceWhenItIsBack()
    {
        var (author, essay) = await ArrangeAsync();
        var page = await OpenAsync(author, essay);
        await FillAsync(page);

        await Server.StopAsync();
        try
        {
            await Press(page).ClickAsync();
            await Assertions.Expect(page.GetByText("没有连上服务器，连上后马上提交。")).ToBeVisibleAsync();
            await Press(page).ClickAsync(new() { Force = true });
        }
        finally
        {
            await Server.StartAsync();
        }

        var backUtc = TimeProvider.System.GetUtcNow().UtcDateTime;

        await page.WaitForURLAsync(ReceiptAddress(), new() { Timeout = 30_000 });
        await Assertions.Expect(page.GetByText("已收到您的稿件")).ToBeVisibleAsync();
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        var sent = await db.EssayRevisions.SingleAsync(r => r.EssayId == essay.Id, Token);
        Assert.True(sent.BegunUtc < backUtc && sent.SentUtc > backUtc, $"{sent.BegunUtc:O} {backUtc:O} {sent.SentUtc:O}");
        await Assertions.Expect(page.Locator(".receipt .no")).ToHaveTextAsync((await EssayOfAsync(essay)).Number!);
    }

    [Fact]
    public async Task Keyboard_Alone_FromTheFirstPageToTheReceipt()
    {
        var (author, other) = await ArrangeAsync(c => c.EssaysPerPerson = 2);
        var page = await NewPageOfAsync(author);
        await page.GotoAsync($"/contests/{other.ContestId}/submit");
        await WaitForLiveAsync(page);
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "再写一篇" }));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(EssayAddress());
        await Assertions.Expect(Press(page)).ToBeEnabledAsync();

        // the list of what is missing leads to its places
        await TabToAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "填写题目" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("题目")).ToBeFocusedAsync();
        await page.Keyboard.InsertTextAsync(Title);
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "添加合作者" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox, new() { Name = "合作者姓名" })).ToBeFocusedAsync();
        await page.Keyboard.InsertTextAsync("何青");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.InsertTextAsync("巷口书屋");

        await TabToAsync(page, Area(page));
        await page.Keyboard.PressAsync("Alt+F10");
        var bold = page.GetByRole(AriaRole.Toolbar).GetByRole(AriaRole.Button).First;
        await Assertions.Expect(bold).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Area(page)).ToBeFocusedAsync();
        await page.Keyboard.InsertTextAsync(Words);
        await TabToAsync(page, page.GetByLabel("本文为原创"));
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.GetByText("各项都已填好")).ToBeVisibleAsync();
        await TabToAsync(page, Press(page));
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync(ReceiptAddress());
        await Assertions.Expect(page.GetByText("已收到您的稿件")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".receipt")).ToContainTextAsync("、何青");
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        var sent = await db.EssayRevisions.SingleAsync(r => r.Title == Title && db.Essays.Any(e => e.Id == r.EssayId && e.ContestId == other.ContestId), Token);
        Assert.Equal($"<p><strong>{Words}</strong></p>", sent.Body.Html);
        Assert.Equal("巷口书屋", sent.Authors.Single(a => a.Name == "何青").Unit);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Deadline_PassesWithTheFormOpen_KeepsWhatIsWrittenAndSaysWhy()
    {
        var (author, essay) = await ArrangeAsync();
        var page = await OpenAsync(author, essay);
        await FillAsync(page);

        await CloseAsync(essay, minutesAgo: 1, isTold: true);
        await Assertions.Expect(page.GetByText("现在写下的只留作草稿，不参加评审。")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("已截稿", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(Press(page)).ToBeDisabledAsync();
        await WriteAsync(page, "截稿以后。");
        await Assertions.Expect(page.Locator(".editor[data-clean]")).ToBeVisibleAsync();
        Assert.Equal($"<p>{Words}截稿以后。</p>", (await EssayOfAsync(essay)).Body.Html);

        // after the grace period nothing is taken any more, and nothing that stands there goes
        await CloseAsync(essay, minutesAgo: 60, isTold: false);
        await WriteAsync(page, "太晚了。");
        await Assertions.Expect(page.Locator(".editor [data-notice]")).ToHaveTextAsync("已过截稿时间，不再收改动。");
        await Assertions.Expect(Area(page)).ToHaveTextAsync($"{Words}截稿以后。太晚了。");
        await CloseAsync(essay, minutesAgo: 60, isTold: true);
        await Assertions.Expect(page.GetByText("已过截稿时间，不再收改动。写下的文字还在。")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("题目")).ToBeDisabledAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "选择文件", Exact = true })).ToBeHiddenAsync();
        Assert.Null((await EssayOfAsync(essay)).SentRevisionId);

        // a deadline moved after all opens the same page again, and the late words are offered
        Assert.True((await Server.Get<Organising>().ExtendAsync(new Actor(0, "test", Role.Editor), essay.ContestId, Deadlines.ToLocal(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(2), "Asia/Shanghai"))).IsDone);
        await Assertions.Expect(page.GetByLabel("题目")).ToBeEnabledAsync();
        await page.Locator("[data-offer]").GetByRole(AriaRole.Button, new() { Name = "恢复" }).ClickAsync();
        await Assertions.Expect(page.Locator(".editor[data-clean]")).ToBeVisibleAsync();
        Assert.Equal($"<p>{Words}截稿以后。太晚了。</p>", (await EssayOfAsync(essay)).Body.Html);
        await SendAsync(page);
    }

    private static ILocator Area(IPage page) => page.GetByRole(AriaRole.Textbox, new() { Name = "正文" });

    private static ILocator Press(IPage page) => page.Locator(".panel [data-press]");

    private static string AddressOf(Essay essay) => $"/contests/{essay.ContestId}/submit?essay={essay.Id}";

    /// <summary>At the end of what stands there.</summary>
    private static async Task WriteAsync(IPage page, string text)
    {
        await Area(page).ClickAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.InsertTextAsync(text);
    }

    /// <summary>Everything that is asked for, until the server has it.</summary>
    private static async Task FillAsync(IPage page)
    {
        await page.GetByLabel("题目").FillAsync(Title);
        await WriteAsync(page, Words);
        await page.GetByLabel("本文为原创").CheckAsync();
        await Assertions.Expect(page.GetByText("各项都已填好")).ToBeVisibleAsync();
    }

    private static async Task SendAsync(IPage page)
    {
        await Press(page).ClickAsync();
        await page.WaitForURLAsync(ReceiptAddress());
        await Assertions.Expect(page.GetByText("已收到您的稿件")).ToBeVisibleAsync();
    }

    private async Task<(TestMember Author, Essay Essay)> ArrangeAsync(Action<Contest>? change = null)
    {
        var author = await Server.AddMemberAsync();
        return (author, await Server.AddEssayAsync(author.Id, writer: null, c =>
        {
            (c.MinCharacters, c.MaxCharacters, c.MinAbstract, c.MaxAbstract, c.GraceMinutes) = (3, 500, 0, 0, 15);
            change?.Invoke(c);
        }));
    }

    private async Task<IPage> OpenAsync(TestMember author, Essay essay, BrowserNewContextOptions? options = null)
    {
        var page = await NewPageOfAsync(author, options: options);
        await page.GotoAsync(AddressOf(essay));
        await WaitForLiveAsync(page);
        return page;
    }

    private async Task<Essay> EssayOfAsync(Essay essay)
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        return await db.Essays.AsNoTracking().SingleAsync(e => e.Id == essay.Id, Token);
    }

    private async Task<Contest> ContestOfAsync(Essay essay)
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        return await db.Contests.AsNoTracking().SingleAsync(c => c.Id == essay.ContestId, Token);
    }

    /// <param name="essay">Of the contest.</param>
    /// <param name="minutesAgo">When its deadline was.</param>
    /// <param name="isTold">Whether open pages hear of it, or have to find out.</param>
    private async Task CloseAsync(Essay essay, int minutesAgo, bool isTold)
    {
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token))
            await db.Contests.Where(c => c.Id == essay.ContestId).ExecuteUpdateAsync(c => c.SetProperty(x => x.ClosesUtc, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-minutesAgo)), Token);
        if (isTold)
            Server.Get<LiveFeed>().Publish(essay.ContestId, new ContestChanged(essay.ContestId));
    }

    [GeneratedRegex("essay=[0-9]+$")]
    private static partial Regex EssayAddress();

    [GeneratedRegex("receipt=1")]
    private static partial Regex ReceiptAddress();

    private const string Document = """
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
          <office:styles>
            <style:style style:name="Standard" style:family="paragraph" style:class="text"/>
            <style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard" style:class="chapter"/>
            <style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1"/>
          </office:styles>
          <office:body><office:text>
            <text:p text:style-name="Title">巷口的灯</text:p>
            <text:p>摘要：写一盏灯。</text:p>
            <text:h text:style-name="Heading_20_1" text:outline-level="1">一、灯</text:h>
            <text:p>灯下有人等。</text:p>
          </office:text></office:body>
        </office:document>
        """;
}
