using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class MostReadTests : CoreTest
{
    // the clock stands at 15:00 in Shanghai on this day
    private static readonly DateOnly Today = new(2026, 11, 23);

    private Articles Articles => Portal.Get<Articles>();

    [Fact]
    public async Task MostRead_SevenDays_AreAddedUp()
    {
        var steady = await Portal.AddArticleAsync("天天有人读");
        var once = await Portal.AddArticleAsync("一天读得多");
        var old = await Portal.AddArticleAsync("上周的");
        await Portal.StoreAsync(
            new ArticleDay { ArticleId = steady, Day = Today, Views = 10 },
            new ArticleDay { ArticleId = steady, Day = Today.AddDays(-3), Views = 10 },
            new ArticleDay { ArticleId = steady, Day = Today.AddDays(-6), Views = 10 },
            new ArticleDay { ArticleId = steady, Day = Today.AddDays(-7), Views = 1000 },
            new ArticleDay { ArticleId = once, Day = Today.AddDays(-1), Views = 29 },
            new ArticleDay { ArticleId = old, Day = Today.AddDays(-7), Views = 5000 });

        Assert.Equal([new RankedArticle(steady, "天天有人读", 30), new RankedArticle(once, "一天读得多", 29)], await Articles.MostReadAsync(Token));
    }

    [Fact]
    public async Task MostRead_MidnightOfTheSite_DropsTheOldestDay()
    {
        var id = await Portal.AddArticleAsync();
        await Portal.StoreAsync(new ArticleDay { ArticleId = id, Day = Today.AddDays(-6), Views = 3 });

        Portal.Time.SetUtcNow(new DateTimeOffset(2026, 11, 23, 15, 59, 59, TimeSpan.Zero));
        Assert.Single(await Articles.MostReadAsync(Token));
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await Articles.MostReadAsync(Token));
    }

    [Fact]
    public async Task MostRead_MoreThanTen_ShowsTheTopTenAndTheNewerOfEquals()
    {
        var ids = new List<int>();
        for (var i = 1; i <= 12; i++)
        {
            ids.Add(await Portal.AddArticleAsync($"第 {i} 篇"));
            await Portal.StoreAsync(new ArticleDay { ArticleId = ids[^1], Day = Today, Views = (i + 1) / 2 });
        }

        var ranking = await Articles.MostReadAsync(Token);

        Assert.Equal(ids.AsEnumerable().Reverse().Take(10), ranking.Select(r => r.Id));
        Assert.Equal([6, 6, 5, 5, 4, 4, 3, 3, 2, 2], ranking.Select(r => r.Views));
    }

    [Fact]
    public async Task MostRead_NewViews_ShowWithinAMinute()
    {
        var id = await Portal.AddArticleAsync();
        Assert.Empty(await Articles.MostReadAsync(Token));
        Portal.Get<ViewCounter>().Record(Guid.NewGuid(), id);
        await Portal.Get<ViewCounter>().FlushAsync();

        Portal.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([new RankedArticle(id, "街角的长椅", 1)], await Articles.MostReadAsync(Token));
    }

    [Fact]
    public async Task MostRead_FutureArticle_StaysOut()
    {
        var id = await Portal.AddArticleAsync("定时发布", Portal.NowUtc.AddMinutes(5));
        await Portal.StoreAsync(new ArticleDay { ArticleId = id, Day = Today, Views = 3 });

        Assert.Empty(await Articles.MostReadAsync(Token));
    }
}
