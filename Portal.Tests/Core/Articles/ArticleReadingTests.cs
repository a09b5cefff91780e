using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ArticleReadingTests : CoreTest
{
    private Articles Articles => Portal.Get<Articles>();

    private ArticleShelf Shelf => Portal.Get<ArticleShelf>();

    [Fact]
    public async Task List_ThreePages_NewestFirstWithoutGapOrRepeat()
    {
        var column = await Portal.AddColumnAsync();
        // two articles an hour: the later number stands first
        var articles = Enumerable.Range(1, 45).Select(i => Published(column, $"第 {i} 篇", Portal.NowUtc.AddHours(-i / 2))).ToArray();
        await Portal.StoreAsync(articles);
        var expected = articles.OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id).Select(a => a.Id);

        var listed = new List<int>();
        for (var page = 1; page <= 3; page++)
        {
            var (link, list) = (await Articles.ListAsync("news", page, Token))!.Value;
            Assert.Equal(column, link.Id);
            Assert.Equal((45, 3, page), (list.Total, list.Pages, list.Page));
            Assert.Equal(page < 3 ? 20 : 5, list.Items.Count);
            listed.AddRange(list.Items.Select(a => a.Id));
        }

        Assert.Equal(expected, listed);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public async Task List_PageThatIsNotThere_IsEmptyButKnowsTheTotal(int page)
    {
        await Portal.AddArticleAsync();

        var list = (await Articles.ListAsync("news", page, Token))!.Value.Articles;

        Assert.Empty(list.Items);
        Assert.Equal((1, 1), (list.Total, list.Pages));
    }

    [Fact]
    public async Task List_EmptyColumn_HasOneEmptyPage()
    {
        await Portal.AddColumnAsync("empty", "空栏目");

        var list = (await Articles.ListAsync("empty", 1, Token))!.Value.Articles;

        Assert.Equal((0, 0, 1), (list.Items.Count, list.Total, list.Pages));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("NEWS")]
    [InlineData("")]
    public async Task List_UnknownColumn_IsNull(string slug)
    {
        await Portal.AddArticleAsync();

        Assert.Null(await Articles.ListAsync(slug, 1, Token));
    }

    [Fact]
    public async Task List_OtherColumns_StayOut()
    {
        var news = await Portal.AddColumnAsync();
        var elders = await Portal.AddColumnAsync("elders", "为老服务");
        await Portal.AddArticleAsync("要闻", columnId: news);
        await Portal.AddArticleAsync("助老", columnId: elders);

        var list = (await Articles.ListAsync("elders", 1, Token))!.Value.Articles;

        var card = Assert.Single(list.Items);
        Assert.Equal(("助老", "为老服务"), (card.Title, card.ColumnName));
    }

    [Fact]
    public async Task Scheduled_UntilTheClockReachesIt_IsNowhere()
    {
        await Portal.AddArticleAsync("已发布");
        var id = await Portal.AddArticleAsync("定时发布", Portal.NowUtc.AddMinutes(10), tags: "定时");
        await Articles.FrontAsync(Token);

        Portal.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.Null(await Articles.GetAsync(id, Token));
        Assert.False(await IsShownAsync(id));

        Portal.Time.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull(await Articles.GetAsync(id, Token));
        Portal.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await IsShownAsync(id));
    }

    [Fact]
    public async Task Draft_IsNowhere()
    {
        var column = await Portal.AddColumnAsync();
        var draft = Published(column, "草稿", Portal.NowUtc.AddDays(-1));
        draft.State = ArticleState.Draft;
        draft.Attachments.Add(new Attachment { Name = "草稿.csv", Hash = new string('a', 64) });
        await Portal.StoreAsync(draft);

        Assert.Null(await Articles.GetAsync(draft.Id, Token));
        Assert.Null(await Articles.LatestChangeAsync(draft.Id, Token));
        Assert.Null(await Articles.AttachmentAsync(draft.Attachments[0].Id, Token));
        Assert.False(await IsShownAsync(draft.Id));
    }

    [Fact]
    public async Task Get_NoSuchArticle_IsNull()
    {
        Assert.Null(await Articles.GetAsync(0, Token));
        Assert.Null(await Articles.GetAsync(12, Token));
    }

    [Fact]
    public async Task Get_PublishedArticle_HasEverything()
    {
        var column = await Portal.AddColumnAsync();
        var text = new ArticleText
        {
            ColumnId = column,
            Title = " 街角的长椅 ",
            Subtitle = "——一条巷子的下午",
            Summary = "长椅上坐过谁。",
            Source = " 清禾社区研究会 ",
            Byline = "姚向晚",
            Signature = "研究者 姚向晚",
            ResponsibleEditor = "沈书怡",
            BodyHtml = "<p>正文。</p>",
            Tags = [" 长椅 ", "街巷", "长椅"],
        };
        var published = Portal.NowUtc.AddHours(-3);
        var id = (await Articles.PublishAsync(TestPortal.Editor, text, published, Token)).Value;

        var article = (await Articles.GetAsync(id, Token))!;

        Assert.Equal(("街角的长椅", "——一条巷子的下午", "长椅上坐过谁。", "清禾社区研究会"), (article.Title, article.Subtitle, article.Summary, article.Source));
        Assert.Equal(("姚向晚", "研究者 姚向晚", "沈书怡"), (article.Byline, article.Signature, article.ResponsibleEditor));
        Assert.Equal("<p>正文。</p>", article.Body.Html);
        Assert.Equal(["街巷", "长椅"], article.Tags.Order(StringComparer.Ordinal));
        Assert.Equal((column, "news", "学会要闻"), (article.Column.Id, article.Column.Slug, article.Column.Name));
        Assert.Equal((published, DateTimeKind.Utc), (article.PublishedUtc, article.PublishedUtc.Kind));
        Assert.Equal((1, false, null, null), (article.Version, article.IsWithdrawn, article.CorrectedUtc, article.CorrectionNote));
    }

    [Fact]
    public async Task Get_SummaryLeftEmpty_TakesTheBeginningOfTheText()
    {
        var short_ = await Portal.AddArticleAsync("短", body: "<h2>一</h2><p>长椅。</p>");
        var long_ = await Portal.AddArticleAsync("长", body: $"<p>{new string('长', 81)}</p>");

        Assert.Equal("一 长椅。", (await Articles.GetAsync(short_, Token))!.Summary);
        Assert.Equal(new string('长', 79) + "…", (await Articles.GetAsync(long_, Token))!.Summary);
    }

    [Fact]
    public async Task Get_SummaryCutAtARareCharacter_KeepsItWhole()
    {
        // 𠮷 takes two UTF-16 units, here the 79th and the 80th
        var id = await Portal.AddArticleAsync("生僻字", body: $"<p>{new string('长', 78)}𠮷{new string('长', 10)}</p>");

        Assert.Equal(new string('长', 78) + "…", (await Articles.GetAsync(id, Token))!.Summary);
    }

    [Fact]
    public async Task Get_EqualTimes_PreviousAndNextFollowTheNumber()
    {
        var column = await Portal.AddColumnAsync();
        var elsewhere = await Portal.AddColumnAsync("elders", "为老服务");
        var at = Portal.NowUtc.AddHours(-1);
        var older = await Portal.AddArticleAsync("早", at.AddMinutes(-1), column);
        var a = await Portal.AddArticleAsync("甲", at, column);
        var other = await Portal.AddArticleAsync("别的栏目", at, elsewhere);
        var b = await Portal.AddArticleAsync("乙", at, column);
        var c = await Portal.AddArticleAsync("丙", at, column);
        await Portal.AddArticleAsync("未到时间", Portal.NowUtc.AddHours(1), column);

        Assert.Equal([(null, a), (older, b), (a, c), (b, null)], new[] { await AroundAsync(older), await AroundAsync(a), await AroundAsync(b), await AroundAsync(c) });
        Assert.Equal((null, null), await AroundAsync(other));
        Assert.Equal([c, b, older], (await Articles.GetAsync(a, Token))!.Neighbours.Select(n => n.Id));
    }

    [Fact]
    public async Task Get_Related_AreThoseThatShareMostTags()
    {
        var id = await Portal.AddArticleAsync("原文", tags: ["邻里", "老楼", "街巷"]);
        var elsewhere = await Portal.AddColumnAsync("elders", "为老服务");
        await Portal.AddArticleAsync("一个标签，早", Portal.NowUtc.AddDays(-9), tags: "老楼");
        var one = await Portal.AddArticleAsync("一个标签", Portal.NowUtc.AddDays(-8), tags: ["老楼", "别的"]);
        var three = await Portal.AddArticleAsync("三个标签", Portal.NowUtc.AddDays(-20), tags: ["邻里", "老楼", "街巷"]);
        var two = await Portal.AddArticleAsync("两个标签", Portal.NowUtc.AddDays(-10), elsewhere, tags: ["邻里", "街巷"]);
        await Portal.AddArticleAsync("没有共同标签", tags: "别的");
        await Portal.AddArticleAsync("未到时间", Portal.NowUtc.AddHours(1), tags: ["邻里", "老楼", "街巷"]);

        Assert.Equal([three, two, one], (await Articles.GetAsync(id, Token))!.Related.Select(r => r.Id));
    }

    [Fact]
    public async Task Get_Views_IncludeWhatWasJustWritten()
    {
        var id = await Portal.AddArticleAsync();
        Portal.Get<ViewCounter>().Record(Guid.NewGuid(), id);
        await Portal.Get<ViewCounter>().FlushAsync();

        Assert.Equal(1, (await Articles.GetAsync(id, Token))!.Views);
    }

    [Fact]
    public async Task Attachment_OnlyOfPublishedArticles()
    {
        var column = await Portal.AddColumnAsync();
        var hash = new string('b', 64);
        var now = Published(column, "已发布", Portal.NowUtc);
        var later = Published(column, "未到时间", Portal.NowUtc.AddMinutes(1));
        now.Attachments.Add(new Attachment { Name = "第二.csv", Hash = hash, Bytes = 12 });
        now.Attachments.Add(new Attachment { Name = "第一.csv", Hash = hash, Bytes = 34 });
        later.Attachments.Add(new Attachment { Name = "名单.csv", Hash = hash });
        await Portal.StoreAsync(now, later);
        await Portal.NameFilesAsync(now.Id, now.Attachments[1].Id, now.Attachments[0].Id);
        await Portal.NameFilesAsync(later.Id, later.Attachments[0].Id);

        Assert.Equal([("第一.csv", 34), ("第二.csv", 12)], (await Articles.GetAsync(now.Id, Token))!.Attachments.Select(f => (f.Name, f.Bytes)));
        Assert.Equal(("第二.csv", hash), await Articles.AttachmentAsync(now.Attachments[0].Id, Token));
        Assert.Null(await Articles.AttachmentAsync(later.Attachments[0].Id, Token));
        Assert.Null(await Articles.AttachmentAsync(9876, Token));

        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(("名单.csv", hash), await Articles.AttachmentAsync(later.Attachments[0].Id, Token));
        await Shelf.WithdrawAsync(TestPortal.Editor, [now.Id]);
        Assert.Null(await Articles.AttachmentAsync(now.Attachments[0].Id, Token));
    }

    [Fact]
    public async Task LatestChange_FutureArticle_IsNull()
    {
        var id = await Portal.AddArticleAsync("定时发布", Portal.NowUtc.AddMinutes(1));

        Assert.Null(await Articles.LatestChangeAsync(id, Token));
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new ArticleChanged(id, 1, false, Portal.NowUtc, null), await Articles.LatestChangeAsync(id, Token));
    }

    [Fact]
    public async Task Columns_InTheSocietysOrder_FollowChanges()
    {
        await Portal.StoreAsync(new Column { Slug = "b", Name = "乙", NameEn = "B", Place = 2 }, new Column { Slug = "a", Name = "甲", Place = 1 });
        Assert.Equal(["a", "b"], (await Articles.ColumnsAsync(Token)).Select(c => c.Slug));

        await Portal.StoreAsync(new Column { Slug = "c", Name = "丙", Place = 0 });

        var columns = await Articles.ColumnsAsync(Token);
        Assert.Equal(["c", "a", "b"], columns.Select(c => c.Slug));
        Assert.Equal(["丙", "甲", "B"], columns.Select(c => c.NameIn("en")));
        Assert.Equal("乙", columns[2].NameIn("zh-Hans"));
    }

    internal static Article Published(int column, string title, DateTime atUtc) =>
        new() { ColumnId = column, Title = title, Body = SafeHtml.Clean("<p>正文。</p>"), State = ArticleState.Published, PublishedUtc = atUtc };

    private async Task<(int? Previous, int? Next)> AroundAsync(int id)
    {
        var article = (await Articles.GetAsync(id, Token))!;
        return (article.Previous?.Id, article.Next?.Id);
    }

    private async Task<bool> IsShownAsync(int id)
    {
        var shown = new[]
        {
            (await Articles.ListAsync("news", 1, Token))!.Value.Articles.Items.Any(a => a.Id == id),
            (await Articles.FrontAsync(Token)) is var front && (front.Lead?.Id == id || front.Latest.Any(a => a.Id == id)),
            (await Portal.Get<Search>().FindAsync(Actor.Visitor, new SearchRequest("草稿"), Token)).Hits.Items.Concat((await Portal.Get<Search>().FindAsync(Actor.Visitor, new SearchRequest("定时"), Token)).Hits.Items).Any(a => a.Id == id),
        };
        Assert.True(shown.All(s => s == shown[0]), string.Join(' ', shown));
        return shown[0];
    }
}
