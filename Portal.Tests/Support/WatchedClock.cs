using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Portal.Tests.Support;

/// <summary>A fake clock that tells when somebody begins to wait on it, so that a test moves it neither too early nor too late.</summary>
public sealed class WatchedClock : FakeTimeProvider
{
    private readonly Channel<ITimer> _waits = Channel.CreateUnbounded<ITimer>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(timer);
        return timer;
    }

    /// <summary>Returns when one more wait on this clock has begun.</summary>
    public async Task WaitBegunAsync()
    {
        var token = TestContext.Current.CancellationToken;
        await _waits.Reader.ReadAsync(token).AsTask().WaitAsync(TimeSpan.FromSeconds(20), token);
    }
}
