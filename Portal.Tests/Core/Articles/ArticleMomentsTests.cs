using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ArticleMomentsTests : CoreTest
{
    [Fact]
    public async Task Moments_ArticleComesOutAndExpires_OpenPagesAreToldAtEach()
    {
        var moments = Portal.Get<ArticleMoments>();
        var (appears, expires) = (Portal.NowUtc.AddHours(1), Portal.NowUtc.AddHours(2));
        var id = await AddAsync("定时", appears, expires);
        await Portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [await AddAsync("撤下的", Portal.NowUtc.AddMinutes(-1), Portal.NowUtc.AddMinutes(5))]);
        using var content = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);
        using var changed = new Listener<ArticleChanged>(Feed, id);

        Assert.Equal(appears, await moments.NextUtcAsync(Token));
        Assert.False(await moments.TellAsync(Token));
        Assert.Null(await Portal.Get<Articles>().GetAsync(id, Token));
        Portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(await moments.TellAsync(Token));
        // what memory held is forgotten with it
        Assert.False((await Portal.Get<Articles>().GetAsync(id, Token))!.IsWithdrawn);
        Assert.False(await moments.TellAsync(Token));
        Assert.Empty(changed.Heard);
        Assert.Equal(expires, await moments.NextUtcAsync(Token));

        Portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(await moments.TellAsync(Token));

        Assert.True((await Portal.Get<Articles>().GetAsync(id, Token))!.IsWithdrawn);
        Assert.True(Assert.Single(changed.Heard).IsWithdrawn);
        Assert.Equal([new ContentChanged(Content.Articles), new ContentChanged(Content.Articles)], content.Heard);
        Assert.Null(await moments.NextUtcAsync(Token));
    }

    private async Task<int> AddAsync(string title, DateTime publishedUtc, DateTime expiresUtc)
    {
        var id = await Portal.AddArticleAsync(title, publishedUtc);
        await using var db = Portal.Db();
        await db.Articles.Where(a => a.Id == id).ExecuteUpdateAsync(s => s.SetProperty(a => a.ExpiresUtc, expiresUtc), Token);
        return id;
    }
}
