using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>The newsroom writes, reviews and publishes articles; what readers have follows.</summary>
[Collection(DeskServer.Name)]
public sealed class NewsroomPagesTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium), IClassFixture<PortalServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Article_ThroughThreeReviewsByThreePeople_ReachesItsReaders()
    {
        var title = $"三审的文章 {Guid.NewGuid():N}";
        var column = await ColumnAsync(3);
        var author = await PageAsync("沈初稿");
        await author.GotoAsync(new Uri(Localhost, "/admin/articles").ToString());
        await author.Locator(".work[data-live]").WaitForAsync();
        await author.GetByRole(AriaRole.Button, new() { Name = "新文章" }).ClickAsync();
        await author.Locator("[data-field=columnId]:enabled").SelectOptionAsync(column.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await WriteAsync(author, title, "一稿。");
        await author.GetByRole(AriaRole.Button, new() { Name = "预览", Exact = true }).ClickAsync();
        await Assertions.Expect(author.Locator(".preview .h1")).ToHaveTextAsync(title);
        await author.Locator(".deeds .btn.main").ClickAsync();
        await Assertions.Expect(author.Locator(".levels li.now")).ToContainTextAsync("初审");
        await Assertions.Expect(author.Locator("[data-field=title]")).ToBeDisabledAsync();
        await Assertions.Expect(author.GetByRole(AriaRole.Button, new() { Name = "退回", Exact = true })).ToHaveCountAsync(0);
        var id = int.Parse(new Uri(author.Url).Segments[^1], System.Globalization.CultureInfo.InvariantCulture);

        var first = await PageAsync("许初审", "/admin/articles?tab=mine");
        await first.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await WriteAsync(first, title, "一稿，初审改过。");
        await first.GetByLabel("审校意见").FillAsync("改了一句。");
        await first.GetByRole(AriaRole.Button, new() { Name = "初审通过" }).ClickAsync();
        await Assertions.Expect(first.Locator(".levels li.now")).ToContainTextAsync("复审");
        await Assertions.Expect(first.GetByRole(AriaRole.Button, new() { Name = "复审通过" })).ToHaveCountAsync(0);

        await PassAsync("顾复审", title, "复审通过");
        var reader = await NewPageAsync();
        Assert.Equal(404, (await reader.GotoAsync(new Uri(Localhost, $"/articles/{id}").ToString()))!.Status);
        var last = await PassAsync("林终审", title, "终审通过并发布");
        await Assertions.Expect(last.Locator(".newsdesk .top")).ToContainTextAsync("已发布");

        await reader.GotoAsync(new Uri(Localhost, $"/articles/{id}").ToString());
        await Assertions.Expect(reader.Locator("main h1")).ToHaveTextAsync(title);
        await Assertions.Expect(reader.Locator("main .body")).ToContainTextAsync("一稿，初审改过。");
        await Assertions.Expect(author.Locator(".newsdesk .top")).ToContainTextAsync("已发布");

        await last.GotoAsync(new Uri(Localhost, $"/admin/articles/{id}/sheet").ToString());
        foreach (var words in new[] { "沈初稿", "许初审", "顾复审", "林终审", "改了一句。", "，初审改过" })
            await Assertions.Expect(last.Locator(".reviewsheet")).ToContainTextAsync(words);
    }

    [Fact]
    public async Task SecondEditor_IsWarned_TakesOver_AndTheFirstComesBackToItsVersion()
    {
        var id = await ArticleAsync($"两人写的 {Guid.NewGuid():N}");
        var first = await PageAsync("许一禾", $"/admin/articles/{id}");
        await WriteAsync(first, "两人写的", "许一禾写的。");

        var second = await PageAsync("顾二禾", $"/admin/articles/{id}");
        await Assertions.Expect(second.Locator("[role=alert]").First).ToContainTextAsync("许一禾正在编辑");
        await Assertions.Expect(second.Locator("[data-field=title]")).ToBeDisabledAsync();
        await second.GetByRole(AriaRole.Button, new() { Name = "在这里接着写" }).ClickAsync();
        await Assertions.Expect(first.Locator("[role=alert]").First).ToContainTextAsync("接着写了");
        await WriteAsync(second, "两人写的", "顾二禾接着写的。");
        await first.GetByRole(AriaRole.Button, new() { Name = "看差异" }).ClickAsync();
        await Assertions.Expect(first.Locator(".compared mark").Last).ToHaveTextAsync("顾二禾接着写的。");

        await second.Locator(".revisions > summary").ClickAsync();
        await second.Locator(".revisions li").Filter(new() { HasText = "交接" }).GetByRole(AriaRole.Button).ClickAsync();
        await Assertions.Expect(second.Locator(".compared article").First).ToContainTextAsync("许一禾写的。");
        await second.GetByRole(AriaRole.Button, new() { Name = "恢复到那时的" }).ClickAsync();
        await Assertions.Expect(second.Locator("[role=textbox][contenteditable=true]")).ToHaveTextAsync("许一禾写的。");
    }

    [Fact]
    public async Task List_BulkDeletes_AndUndoes()
    {
        var mark = Guid.NewGuid().ToString("N");
        foreach (var i in new[] { 1, 2 })
            await DraftAsync($"草稿{i} {mark}");
        var page = await PageAsync("许一禾", "/admin/articles");
        await page.GetByLabel("搜索文章").FillAsync(mark);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel($"选择：草稿1 {mark}").CheckAsync();
        await page.GetByLabel($"选择：草稿2 {mark}").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "删除", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("2 篇进了回收站。")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".rows li")).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "撤销" }).ClickAsync();

        await Assertions.Expect(page.Locator(".rows li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Translation_BegunFromItsOriginal_LeadsReadersBothWays()
    {
        var title = $"两种语言 {Guid.NewGuid():N}";
        var original = await ArticleAsync(title);
        var office = await PageAsync("许译", $"/admin/articles/{original}");
        await office.Locator("[role=textbox][contenteditable=true]").WaitForAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "开始英文译文" }).ClickAsync();
        await office.WaitForURLAsync(url => !url.EndsWith($"/{original}", StringComparison.Ordinal));
        await Assertions.Expect(office.GetByRole(AriaRole.Link, new() { Name = title })).ToBeVisibleAsync();
        await Assertions.Expect(office.Locator("[data-field=title]")).ToHaveAttributeAsync("lang", "en");
        // with a translation beside it there is no language to choose
        await Assertions.Expect(office.Locator("select[data-field=language]")).ToHaveCountAsync(0);
        await WriteAsync(office, $"Two languages {title[^8..]}", "In English.");
        await office.Locator(".deeds .btn.main").ClickAsync();
        await Assertions.Expect(office.Locator(".newsdesk .top")).ToContainTextAsync("已发布");

        var reader = await NewPageAsync();
        await reader.GotoAsync($"/articles/{original}");
        await reader.Locator("main .facts").GetByRole(AriaRole.Link, new() { Name = $"Two languages {title[^8..]}" }).ClickAsync();
        await Assertions.Expect(reader.Locator("main .body")).ToContainTextAsync("In English.");
        await Assertions.Expect(reader.Locator("main article.title")).ToHaveAttributeAsync("lang", "en");
        await WaitForLiveAsync(reader);
        await reader.EvaluateAsync("() => { window.said = []; speechSynthesis.speak = u => window.said.push(u.lang); }");
        await reader.GetByRole(AriaRole.Button, new() { Name = "朗读" }).ClickAsync();
        Assert.Equal(["en-GB"], await reader.EvaluateAsync<string[]>("window.said"));
        await reader.Locator("main .facts").GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await Assertions.Expect(reader.Locator("main h1")).ToHaveTextAsync(title);

        await office.GetByRole(AriaRole.Button, new() { Name = $"解除关联：{title}" }).ClickAsync();
        await Assertions.Expect(office.GetByRole(AriaRole.Button, new() { Name = "开始中文译文" })).ToBeVisibleAsync();
        await reader.GotoAsync($"/articles/{original}");
        await Assertions.Expect(reader.Locator("main .facts a[hreflang]")).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData(1280, "light..", "zh-Hans")]
    [InlineData(390, "dark..", "en")]
    [InlineData(390, ".elder.", "zh-Hans")]
    public async Task Pages_InEachEdition_PassAxeAndScrollOnlyDownwards(int width, string look, string language)
    {
        var id = await ArticleAsync("无障碍 一二三四五六七八九十一二三四五六七八九十");
        var member = await Server.AddMemberAsync(Role.Editor);
        var page = await NewPageOfAsync(member, look, new() { ViewportSize = new() { Width = width, Height = 800 } });
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = Localhost.ToString() }]);
        var violations = new List<string>();
        foreach (var address in new[] { "/admin/articles", $"/admin/articles/{id}", "/admin/front", $"/admin/articles/{id}/sheet" })
        {
            await GoToAsync(page, address);
            if (address.EndsWith($"/{id}", StringComparison.Ordinal))
            {
                await page.Locator("[data-field=title]:enabled").WaitForAsync();
                await page.Locator(".revisions > summary").ClickAsync();
                await page.Locator(".revisions li button").First.ClickAsync();
                await page.Locator(".compared").WaitForAsync();
            }
            else if (!address.EndsWith("/sheet", StringComparison.Ordinal))
                await page.Locator(".work[data-live]").WaitForAsync();
            else
                await page.Locator(".reviewsheet").WaitForAsync();

            var result = await page.RunAxe();
            violations.AddRange(result.Violations.Select(v => $"{address} {v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
            var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(wider <= 0, $"{address} is {wider} px wider than {width}");
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(Complaints);
        // a page that goes elsewhere by itself while its browser closes keeps the browser from closing
        await page.GotoAsync("about:blank");
    }

    private async Task<IPage> PassAsync(string name, string title, string button)
    {
        var page = await PageAsync(name, "/admin/articles?tab=mine");
        await page.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await page.Locator("[role=textbox][contenteditable=true]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = button })).ToHaveCountAsync(0);
        return page;
    }

    private async Task<IPage> PageAsync(string name, string? address = null)
    {
        var member = await Server.AddMemberAsync(Role.Editor);
        await Server.ChangeAsync(member, db => db.Users.Where(u => u.Id == member.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisplayName, name)));
        var page = await NewPageOfAsync(member);
        if (address is not null)
        {
            await GoToAsync(page, address);
            await page.Locator(".work[data-live]").WaitForAsync();
        }

        return page;
    }

    private async Task<int> ColumnAsync(int reviews)
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        var column = new Column { Slug = $"c{Guid.NewGuid():N}"[..20], Name = "三审栏目", NameEn = "Reviewed", Place = 99, Reviews = reviews };
        db.Columns.Add(column);
        await db.SaveChangesAsync(Token);
        Server.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        return column.Id;
    }

    private Task<int> DraftAsync(string title) => Server.Services.DraftArticleAsync(TestPortal.Editor, title: title);

    private async Task<int> ArticleAsync(string title)
    {
        var id = await DraftAsync(title);
        await Server.Services.ReleaseArticleAsync(id);
        return id;
    }

    private static async Task WriteAsync(IPage page, string title, string text)
    {
        await page.Locator("[data-field=title]:enabled").FillAsync(title);
        await page.Locator("[role=textbox][contenteditable=true]").ClickAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync(text);
        await Assertions.Expect(page.Locator(".newsdesk [data-state=clean]")).ToBeVisibleAsync();
    }
}
