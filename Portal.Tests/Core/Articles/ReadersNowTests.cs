using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ReadersNowTests
{
    private const int Article = 12;

    private readonly WatchedClock _clock = new();
    private readonly LiveFeed _feed;
    private readonly ReadersNow _readers;

    public ReadersNowTests()
    {
        _feed = new LiveFeed(_clock, NullLogger<LiveFeed>.Instance);
        _readers = new ReadersNow(_feed);
    }

    [Fact]
    public void Join_TwoTabs_AreOneReader()
    {
        var visitor = Guid.NewGuid();

        using var first = _readers.Join(visitor, Article);
        var second = _readers.Join(visitor, Article);
        Assert.Equal(1, _readers.Count(Article));

        second.Dispose();
        Assert.Equal(1, _readers.Count(Article));
        first.Dispose();
        Assert.Equal(0, _readers.Count(Article));
    }

    [Fact]
    public void Leave_Twice_IsHarmless()
    {
        var visitor = Guid.NewGuid();
        var first = _readers.Join(visitor, Article);
        using var second = _readers.Join(visitor, Article);

        first.Dispose();
        first.Dispose();

        Assert.Equal(1, _readers.Count(Article));
    }

    [Fact]
    public void Count_TwoArticles_AreSeparate()
    {
        var visitor = Guid.NewGuid();
        using var here = _readers.Join(visitor, Article);
        using var there = _readers.Join(visitor, Article + 1);
        using var other = _readers.Join(Guid.NewGuid(), Article);

        Assert.Equal(2, _readers.Count(Article));
        Assert.Equal(1, _readers.Count(Article + 1));
        Assert.Equal(0, _readers.Count(Article + 2));
        Assert.Equal(3, _readers.Everywhere);
    }

    [Fact]
    public async Task JoinAndLeave_InParallel_NeverNegativeAndZeroAtTheEnd()
    {
        var visitors = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToArray();
        var lowest = 0;
        var highest = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var stay = _readers.Join(visitors[(worker + i) % visitors.Length], Article);
                Note(_readers.Count(Article));
                stay.Dispose();
                stay.Dispose();
                Note(_readers.Count(Article));
            }
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(0, lowest);
        Assert.InRange(highest, 1, visitors.Length);
        Assert.Equal(0, _readers.Count(Article));
        Assert.Equal(0, _readers.Everywhere);

        void Note(int count)
        {
            lock (visitors)
            {
                lowest = Math.Min(lowest, count);
                highest = Math.Max(highest, count);
            }
        }
    }

    [Fact]
    public async Task JoinAndLeave_Listeners_HearTheNewCount()
    {
        using var listener = new Listener<ReadersChanged>(_feed, Article);

        var stay = _readers.Join(Guid.NewGuid(), Article);
        Assert.Equal(new ReadersChanged(Article, 1), await listener.HearAsync());
        await _clock.WaitBegunAsync();
        stay.Dispose();
        _clock.Advance(LiveFeed.Pace);

        Assert.Equal(new ReadersChanged(Article, 0), await listener.HearAsync(m => m.Readers == 0));
    }

    [Fact]
    public async Task Join_SecondTab_TellsNobody()
    {
        var visitor = Guid.NewGuid();
        using var first = _readers.Join(visitor, Article);
        using var listener = new Listener<ReadersChanged>(_feed, Article);

        using var second = _readers.Join(visitor, Article);
        using var other = _readers.Join(Guid.NewGuid(), Article);

        Assert.Equal(2, (await listener.HearAsync()).Readers);
        Assert.Single(listener.Heard);
    }
}
