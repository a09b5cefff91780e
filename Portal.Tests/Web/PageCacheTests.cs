using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>The page cache as readers meet it: quick, never mixed up, never old.</summary>
public sealed class PageCacheTests(PortalServer server) : ServerTest(server)
{
    [Fact]
    public async Task Get_SecondTime_ComesFromTheCacheCompressed()
    {
        var path = $"/articles/{await PublishAsync()}";

        var first = await GetAsync(path, ("Accept-Encoding", "gzip, deflate, br"));
        var second = await GetAsync(path, ("Accept-Encoding", "gzip, deflate, br"));

        Assert.False(first.IsFromCache);
        Assert.True(second.IsFromCache);
        Assert.Equal("br", second.Header("Content-Encoding"));
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("Accept-Encoding", second.Header("Vary"));
    }

    [Fact]
    public async Task Get_LooksLanguagesAndEncodingsByTurns_NeverLeakIntoEachOther()
    {
        var path = $"/articles/{await PublishAsync()}";
        (string Cookie, string? Theme, string? Reading, string? Size, string Language)[] readers =
        [
            ("", null, null, null, "zh-Hans"),
            ("portal-look=dark..", "dark", null, null, "zh-Hans"),
            ("portal-look=.elder.", null, "elder", null, "zh-Hans"),
            ("portal-look=..large", null, null, "large", "zh-Hans"),
            (English, null, null, null, "en"),
            ($"{English}; portal-look=dark.elder.large", "dark", "elder", "large", "en"),
        ];
        foreach (var round in Enumerable.Range(1, 2))
        {
            foreach (var reader in readers)
            {
                foreach (var encoding in new[] { "br", "gzip", null })
                {
                    var answer = await GetAsync(path, [("Cookie", reader.Cookie), .. encoding is null ? Array.Empty<(string, string)>() : [("Accept-Encoding", encoding)]]);
                    Assert.Equal(encoding, answer.Header("Content-Encoding"));
                    Assert.Equal(
                        (reader.Theme, reader.Reading, reader.Size, reader.Language, reader.Language),
                        (answer.Attribute("data-theme"), answer.Attribute("data-reading"), answer.Attribute("data-size"), answer.Attribute("lang"), answer.Header("Content-Language")));
                    Assert.Equal(round == 2, answer.IsFromCache);
                    Assert.Empty(answer.Cookies);
                }
            }
        }
    }

    [Theory]
    [InlineData("*", "br")]
    [InlineData("br;q=0.5, gzip;q=1", "br")]
    [InlineData("gzip, br;q=0", "gzip")]
    [InlineData("gzip, br; q=0", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("*;q=0", null)]
    [InlineData("gzip;q=0", null)]
    [InlineData("identity", null)]
    [InlineData("deflate", null)]
    [InlineData("brrr", null)]
    [InlineData("not a header ;;;", null)]
    public async Task Get_UnusualAcceptEncoding_GivesOthersNothingTheyCannotRead(string accept, string? expected)
    {
        var path = $"/articles/{await PublishAsync()}";

        Assert.Equal(expected, (await GetAsync(path, ("Accept-Encoding", accept))).Header("Content-Encoding"));

        Assert.Null((await GetAsync(path)).Header("Content-Encoding"));
        Assert.Equal("gzip", (await GetAsync(path, ("Accept-Encoding", "gzip"))).Header("Content-Encoding"));
        Assert.Equal("br", (await GetAsync(path, ("Accept-Encoding", "br"))).Header("Content-Encoding"));
    }

    [Fact]
    public async Task Get_SomebodysQuery_IsNotOnThePageOthersGet()
    {
        var path = $"/articles/{await PublishAsync()}";

        await GetAsync($"{path}?from=wechat-4711");
        var answer = await GetAsync(path);

        Assert.DoesNotContain("wechat-4711", answer.Text, StringComparison.Ordinal);
        // in the same place, or the skip link would load the page anew
        Assert.Equal($"{path}#main", answer.Page.QuerySelector("a.skip")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Get_PageOfAList_ComesBackToThatPage()
    {
        var first = await GetAsync("/columns/news");
        var second = await GetAsync("/columns/news?x=y&page=1");
        Assert.Equal(first.Heading, second.Heading);
        Assert.Equal("/columns/news?page=1", second.Page.QuerySelector("form[action='/preferences'] input[name=returnTo]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Get_FrontPageWithAQuery_IsStillTheFrontPage()
    {
        // nothing cached any more, so that the page is made for the longer address
        await PublishAsync();
        var shared = await GetAsync("/?from=timeline");
        Assert.False(shared.IsFromCache);
        var plain = await GetAsync("/");
        Assert.Equal("首页", plain.Page.QuerySelector("nav[aria-label=栏目] [aria-current=page]")!.TextContent);
        Assert.Equal("首页", shared.Page.QuerySelector("nav[aria-label=栏目] [aria-current=page]")!.TextContent);
        // emergencies stand among the notices there, not above the page as well
        Assert.Empty(shared.Page.QuerySelectorAll(".banner a"));
    }

    [Fact]
    public async Task Get_NotFound_SwitchesComeBackToTheAddressAskedFor()
    {
        var answer = await GetAsync("/%E6%B2%A1%E6%9C%89?a=b");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("/%E6%B2%A1%E6%9C%89?a=b", answer.Page.QuerySelector("form[action='/preferences'] input[name=returnTo]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Correct_CachedArticle_NextGetHasTheNewText()
    {
        var id = await PublishAsync(body: "<p>原先的说法。</p>");
        var path = $"/articles/{id}";
        await FillCacheAsync(path, "原先的说法。");

        var text = await TextAsync("测试用文章", "<p>更正后的说法。</p>");
        Assert.True((await Server.Get<Articles>().CorrectAsync(Editor, id, 1, text, "一处更正", Cancellation)).IsDone);

        foreach (var encoding in new[] { "br", "gzip", "identity" })
        {
            var answer = await GetAsync(path, ("Accept-Encoding", encoding));
            Assert.Contains("更正后的说法。", answer.Text, StringComparison.Ordinal);
            Assert.Contains("一处更正", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("原先的说法。", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Withdraw_CachedArticle_IsGoneWithEveryWordAndComesBack()
    {
        var id = await PublishAsync("要撤下的标题", "<p>要撤下的正文。</p>");
        var path = $"/articles/{id}";
        await FillCacheAsync(path, "要撤下的正文。");

        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, [id])).IsDone);

        foreach (var encoding in new[] { "br", "gzip", "identity" })
        {
            var gone = await GetAsync(path, ("Accept-Encoding", encoding));
            Assert.Equal(HttpStatusCode.Gone, gone.Status);
            Assert.Equal("本文已撤下", gone.Heading);
            Assert.DoesNotContain("要撤下的", gone.Text, StringComparison.Ordinal);
            Assert.False(gone.IsFromCache);
        }

        Assert.True((await Server.Get<ArticleShelf>().RestoreAsync(Editor, [id])).IsDone);

        var back = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, back.Status);
        Assert.Contains("要撤下的正文。", back.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Article_IsOnTheCachedListsAtOnce()
    {
        await FillCacheAsync("/", "学会要闻");

        var made = await Server.Get<Articles>().PublishAsync(
            Editor, await TextAsync("刚刚发布的一篇", "<p>正文。</p>"), Server.Get<TimeProvider>().GetUtcNow().UtcDateTime, Cancellation);

        Assert.Contains("刚刚发布的一篇", (await GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.Contains("刚刚发布的一篇", (await GetAsync("/columns/news")).Text, StringComparison.Ordinal);
        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, [made.Value])).IsDone);
        Assert.DoesNotContain("刚刚发布的一篇", (await GetAsync("/")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("刚刚发布的一篇", (await GetAsync("/columns/news")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_Emergency_IsOnEveryCachedPageAtOnce()
    {
        await FillCacheAsync("/units", "理事单位");

        var id = await Server.Services.PublishNoticeAsync(new NoticeText("测试用紧急通知", IsEmergency: true));

        Assert.Contains("测试用紧急通知", (await GetAsync("/units")).Text, StringComparison.Ordinal);
        await Server.Services.WithdrawNoticeAsync(id);
        Assert.DoesNotContain("测试用紧急通知", (await GetAsync("/units")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_SignedIn_IsNeitherServedFromTheCacheNorStoredInIt()
    {
        var path = $"/articles/{await PublishAsync()}";
        var session = await SignInAsync();

        var own = await GetAsync(path, session);
        Assert.Contains("方小满", own.Text, StringComparison.Ordinal);
        Assert.False(own.IsFromCache);

        var others = await GetAsync(path);
        Assert.False(others.IsFromCache);
        Assert.DoesNotContain("方小满", others.Text, StringComparison.Ordinal);
        Assert.True((await GetAsync(path)).IsFromCache);

        var again = await GetAsync(path, session);
        Assert.False(again.IsFromCache);
        Assert.Contains("方小满", again.Text, StringComparison.Ordinal);
        Assert.Contains("退出", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_PageThatCannotBeShown_Is500AndNotCached()
    {
        // a row that only a broken program could have written
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation))
        {
            db.FriendLinks.Add(new FriendLink { Name = "坏链接", Url = "no address", Place = 999 });
            await db.SaveChangesAsync(Cancellation);
        }

        Server.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Site));
        try
        {
            var broken = await GetAsync("/links");
            Assert.Equal(HttpStatusCode.InternalServerError, broken.Status);
            Assert.Equal("这一块没能显示", broken.Heading);
            Assert.False((await GetAsync("/links")).IsFromCache);
        }
        finally
        {
            await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation);
            await db.FriendLinks.Where(l => l.Name == "坏链接").ExecuteDeleteAsync(CancellationToken.None);
            Server.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Site));
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/links")).Status);
    }

    private async Task FillCacheAsync(string path, string text)
    {
        foreach (var encoding in new[] { "br", "gzip", "identity" })
        {
            await GetAsync(path, ("Accept-Encoding", encoding));
            var cached = await GetAsync(path, ("Accept-Encoding", encoding));
            Assert.True(cached.IsFromCache, $"{path} {encoding}");
            Assert.Contains(text, cached.Text, StringComparison.Ordinal);
        }
    }
}
