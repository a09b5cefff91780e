using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ViewCounterTests : IAsyncLifetime
{
    private readonly Guid _visitor = Guid.NewGuid();
    private TestPortal _portal = null!;
    private int _article;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ViewCounter Counter => _portal.Get<ViewCounter>();

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _article = await _portal.AddArticleAsync();
    }

    public async ValueTask DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Record_FirstVisit_Counts()
    {
        Assert.True(Counter.Record(_visitor, _article));

        await Counter.FlushAsync();
        Assert.Equal(1, await TotalAsync(_article));
        Assert.Equal(1, await DaysAsync(_article));
        Assert.Equal(1, Counter.Total(_article, 0));
    }

    [Fact]
    public async Task Record_SameVisitorWithinTheWindow_AddsNothing()
    {
        Counter.Record(_visitor, _article);
        Assert.False(Counter.Record(_visitor, _article));
        _portal.Time.Advance(ViewCounter.Window - TimeSpan.FromTicks(1));

        Assert.False(Counter.Record(_visitor, _article));

        await Counter.FlushAsync();
        Assert.Equal(1, await TotalAsync(_article));
    }

    [Fact]
    public async Task Record_SameVisitorWhenTheWindowEnds_CountsAgain()
    {
        Counter.Record(_visitor, _article);
        _portal.Time.Advance(ViewCounter.Window);

        Assert.True(Counter.Record(_visitor, _article));

        await Counter.FlushAsync();
        Assert.Equal(2, await TotalAsync(_article));
        Assert.Equal(TimeSpan.FromMinutes(30), ViewCounter.Window);
    }

    [Fact]
    public void Record_WindowStartsAtTheCountedVisit_NotAtTheLast()
    {
        Counter.Record(_visitor, _article);
        _portal.Time.Advance(TimeSpan.FromMinutes(20));
        Counter.Record(_visitor, _article);
        _portal.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.True(Counter.Record(_visitor, _article));
    }

    [Fact]
    public async Task Record_AnotherArticleOrVisitor_Counts()
    {
        var other = await _portal.AddArticleAsync("另一篇");

        Assert.True(Counter.Record(_visitor, _article));
        Assert.True(Counter.Record(_visitor, other));
        Assert.True(Counter.Record(Guid.NewGuid(), _article));

        await Counter.FlushAsync();
        Assert.Equal(2, await TotalAsync(_article));
        Assert.Equal(1, await TotalAsync(other));
    }

    [Fact]
    public async Task Record_HundredAtOnce_AddsExactlyAHundred()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Counter.Record(Guid.NewGuid(), _article), Token)));

        await Counter.FlushAsync();
        Assert.Equal(100, await TotalAsync(_article));
        Assert.Equal(100, await DaysAsync(_article));
    }

    [Fact]
    public async Task Record_SameVisitorFromManyTabsAtOnce_CountsOnceAWindow()
    {
        var first = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Counter.Record(_visitor, _article), Token)));
        _portal.Time.Advance(ViewCounter.Window);
        var second = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Counter.Record(_visitor, _article), Token)));

        Assert.Single(first, counted => counted);
        Assert.Single(second, counted => counted);
        await Counter.FlushAsync();
        Assert.Equal(2, await TotalAsync(_article));
    }

    [Fact]
    public async Task Flush_WhileOthersRecord_LosesNothing()
    {
        var recorders = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 250; i++)
                Counter.Record(Guid.NewGuid(), _article);
        }, Token));
        var flushers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await Counter.FlushAsync();
        }, Token));

        await Task.WhenAll(recorders.Concat(flushers));

        await Counter.FlushAsync();
        Assert.Equal(1000, await TotalAsync(_article));
        Assert.Equal(1000, await DaysAsync(_article));
    }

    [Fact]
    public async Task Flush_PublishedTotal_IsAlreadyInTheDatabase()
    {
        var seen = new ConcurrentQueue<(long Published, long Stored)>();
        using var subscription = _portal.Get<LiveFeed>().Subscribe<ViewsChanged>(_article, change =>
        {
            using var db = _portal.Db();
            seen.Enqueue((change.Views, db.Articles.Where(a => a.Id == _article).Select(a => a.Views).Single()));
        });
        using var listener = new Listener<ViewsChanged>(_portal.Get<LiveFeed>(), _article);

        for (var i = 1; i <= 20; i++)
        {
            Counter.Record(Guid.NewGuid(), _article);
            await Counter.FlushAsync();
            await HearAsync(listener, i);
        }

        Assert.NotEmpty(seen);
        Assert.All(seen, pair => Assert.True(pair.Stored >= pair.Published, $"published {pair.Published}, stored {pair.Stored}"));
    }

    [Fact]
    public async Task Kill_WithoutGoodbye_LosesNoPublishedTotal()
    {
        using var listener = new Listener<ViewsChanged>(_portal.Get<LiveFeed>(), _article);
        for (var i = 0; i < 30; i++)
            Counter.Record(Guid.NewGuid(), _article);
        await HearAsync(listener, 1);
        for (var i = 0; i < 30; i++)
            Counter.Record(Guid.NewGuid(), _article);
        await Counter.FlushAsync();
        await HearAsync(listener, 60);
        Counter.Record(Guid.NewGuid(), _article);

        var published = listener.Heard.Max(m => m.Views);
        await _portal.KillAndStartAsync();

        Assert.InRange((await _portal.Get<Articles>().GetAsync(_article, Token))!.Views, published, 61);
        Assert.InRange(await DaysAsync(_article), published, 61);
    }

    [Fact]
    public async Task Dispose_WithPendingViews_WritesThem()
    {
        var clock = new WatchedClock();
        var counter = new ViewCounter(
            _portal.Get<IDbContextFactory<PortalDb>>(), _portal.Get<SiteSettingsCache>(), _portal.Get<LiveFeed>(), clock, NullLogger<ViewCounter>.Instance);
        counter.Record(_visitor, _article);
        // the loop pauses after its first batch: what comes now waits in memory
        await clock.WaitBegunAsync();
        for (var i = 0; i < 7; i++)
            counter.Record(Guid.NewGuid(), _article);
        Assert.Equal(1, await TotalAsync(_article));

        await counter.DisposeAsync();

        Assert.Equal(8, await TotalAsync(_article));
        Assert.Equal(8, await DaysAsync(_article));
    }

    [Fact]
    public async Task Restart_OfThePortal_KeepsEveryView()
    {
        for (var i = 0; i < 7; i++)
            Counter.Record(Guid.NewGuid(), _article);

        await _portal.RestartAsync();

        Assert.Equal(7, (await _portal.Get<Articles>().GetAsync(_article, Token))!.Views);
    }

    [Fact]
    public async Task Record_AfterDispose_DoesNotThrow()
    {
        var counter = Counter;
        await counter.DisposeAsync();

        // circuits still open while the portal stops
        counter.Record(_visitor, _article);

        await counter.DisposeAsync();
    }

    [Theory]
    [InlineData("UPDATE ON \"Articles\"")]
    [InlineData("INSERT ON \"ArticleDays\"")]
    public async Task Flush_WriteFails_KeepsTheBatchAndCountsItLater(string write)
    {
        await _portal.RefuseAsync(write);
        for (var i = 0; i < 5; i++)
            Counter.Record(Guid.NewGuid(), _article);
        await Assert.ThrowsAsync<SqliteException>(Counter.FlushAsync);
        Counter.Record(Guid.NewGuid(), _article);
        await Assert.ThrowsAsync<SqliteException>(Counter.FlushAsync);
        Assert.Equal(0, await TotalAsync(_article));
        Assert.Equal(0, Counter.Flushes);

        await _portal.AllowAsync();
        await Counter.FlushAsync();

        Assert.Equal(6, await TotalAsync(_article));
        Assert.Equal(6, await DaysAsync(_article));
        await Counter.FlushAsync();
        Assert.Equal(6, await TotalAsync(_article));
    }

    [Fact]
    public async Task Run_WriteFails_TriesAgainByItself()
    {
        using var listener = new Listener<ViewsChanged>(_portal.Get<LiveFeed>(), _article);
        await _portal.RefuseAsync("UPDATE ON \"Articles\"");
        Counter.Record(_visitor, _article);
        await Assert.ThrowsAsync<SqliteException>(Counter.FlushAsync);
        await _portal.AllowAsync();

        await HearAsync(listener, 1);

        Assert.Equal(1, await TotalAsync(_article));
    }

    [Fact]
    public async Task Record_Burst_MakesFewTransactions()
    {
        var articles = new List<int>();
        for (var i = 0; i < 5; i++)
            articles.Add(await _portal.AddArticleAsync($"第 {i} 篇"));

        for (var i = 0; i < 1000; i++)
            Counter.Record(Guid.NewGuid(), articles[i % articles.Count]);
        await Counter.FlushAsync();

        // the loop writes what it finds when it wakes, the flush the rest; then the loop waits for the clock
        Assert.InRange(Counter.Flushes, 1, 2);
        foreach (var id in articles)
            Assert.Equal(200, await TotalAsync(id));
    }

    [Fact]
    public async Task Flush_ArticleDeletedMeanwhile_DoesNotPoisonTheBatch()
    {
        var doomed = await _portal.AddArticleAsync("将被删除");
        await _portal.RefuseAsync("UPDATE ON \"Articles\"");
        Counter.Record(_visitor, doomed);
        Counter.Record(_visitor, _article);
        await Assert.ThrowsAsync<SqliteException>(Counter.FlushAsync);
        await _portal.AllowAsync();
        await _portal.ExecuteAsync($"DELETE FROM \"Articles\" WHERE \"Id\" = {doomed}");

        await Counter.FlushAsync();

        Assert.Equal(1, await TotalAsync(_article));
        Assert.Equal(0, await DaysAsync(doomed));
        Assert.Equal(17, Counter.Total(doomed, 17));
    }

    [Fact]
    public async Task Flush_NoSuchArticle_AddsNothing()
    {
        Counter.Record(_visitor, 987_654);

        await Counter.FlushAsync();

        Assert.Equal(0, await DaysAsync(987_654));
    }

    [Theory]
    [InlineData(15, 59, 23)]
    [InlineData(16, 0, 24)]
    [InlineData(16, 30, 24)]
    public async Task Flush_Day_FollowsTheZoneOfTheSite(int hourUtc, int minuteUtc, int day)
    {
        _portal.Time.SetUtcNow(new DateTimeOffset(2026, 11, 23, hourUtc, minuteUtc, 0, TimeSpan.Zero));
        Counter.Record(_visitor, _article);
        await Counter.FlushAsync();

        await using var db = _portal.Db();
        Assert.Equal(new DateOnly(2026, 11, day), (await db.ArticleDays.SingleAsync(Token)).Day);
    }

    [Fact]
    public async Task Total_CallerKnowsMore_TakesTheCallers()
    {
        Counter.Record(_visitor, _article);
        await Counter.FlushAsync();

        Assert.Equal(1, Counter.Total(_article, 0));
        Assert.Equal(5, Counter.Total(_article, 5));
        Assert.Equal(3, Counter.Total(_article + 1, 3));
    }

    // the feed and the counter pause on the clock, which nobody but this moves
    private async Task HearAsync(Listener<ViewsChanged> listener, long atLeast)
    {
        var heard = listener.HearAsync(m => m.Views >= atLeast);
        while (await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(5), Token)) != heard)
            _portal.Time.Advance(LiveFeed.Pace);
        await heard;
    }

    private async Task<long> TotalAsync(int id)
    {
        await using var db = _portal.Db();
        return await db.Articles.Where(a => a.Id == id).Select(a => a.Views).SingleAsync(Token);
    }

    private async Task<long> DaysAsync(int id)
    {
        await using var db = _portal.Db();
        return await db.ArticleDays.Where(d => d.ArticleId == id).SumAsync(d => (long)d.Views, Token);
    }
}
