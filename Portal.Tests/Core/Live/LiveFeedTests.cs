using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class LiveFeedTests
{
    private readonly WatchedClock _clock = new();
    private readonly LiveFeed _feed;

    public LiveFeedTests() => _feed = new LiveFeed(_clock, NullLogger<LiveFeed>.Instance);

    [Fact]
    public void Publish_OtherKeyOrType_IsNotHeard()
    {
        using var twelve = new Listener<ViewsChanged>(_feed, 12);
        using var thirteen = new Listener<ViewsChanged>(_feed, 13);
        using var readers = new Listener<ReadersChanged>(_feed, 12);

        _feed.Publish(12, new ViewsChanged(12, 5));

        Assert.Equal(new ViewsChanged(12, 5), Assert.Single(twelve.Heard));
        Assert.Empty(thirteen.Heard);
        Assert.Empty(readers.Heard);
    }

    [Fact]
    public void Publish_EveryMessage_ArrivesInOrderBeforeItReturns()
    {
        using var listener = new Listener<ViewsChanged>(_feed, 1);

        for (var i = 0; i < 50; i++)
            _feed.Publish(1, new ViewsChanged(1, i));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), listener.Heard.Select(m => m.Views));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    public void Publish_WhateverItsLanguage_IsHeardInThatOfEachListener(int listeners)
    {
        var here = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        var heard = new ConcurrentBag<(int, string, string)>();
        string[] languages = ["en", "zh-Hans"];
        var subscriptions = new List<IDisposable>();
        try
        {
            for (var i = 0; i < listeners; i++)
            {
                var number = i;
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(languages[i % 2]);
                subscriptions.Add(_feed.Subscribe<ViewsChanged>(1, _ => heard.Add((number, CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name))));
            }

            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr");
            _feed.Publish(1, new ViewsChanged(1, 1));

            Assert.Equal(Enumerable.Range(0, listeners).Select(i => (i, languages[i % 2], languages[i % 2])), heard.Order());
            Assert.Equal(("fr", "fr"), (CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = here;
            subscriptions.ForEach(s => s.Dispose());
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    public void Publish_ListenerThrows_HarmsNobodyElse(int listeners)
    {
        var heard = new ConcurrentBag<int>();
        var subscriptions = Enumerable.Range(0, listeners).Select(i => _feed.Subscribe<ViewsChanged>(1, _ =>
        {
            if (i % 3 == 0)
                throw new InvalidOperationException("a broken page");
            heard.Add(i);
        })).ToList();

        _feed.Publish(1, new ViewsChanged(1, 1));
        _feed.Publish(1, new ViewsChanged(1, 2));

        Assert.Equal(2 * Enumerable.Range(0, listeners).Count(i => i % 3 != 0), heard.Count);
        subscriptions.ForEach(s => s.Dispose());
    }

    [Fact]
    public void Publish_FromInsideAHandler_DoesNotLock()
    {
        using var second = new Listener<ReadersChanged>(_feed, 1);
        using var first = _feed.Subscribe<ViewsChanged>(1, _ => _feed.Publish(1, new ReadersChanged(1, 1)));

        _feed.Publish(1, new ViewsChanged(1, 1));

        Assert.Single(second.Heard);
    }

    [Fact]
    public void Dispose_FromInsideItsHandler_EndsTheSubscription()
    {
        IDisposable? subscription = null;
        var heard = 0;
        subscription = _feed.Subscribe<ViewsChanged>(1, _ =>
        {
            heard++;
            subscription!.Dispose();
        });

        _feed.Publish(1, new ViewsChanged(1, 1));
        _feed.Publish(1, new ViewsChanged(1, 2));

        Assert.Equal(1, heard);
    }

    [Fact]
    public void Dispose_OneOfTwo_TheOtherStillHears()
    {
        var gone = new Listener<ViewsChanged>(_feed, 1);
        using var stays = new Listener<ViewsChanged>(_feed, 1);
        gone.Dispose();
        gone.Dispose();

        _feed.Publish(1, new ViewsChanged(1, 1));

        Assert.Empty(gone.Heard);
        Assert.Single(stays.Heard);
    }

    [Fact]
    public void Subscribe_AfterTheLastLeft_HearsAgain()
    {
        new Listener<ViewsChanged>(_feed, 1).Dispose();
        using var listener = new Listener<ViewsChanged>(_feed, 1);

        _feed.Publish(1, new ViewsChanged(1, 1));

        Assert.Single(listener.Heard);
    }

    [Fact]
    public async Task PublishLatest_QuietTopic_DeliversAtOnce()
    {
        using var listener = new Listener<ViewsChanged>(_feed, 1);

        _feed.PublishLatest(1, () => new ViewsChanged(1, 7));

        Assert.Equal(7, (await listener.HearAsync()).Views);
    }

    [Fact]
    public async Task PublishLatest_Burst_DeliversTheNewestAtTheEndOfThePace()
    {
        using var listener = new Listener<ViewsChanged>(_feed, 1);
        _feed.PublishLatest(1, () => new ViewsChanged(1, 0));
        await _clock.WaitBegunAsync();

        for (var i = 1; i <= 100; i++)
        {
            var views = i;
            _feed.PublishLatest(1, () => new ViewsChanged(1, views));
        }

        _clock.Advance(LiveFeed.Pace - TimeSpan.FromMilliseconds(1));
        Assert.Equal([0], listener.Heard.Select(m => m.Views));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await _clock.WaitBegunAsync();
        Assert.Equal([0, 100], listener.Heard.Select(m => m.Views));
    }

    [Fact]
    public async Task PublishLatest_WithoutEnd_DeliversOnceAPace()
    {
        using var listener = new Listener<ViewsChanged>(_feed, 1);
        var published = 0L;
        for (var round = 1; round <= 8; round++)
        {
            for (var i = 0; i < 10; i++)
                _feed.PublishLatest(1, () => new ViewsChanged(1, published));
            published++;
            if (round > 1)
                _clock.Advance(LiveFeed.Pace);
            await _clock.WaitBegunAsync();
            Assert.Equal(round, listener.Heard.Count);
        }

        Assert.Equal(TimeSpan.FromMilliseconds(250), LiveFeed.Pace);
    }

    [Fact]
    public async Task PublishLatest_AfterAQuietTime_IsAtOnceAgain()
    {
        using var listener = new Listener<ViewsChanged>(_feed, 1);
        _feed.PublishLatest(1, () => new ViewsChanged(1, 1));
        await _clock.WaitBegunAsync();
        _clock.Advance(LiveFeed.Pace);

        _feed.PublishLatest(1, () => new ViewsChanged(1, 2));

        Assert.Equal(2, (await listener.HearAsync(m => m.Views == 2)).Views);
    }

    [Fact]
    public async Task PublishLatest_SlowRound_SlowsThePaceToAQuarterOfTheTime()
    {
        using var slow = _feed.Subscribe<ViewsChanged>(1, _ => _clock.Advance(TimeSpan.FromMilliseconds(100)));
        using var listener = new Listener<ViewsChanged>(_feed, 1);
        _feed.PublishLatest(1, () => new ViewsChanged(1, 1));
        await _clock.WaitBegunAsync();
        _feed.PublishLatest(1, () => new ViewsChanged(1, 2));

        _clock.Advance(TimeSpan.FromMilliseconds(399));
        Assert.Single(listener.Heard);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await _clock.WaitBegunAsync();

        Assert.Equal(2, listener.Heard.Count);
    }

    [Fact]
    public async Task PublishLatest_ListenerThrows_TheOthersStillHear()
    {
        using var broken = _feed.Subscribe<ViewsChanged>(1, _ => throw new InvalidOperationException("a broken page"));
        using var listener = new Listener<ViewsChanged>(_feed, 1);
        _feed.PublishLatest(1, () => new ViewsChanged(1, 1));
        await _clock.WaitBegunAsync();
        _feed.PublishLatest(1, () => new ViewsChanged(1, 2));
        _clock.Advance(LiveFeed.Pace);

        Assert.Equal(2, (await listener.HearAsync(m => m.Views == 2)).Views);
    }

    [Fact]
    public async Task PublishLatest_ValueCannotBeMade_TheTopicLivesOn()
    {
        using var listener = new Listener<ViewsChanged>(_feed, 1);
        _feed.PublishLatest<ViewsChanged>(1, () => throw new InvalidOperationException("no value"));
        await _clock.WaitBegunAsync();
        _feed.PublishLatest(1, () => new ViewsChanged(1, 2));
        _clock.Advance(LiveFeed.Pace);

        Assert.Equal(2, (await listener.HearAsync()).Views);
    }

    [Fact]
    public async Task PublishLatest_DisposedBeforeTheRound_HearsNothing()
    {
        var gone = new Listener<ViewsChanged>(_feed, 1);
        using var stays = new Listener<ViewsChanged>(_feed, 1);
        _feed.PublishLatest(1, () => new ViewsChanged(1, 1));
        await _clock.WaitBegunAsync();
        _feed.PublishLatest(1, () => new ViewsChanged(1, 2));
        gone.Dispose();
        _clock.Advance(LiveFeed.Pace);

        await stays.HearAsync(m => m.Views == 2);
        Assert.Equal([1], gone.Heard.Select(m => m.Views));
    }

    [Fact]
    public async Task SubscribeAndDispose_WhilePublishing_EachHearsWhatIsItsOwn()
    {
        using var always = new Listener<ViewsChanged>(_feed, 1);
        using var stop = new CancellationTokenSource();
        var publisher = Task.Run(() =>
        {
            var sent = 0;
            while (!stop.IsCancellationRequested || sent < 1000)
                _feed.Publish(1, new ViewsChanged(1, sent++));
            return sent;
        }, TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                // a topic of its own comes and goes with each turn, the shared one is busy all the while
                var key = 100 + worker;
                using var shared = new Listener<ViewsChanged>(_feed, 1);
                using var own = new Listener<ViewsChanged>(_feed, key);
                _feed.Publish(key, new ViewsChanged(key, i));
                Assert.Equal(i, Assert.Single(own.Heard).Views);
            }
        }, TestContext.Current.CancellationToken)));
        await stop.CancelAsync();

        var sent = await publisher;
        Assert.Equal(Enumerable.Range(0, sent).Select(i => (long)i), always.Heard.Select(m => m.Views));
    }

    [Fact]
    public async Task SubscribeAndDispose_OneTopicFromManyThreads_NobodyIsLeftDeaf()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            // what is between the last leaving and the next coming is short: many turns
            for (var i = 0; i < 50_000; i++)
            {
                var heard = false;
                using var subscription = _feed.Subscribe<ViewsChanged>(1, _ => heard = true);
                _feed.Publish(1, new ViewsChanged(1, i));
                Assert.True(heard);
            }
        }, TestContext.Current.CancellationToken)));
    }
}
