using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>What happens on an article's page while it is open.</summary>
public sealed class ReadingTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    private static readonly Actor Editor = new(1, "editor", Role.Editor);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counter_TwoReaders_BothSeeItMove()
    {
        var id = await PublishAsync("两位读者");
        var first = await NewPageAsync();
        await first.GotoAsync($"/articles/{id}");
        await ExpectAsync(first, views: 1, readers: 1);

        var second = await NewPageAsync();
        await second.GotoAsync($"/articles/{id}");

        await ExpectAsync(first, views: 2, readers: 2);
        await ExpectAsync(second, views: 2, readers: 2);
        await second.CloseAsync();
        await ExpectAsync(first, views: 2, readers: 1);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Counter_OfAnEnglishReader_StaysEnglishWhenItMoves()
    {
        var id = await PublishAsync("两种语言的读者");
        var page = await NewPageAsync();
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString("c=en|uic=en"), Url = Server.Address.ToString() }]);
        await page.GotoAsync($"/articles/{id}");
        await WaitForLiveAsync(page);
        await (await NewPageAsync()).GotoAsync($"/articles/{id}");

        await Assertions.Expect(page.Locator(".facts.live dl")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex(@"^\s*Views\s*2\s*Now\s*2\s*reading\s*$"));
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Counter_ReloadSecondTabNoScriptAndCurl_AddNothing()
    {
        var id = await PublishAsync("只数一次");
        var page = await NewPageAsync();
        await page.GotoAsync($"/articles/{id}");
        await ExpectAsync(page, views: 1, readers: 1);

        await page.ReloadAsync();
        await ExpectAsync(page, views: 1, readers: 1);
        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync($"/articles/{id}");
        await ExpectAsync(tab, views: 1, readers: 1);
        using (var curl = Server.Client())
        {
            for (var i = 0; i < 5; i++)
                await curl.GetStringAsync($"/articles/{id}", Cancellation);
        }

        var silent = await NewPageAsync(options: new() { JavaScriptEnabled = false });
        await silent.GotoAsync($"/articles/{id}");
        var crawler = await NewPageAsync(options: new() { UserAgent = "Mozilla/5.0 (compatible; Examplebot/2.1)" });
        await crawler.GotoAsync($"/articles/{id}");
        await WaitForLiveAsync(crawler);

        // one more reader, whose view is counted after everything above
        var second = await NewPageAsync();
        await second.GotoAsync($"/articles/{id}");
        await ExpectAsync(page, views: 2, readers: 2);
    }

    [Fact]
    public async Task Correction_OnAnOpenPage_IsOfferedAndOpensTheNewText()
    {
        var id = await PublishAsync("更正之前");
        var page = await NewPageAsync();
        await page.GotoAsync($"/articles/{id}");
        await WaitForLiveAsync(page);

        var corrected = await Server.Get<Articles>().CorrectAsync(Editor, id, 1, Text("更正之后", "<p>新的正文。</p>"), "更正了标题", Cancellation);
        Assert.True(corrected.IsDone);

        var note = page.GetByText("本文已更新");
        await Assertions.Expect(note).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("更正之前");
        await page.GetByRole(AriaRole.Link, new() { Name = "查看新文本" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("更正之后");
        await Assertions.Expect(page.Locator(".body")).ToContainTextAsync("新的正文。");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Withdrawal_OnAnOpenPage_TakesTheTextAwayAtOnce()
    {
        var id = await PublishAsync("将要撤下");
        var page = await NewPageAsync();
        await page.GotoAsync($"/articles/{id}");
        await WaitForLiveAsync(page);

        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, [id])).IsDone);

        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("本文已撤下");
        await Assertions.Expect(page.GetByText("只有这一篇才有的正文")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Notice_PublishedWhileAPageIsOpen_AppearsOnIt()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/pages/about");
        await WaitForLiveAsync(page);

        var title = $"闭馆通知 {Guid.NewGuid():N}";
        var id = await Server.Services.PublishNoticeAsync(new NoticeText(title));

        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = title })).ToBeVisibleAsync();
        await Server.Services.WithdrawNoticeAsync(id);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = title })).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Print_OfAnArticle_PrintsTheArticleOnly()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/articles/1");
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });

        await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".body")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".brand b")).ToBeVisibleAsync();
        foreach (var hidden in (string[])[".utility", ".find", ".columns", ".ticker", ".crumbs", ".tools", ".sidec", ".turn", ".related", ".tags", ".banner"])
            await Assertions.Expect(page.Locator(hidden).First).ToBeHiddenAsync();
    }

    private async Task<int> PublishAsync(string title)
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation);
        var column = await db.Columns.Select(c => c.Id).FirstAsync(Cancellation);
        var text = Text(title, "<p>只有这一篇才有的正文。</p>") with { ColumnId = column };
        return (await Server.Get<Articles>().PublishAsync(Editor, text, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-30), Cancellation)).Value;
    }

    private static ArticleText Text(string title, string body) => new() { ColumnId = 1, Title = title, BodyHtml = body };

    private static async Task ExpectAsync(IPage page, long views, int readers)
    {
        await Assertions.Expect(page.Locator(".facts.live dd b").First).ToHaveTextAsync(views.ToString("N0", CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator(".facts.live dd b").Nth(1)).ToHaveTextAsync(readers.ToString("N0", CultureInfo.InvariantCulture));
    }
}
