using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>What machines are given: everything public and nothing else, in parts that do not shift.</summary>
public sealed class CatalogueTests : CoreTest
{
    private Catalogue Catalogue => Portal.Get<Catalogue>();

    [Fact]
    public async Task Articles_SomeComeInBetweenTwoParts_NextPartGoesOnWhereTheFirstEnded()
    {
        // two at the same moment: the number decides
        for (var i = 0; i < 5; i++)
            await Portal.AddArticleAsync($"第{i}篇", Portal.NowUtc.AddHours(-10 + (i / 2)));
        var first = (await Catalogue.ArticlesAsync(new CatalogueQuery(Limit: 2), Token))!;
        await Portal.AddArticleAsync("后来的", Portal.NowUtc.AddHours(-1));

        var second = (await Catalogue.ArticlesAsync(new CatalogueQuery(After: first.Next, Limit: 2), Token))!;
        var third = (await Catalogue.ArticlesAsync(new CatalogueQuery(After: second.Next, Limit: 2), Token))!;

        Assert.Equal(["第4篇", "第3篇", "第2篇", "第1篇", "第0篇"], first.Items.Concat(second.Items).Concat(third.Items).Select(a => a.Title));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task Articles_ColumnTagAndMoment_NarrowTheList()
    {
        var parent = await Portal.AddColumnAsync("parent", "上级");
        var child = new Column { Slug = "child", Name = "下级", ParentId = parent };
        await Portal.StoreAsync(child);
        var other = await Portal.AddColumnAsync("other", "别处");
        await Portal.AddArticleAsync("上", Portal.NowUtc.AddDays(-3), parent, tags: ["水", "电"]);
        var corrected = await Portal.AddArticleAsync("下", Portal.NowUtc.AddDays(-2), child.Id, tags: ["电"]);
        await Portal.AddArticleAsync("别", Portal.NowUtc.AddDays(-1), other, tags: ["水电"]);

        Assert.Equal(["下", "上"], await TitlesAsync(new CatalogueQuery("parent")));
        Assert.Equal(["下"], await TitlesAsync(new CatalogueQuery("child")));
        Assert.Equal(["上"], await TitlesAsync(new CatalogueQuery(Tag: "水")));
        Assert.Equal(["别"], await TitlesAsync(new CatalogueQuery(SinceUtc: Portal.NowUtc.AddDays(-1))));
        Assert.Null(await Catalogue.ArticlesAsync(new CatalogueQuery("nowhere"), Token));
        var text = new ArticleText { ColumnId = child.Id, Title = "下", BodyHtml = "<p>改过。</p>", Tags = ["电"] };
        Assert.True((await Portal.Get<Articles>().CorrectAsync(TestPortal.Editor, corrected, 1, text, null, Token)).IsDone);
        Assert.Equal(["别", "下"], await TitlesAsync(new CatalogueQuery(SinceUtc: Portal.NowUtc.AddDays(-1))));
        Assert.Equal(["水", "电"], (await Catalogue.ArticlesAsync(new CatalogueQuery(Tag: "水"), Token))!.Items[0].Tags);
    }

    [Fact]
    public async Task Everything_NotPublic_IsNowhere()
    {
        var withdrawn = await Portal.AddArticleAsync("撤下的");
        Assert.True((await Portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [withdrawn])).IsDone);
        await Portal.AddArticleAsync("将来的", Portal.NowUtc.AddDays(1));
        var expired = await Portal.AddArticleAsync("过期的");
        await using (var db = Portal.Db())
            await db.Articles.Where(a => a.Id == expired).ExecuteUpdateAsync(a => a.SetProperty(x => x.ExpiresUtc, Portal.NowUtc), Token);
        await Portal.Services.DraftArticleAsync(TestPortal.Editor, title: "草稿");
        await Portal.Services.PublishNoticeAsync(new NoticeText("会员的", Address: TestNotices.ForMembers));
        await Portal.Services.PublishNoticeAsync(new NoticeText("将来的通知"), Portal.NowUtc.AddDays(1));
        var gone = await Portal.Services.PublishNoticeAsync(new NoticeText("撤回的通知"));
        await Portal.Services.WithdrawNoticeAsync(gone);
        await Portal.AddContestAsync(stage: ContestStage.Draft);
        await Portal.StoreAsync(new CouncilUnit { Name = "删掉的单位", DeletedUtc = Portal.NowUtc }, new SitePage { Slug = "plan", Language = "zh-Hans", Title = "没写好", IsPublished = false });

        Assert.Empty(await TitlesAsync(new CatalogueQuery()));
        Assert.Empty((await Catalogue.NoticesAsync(new CatalogueQuery(), Token)).Items);
        Assert.Empty((await Catalogue.SiteFeedAsync(Token)).Entries);
        Assert.Empty((await Catalogue.ColumnFeedAsync("news", Token))!.Entries);
        Assert.Empty((await Catalogue.NoticesFeedAsync(Token)).Entries);
        Assert.Equal([SitemapKind.Pages, SitemapKind.Columns], (await Catalogue.SitemapAsync(Token)).Select(p => p.Kind));
        foreach (var kind in Enum.GetValues<SitemapKind>().Where(k => k != SitemapKind.Columns))
            Assert.Empty(await PartAsync(kind));

        await Portal.AddArticleAsync("看得见的");
        await Portal.Services.PublishNoticeAsync(new NoticeText("看得见的通知"));
        Assert.Equal(["看得见的通知", "看得见的"], (await Catalogue.SiteFeedAsync(Token)).Entries.Select(e => e.Title));
        Assert.Single(await PartAsync(SitemapKind.Articles));
        Assert.Single(await PartAsync(SitemapKind.Notices));
    }

    [Fact]
    public async Task Feed_AnEntryGoes_HasChanged()
    {
        await Portal.AddArticleAsync("留下的", Portal.NowUtc.AddDays(-2));
        var id = await Portal.AddArticleAsync("要撤的", Portal.NowUtc.AddDays(-1));
        Assert.Equal(Portal.NowUtc.AddDays(-1), (await Catalogue.SiteFeedAsync(Token)).ChangedUtc);

        Portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.True((await Portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [id])).IsDone);

        var feed = await Catalogue.SiteFeedAsync(Token);
        Assert.Equal(Portal.NowUtc, feed.ChangedUtc);
        Assert.Equal(["留下的"], feed.Entries.Select(e => e.Title));
        Assert.Equal(DateTime.UnixEpoch, (await Catalogue.NoticesFeedAsync(Token)).ChangedUtc);
    }

    [Fact]
    public async Task Sitemap_ManyArticles_EachStaysInThePartOfItsNumber()
    {
        var column = await Portal.AddColumnAsync();
        await Portal.StoreAsync([.. new[] { 1, 10_000, 10_001, 25_000 }.Select(i => new Article
        {
            Id = i, ColumnId = column, Title = $"{i}", Body = SafeHtml.Clean("<p>文。</p>"), State = ArticleState.Published, PublishedUtc = Portal.NowUtc.AddDays(-1), CorrectedUtc = i == 10_000 ? Portal.NowUtc : null,
        })]);

        var parts = (await Catalogue.SitemapAsync(Token)).Where(p => p.Kind == SitemapKind.Articles).ToList();

        Assert.Equal([(1, Portal.NowUtc), (2, Portal.NowUtc.AddDays(-1)), (3, Portal.NowUtc.AddDays(-1))], parts.Select(p => (p.Number, p.ChangedUtc!.Value)));
        Assert.Equal([1, 10_000], (await PartAsync(SitemapKind.Articles)).Select(e => e.Id));
        Assert.Equal([10_001], (await PartAsync(SitemapKind.Articles, 2)).Select(e => e.Id));
        Assert.Equal([25_000], (await PartAsync(SitemapKind.Articles, 3)).Select(e => e.Id));
        Assert.Empty(await PartAsync(SitemapKind.Articles, int.MaxValue));
        Assert.Equal(Portal.NowUtc.AddDays(-1), (await PartAsync(SitemapKind.Columns)).Single().ChangedUtc);
    }

    [Fact]
    public void ToAbsolute_AddressesOfEveryKind_AreWhole()
    {
        var links = new PortalLinks(new Uri("https://qinghe.example/portal"));
        var html = SafeHtml.Clean("""<p><a href="/notices/3">a</a><a href="#fn1">b</a><a href="https://other.example/x">c</a><a href="mailto:a@b.example">d</a></p>""").ToAbsolute(links, "/articles/7");

        Assert.Contains("href=\"https://qinghe.example/portal/notices/3\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://qinghe.example/portal/articles/7#fn1\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://other.example/x\"", html, StringComparison.Ordinal);
        Assert.Contains("href=\"mailto:a@b.example\"", html, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> TitlesAsync(CatalogueQuery query) => (await Catalogue.ArticlesAsync(query, Token))!.Items.Select(a => a.Title);

    private async Task<List<SitemapEntry>> PartAsync(SitemapKind kind, int number = 1) => await Catalogue.SitemapPartAsync(kind, number, Token).ToListAsync(Token);
}
