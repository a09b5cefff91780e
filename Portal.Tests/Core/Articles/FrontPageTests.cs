using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class FrontPageTests : CoreTest
{
    private int _column;
    private int _minutes;

    private Articles Articles => Portal.Get<Articles>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _column = await Portal.AddColumnAsync();
    }

    [Fact]
    public async Task Front_EmptyPortal_HasColumnsAndNothingElse()
    {
        var front = await Articles.FrontAsync(Token);

        Assert.Null(front.Lead);
        Assert.Empty(front.Carousel);
        Assert.Empty(front.Latest);
        var block = Assert.Single(front.Blocks);
        Assert.Null(block.First);
        Assert.Empty(block.More);
    }

    [Fact]
    public async Task Front_Carousel_FourWithPictureByPlace()
    {
        var articles = Enumerable.Range(1, 6).Select(i => Older($"焦点 {i}", picture: i)).ToArray();
        for (var i = 0; i < 6; i++)
            articles[i].CarouselPlace = 6 - i;
        articles[5].Picture = null;
        var sameplace = Older("同一位置，较早", picture: 9);
        sameplace.CarouselPlace = 2;
        await Portal.StoreAsync([.. articles, sameplace]);

        var front = await Articles.FrontAsync(Token);

        Assert.Equal(["焦点 5", "同一位置，较早", "焦点 4", "焦点 3"], front.Carousel.Select(a => a.Title));
        Assert.Equal(new Picture($"{Hash(5)}.png", 960, 600, "图 5"), front.Carousel[0].Picture);
    }

    [Fact]
    public async Task Front_Lead_IsTheNewestLeadAndNotAmongTheLatest()
    {
        var plain = Enumerable.Range(1, 10).Select(i => Older($"第 {i} 篇")).ToArray();
        plain[3].IsLead = true;
        plain[6].IsLead = true;
        await Portal.StoreAsync(plain);

        var front = await Articles.FrontAsync(Token);

        Assert.Equal("第 4 篇", front.Lead!.Title);
        Assert.Equal(["第 1 篇", "第 2 篇", "第 3 篇", "第 5 篇", "第 6 篇", "第 7 篇", "第 8 篇", "第 9 篇"], front.Latest.Select(a => a.Title));
    }

    [Fact]
    public async Task Front_NoLead_TheNewestLeads()
    {
        await Portal.StoreAsync([.. Enumerable.Range(1, 3).Select(i => Older($"第 {i} 篇"))]);

        var front = await Articles.FrontAsync(Token);

        Assert.Equal("第 1 篇", front.Lead!.Title);
        Assert.Equal(["第 2 篇", "第 3 篇"], front.Latest.Select(a => a.Title));
    }

    [Fact]
    public async Task Front_Blocks_FiveOfEachColumnTheOneWithPictureFirst()
    {
        var elders = await Portal.AddColumnAsync("elders", "为老服务");
        var news = Enumerable.Range(1, 7).Select(i => Older($"要闻 {i}", picture: i is 3 or 4 ? i : null)).ToArray();
        var aged = Enumerable.Range(1, 2).Select(i => Older($"助老 {i}")).ToArray();
        foreach (var article in aged)
            article.ColumnId = elders;
        await Portal.StoreAsync([.. news, .. aged]);

        var front = await Articles.FrontAsync(Token);

        Assert.Equal(["news", "elders"], front.Blocks.Select(b => b.Column.Slug));
        Assert.Equal("要闻 3", front.Blocks[0].First!.Title);
        Assert.Equal(["要闻 1", "要闻 2", "要闻 4", "要闻 5"], front.Blocks[0].More.Select(a => a.Title));
        Assert.Equal("助老 1", front.Blocks[1].First!.Title);
        Assert.Equal(["助老 2"], front.Blocks[1].More.Select(a => a.Title));
    }

    [Fact]
    public async Task Headlines_SixNewestMarked()
    {
        var articles = Enumerable.Range(1, 9).Select(i => Older($"第 {i} 篇")).ToArray();
        foreach (var article in articles.Where(a => a.Title != "第 2 篇"))
            article.IsHeadline = true;
        await Portal.StoreAsync(articles);

        Assert.Equal(["第 1 篇", "第 3 篇", "第 4 篇", "第 5 篇", "第 6 篇", "第 7 篇"], (await Articles.HeadlinesAsync(Token)).Select(a => a.Title));
    }

    [Fact]
    public async Task Front_NewArticle_ShowsAtOnce()
    {
        await Articles.FrontAsync(Token);

        await Portal.AddArticleAsync("刚刚发布");

        Assert.Equal("刚刚发布", (await Articles.FrontAsync(Token)).Lead!.Title);
    }

    // each one a minute older than the one before
    private Article Older(string title, int? picture = null)
    {
        var article = ArticleReadingTests.Published(_column, title, Portal.NowUtc.AddMinutes(-++_minutes));
        if (picture is { } number)
        {
            article.Picture = new MediaFile { Hash = Hash(number), Extension = "png", Name = $"{number}", Width = 960, Height = 600 };
            article.PictureAlt = $"图 {number}";
        }

        return article;
    }

    private static string Hash(int number) => $"{number:x64}";
}
