using AngleSharp.Html.Parser;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class SampleContentTests(SampleContentTests.SamplePortal sample) : IClassFixture<SampleContentTests.SamplePortal>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestPortal Portal => sample.Portal;

    [Fact]
    public async Task Fill_EmptyPortal_HasTheWholeSociety()
    {
        await using var db = Portal.Db();

        Assert.Equal(43, await db.Articles.CountAsync(Token));
        Assert.Equal(8, await db.Notices.CountAsync(Token));
        Assert.Equal(21, await db.CouncilUnits.CountAsync(Token));
        Assert.Equal(8, await db.FriendLinks.CountAsync(Token));
        Assert.Equal(2, await db.Contests.CountAsync(Token));
        Assert.Equal(SampleContent.Society, Portal.Get<Site>().Settings);
        var columns = await Portal.Get<Articles>().ColumnsAsync(Token);
        Assert.Equal(6, columns.Count);
        foreach (var column in columns)
            Assert.Equal(column.Slug == "observation" ? 8 : 7, (await Portal.Get<Articles>().ListAsync(column.Slug, 1, Token))!.Value.Articles.Total);
    }

    [Fact]
    public async Task Fill_Pages_AreThereInTwoLanguages()
    {
        foreach (var slug in Site.PageSlugs)
        {
            var chinese = (await Portal.Get<Site>().PageAsync(slug, "zh-Hans", Token))!;
            var english = (await Portal.Get<Site>().PageAsync(slug, "en", Token))!;
            Assert.False(chinese.Body.IsBlank);
            Assert.False(english.Body.IsBlank);
            Assert.NotEqual(chinese.Title, english.Title);
        }
    }

    [Fact]
    public async Task Fill_Ranking_IsThatOfTheSample()
    {
        var ranking = await Portal.Get<Articles>().MostReadAsync(Token);

        Assert.Equal([4476, 3902, 3157, 2840, 2511, 2264, 1988, 1730], ranking.Take(8).Select(r => r.Views));
        Assert.Equal(10, ranking.Count);
    }

    [Fact]
    public async Task Fill_Bodies_SurviveCleaningAndTheirPicturesAreThere()
    {
        await using var db = Portal.Db();
        var pictures = 0;
        foreach (var article in await db.Articles.AsNoTracking().ToListAsync(Token))
        {
            Assert.False(article.Body.IsBlank, article.Title);
            Assert.False(string.IsNullOrWhiteSpace(article.Summary), article.Title);
            foreach (var picture in new HtmlParser().ParseDocument(article.Body.Html).QuerySelectorAll("img"))
            {
                pictures++;
                AssertPicture(picture.GetAttribute("src")!["/media/".Length..]);
                Assert.False(string.IsNullOrWhiteSpace(picture.GetAttribute("alt")), article.Title);
            }
        }

        Assert.All(await db.Notices.AsNoTracking().ToListAsync(Token), n => Assert.False(n.Body.IsBlank, n.Title));
        Assert.All(await db.Contests.AsNoTracking().ToListAsync(Token), c => Assert.False(c.Call.IsBlank, c.Title));
        Assert.NotEqual(0, pictures);
    }

    [Fact]
    public async Task Fill_FrontPage_IsFull()
    {
        var front = await Portal.Get<Articles>().FrontAsync(Token);

        Assert.Equal(4, front.Carousel.Count);
        Assert.All(front.Carousel, card => AssertPicture(card.Picture!.File));
        Assert.All(front.Carousel, card => Assert.NotEqual("", card.Picture!.Alt));
        Assert.NotNull(front.Lead);
        Assert.Equal(8, front.Latest.Count);
        Assert.Equal(6, front.Blocks.Count);
        Assert.All(front.Blocks, block => Assert.Equal(4, block.More.Count));
        Assert.Equal(6, (await Portal.Get<Articles>().HeadlinesAsync(Token)).Count);
    }

    [Fact]
    public async Task Fill_EveryArticle_OpensAndNothingLiesInTheFuture()
    {
        var listed = new List<ArticleCard>();
        foreach (var column in await Portal.Get<Articles>().ColumnsAsync(Token))
            listed.AddRange((await Portal.Get<Articles>().ListAsync(column.Slug, 1, Token))!.Value.Articles.Items);

        foreach (var card in listed)
        {
            var article = (await Portal.Get<Articles>().GetAsync(card.Id, Token))!;
            Assert.InRange(article.PublishedUtc, Portal.NowUtc.AddYears(-5), Portal.NowUtc);
            Assert.NotEmpty(article.Tags);
            Assert.NotEqual("", article.Source);
            foreach (var attachment in article.Attachments)
            {
                var (name, hash) = (await Portal.Get<Articles>().AttachmentAsync(attachment.Id, Token))!.Value;
                Assert.Equal(attachment.Bytes, new FileInfo(Portal.Get<Media>().Find(hash, name)!).Length);
            }
        }

        Assert.Equal(43, listed.DistinctBy(a => a.Title).Count());
    }

    [Fact]
    public async Task Fill_DailyViews_NeverExceedTheTotal()
    {
        await using var db = Portal.Db();
        var days = await db.ArticleDays.GroupBy(d => d.ArticleId).Select(g => new { g.Key, Views = g.Sum(d => d.Views), Least = g.Min(d => d.Views) }).ToListAsync(Token);
        var totals = await db.Articles.ToDictionaryAsync(a => a.Id, a => a.Views, Token);

        Assert.All(days, d => Assert.InRange(d.Views, 1, totals[d.Key]));
        Assert.All(days, d => Assert.True(d.Least > 0));
    }

    [Fact]
    public async Task Fill_OneContestIsOpenAndANoticeIsUrgent()
    {
        Assert.NotEmpty(await Portal.Get<Contests>().OpenAsync(Token));
        var notices = await Portal.Get<Notices>().CurrentAsync(Actor.Visitor, Token);
        Assert.True(notices[0].IsEmergency);
        var congress = (await Portal.Get<Notices>().GetAsync(Actor.Visitor, notices.Single(n => n.Title.StartsWith("关于召开会员代表大会", StringComparison.Ordinal)).Id, Token))!;
        // 9:00 to noon in the society's zone, where the text says so too
        var day = SampleContent.Society.DayOf(Portal.NowUtc).AddDays(18).ToDateTime(new TimeOnly(1, 0), DateTimeKind.Utc);
        Assert.Equal(new NoticeMeeting(day, day.AddHours(3), "清禾市图书馆二楼报告厅"), congress.Meeting);
        Assert.Contains($"{day.Month} 月 {day.Day} 日", congress.Body.Html, StringComparison.Ordinal);
        Assert.Contains(congress.Meeting!.Place!, congress.Body.Html, StringComparison.Ordinal);
        Assert.Equal([CouncilTier.VicePresident, CouncilTier.Standing, CouncilTier.Council], (await Portal.Get<Council>().ListAsync(Token)).Select(u => u.Tier).Distinct());
        Assert.All(await Portal.Get<Site>().LinksAsync(Token), link => Assert.True(SiteSettings.IsWebAddress(link.Url)));
    }

    [Fact]
    public async Task AddArticles_AThousandTwoHundred_HaveTitlesOfTheirOwn()
    {
        await using var portal = await TestPortal.StartAsync(sample: true);
        var reported = new List<int>();

        await portal.Get<SampleContent>().AddArticlesAsync(1200, new Reports(reported), Token);

        await using var db = portal.Db();
        Assert.Equal(1243, await db.Articles.CountAsync(Token));
        Assert.Equal(1243, await db.Articles.Select(a => a.Title).Distinct().CountAsync(Token));
        Assert.Equal([500, 1000, 1200], reported);
        Assert.Equal(0, await db.Articles.CountAsync(a => a.PublishedUtc > portal.NowUtc, Token));

        await portal.Get<SampleContent>().AddArticlesAsync(3, null, Token);
        Assert.Equal(1246, await db.Articles.Select(a => a.Title).Distinct().CountAsync(Token));
    }

    [Fact]
    public async Task AddMembers_OnceAndInNumbers()
    {
        await using var portal = await TestPortal.StartAsync();
        var password = await portal.Get<SampleContent>().AddMembersAsync(Token);

        Assert.Equal(16, password!.Length);
        Assert.Null(await portal.Get<SampleContent>().AddMembersAsync(Token));
        await portal.Get<SampleContent>().AddMembersAsync(600, Token);
        await portal.Get<SampleContent>().AddMembersAsync(5, Token);
        await using var db = portal.Db();
        Assert.Equal(609, await db.Users.Select(u => u.NormalizedUserName).Distinct().CountAsync(Token));
    }

    private void AssertPicture(string file)
    {
        var (path, type) = Portal.Get<Media>().Find(file)!.Value;
        Assert.Equal("image/svg+xml", type);
        Assert.NotEqual(0, new FileInfo(path).Length);
    }

    public sealed class SamplePortal : IAsyncLifetime
    {
        public TestPortal Portal { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Portal = await TestPortal.StartAsync(sample: true);

        public ValueTask DisposeAsync() => Portal.DisposeAsync();
    }

    // Progress<T> would tell on another thread, later
    private sealed class Reports(List<int> done) : IProgress<int>
    {
        public void Report(int value) => done.Add(value);
    }
}
