using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class SnapshotTests : IDisposable
{
    private readonly WatchedClock _clock = new();
    private readonly LiveFeed _feed;
    private readonly Snapshot<string> _snapshot;
    private Func<Task> _whileLoading = () => Task.CompletedTask;
    private int _loads;

    public SnapshotTests()
    {
        _feed = new LiveFeed(_clock, NullLogger<LiveFeed>.Instance);
        _snapshot = new Snapshot<string>(_feed, _clock, [Content.Notices], TimeSpan.FromSeconds(5), async _ =>
        {
            var value = $"load {Interlocked.Increment(ref _loads)}";
            await _whileLoading();
            return value;
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _snapshot.Dispose();

    [Fact]
    public async Task Get_UntilItIsOld_LoadsOnce()
    {
        Assert.Equal("load 1", await _snapshot.GetAsync(Token));
        _clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        Assert.Equal("load 1", await _snapshot.GetAsync(Token));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("load 2", await _snapshot.GetAsync(Token));
    }

    [Fact]
    public async Task Get_AfterItsContentChanged_LoadsAgain()
    {
        await _snapshot.GetAsync(Token);
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Council));
        Assert.Equal("load 1", await _snapshot.GetAsync(Token));
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        Assert.Equal("load 2", await _snapshot.GetAsync(Token));
    }

    [Fact]
    public async Task Get_ManyWhileLoading_ShareOneLoad()
    {
        var open = new TaskCompletionSource();
        _whileLoading = () => open.Task;
        var waiting = Enumerable.Range(0, 20).Select(_ => _snapshot.GetAsync(Token)).ToList();
        open.SetResult();

        Assert.All(await Task.WhenAll(waiting), value => Assert.Equal("load 1", value));
    }

    [Fact]
    public async Task Get_ChangeWhileLoading_IsNotKept()
    {
        _whileLoading = () =>
        {
            _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
            return Task.CompletedTask;
        };
        Assert.Equal("load 1", await _snapshot.GetAsync(Token));
        _whileLoading = () => Task.CompletedTask;

        Assert.Equal("load 2", await _snapshot.GetAsync(Token));
        Assert.Equal("load 2", await _snapshot.GetAsync(Token));
    }

    [Fact]
    public async Task Get_LoadFails_TheNextOneTriesAgain()
    {
        _whileLoading = () => throw new InvalidOperationException("the database is away");
        await Assert.ThrowsAsync<InvalidOperationException>(() => _snapshot.GetAsync(Token));
        _whileLoading = () => Task.CompletedTask;

        Assert.Equal("load 2", await _snapshot.GetAsync(Token));
    }
}
