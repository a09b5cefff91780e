namespace Portal.Core;

/// <summary>Keeps what every page needs in memory until its content changes or it grows too old.</summary>
internal sealed class Snapshot<T> : IDisposable
    where T : class
{
    private readonly Func<CancellationToken, Task<T>> _load;
    private readonly TimeProvider _time;
    private readonly TimeSpan _keep;
    private readonly IDisposable _subscription;
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Kept? _kept;
    private int _changes;

    public Snapshot(LiveFeed feed, TimeProvider time, Content[] contents, TimeSpan keep, Func<CancellationToken, Task<T>> load)
    {
        _load = load;
        _time = time;
        _keep = keep;
        _subscription = feed.Subscribe<ContentChanged>(ContentChanged.Everywhere, change =>
        {
            if (contents.Contains(change.Content))
                Forget();
        }, LiveTurn.Memory);
    }

    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _kept = null;
    }

    public async Task<T> GetAsync(CancellationToken cancellation = default)
    {
        if (Fresh() is { } value)
            return value;
        // one load for all who wait, not one each
        await _loading.WaitAsync(cancellation);
        try
        {
            if (Fresh() is { } loaded)
                return loaded;
            var before = Volatile.Read(ref _changes);
            value = await _load(cancellation);
            // what was loaded while a change came in may already be old: it serves this caller only
            if (before == Volatile.Read(ref _changes))
                _kept = new Kept(value, _time.GetTimestamp());
            if (before != Volatile.Read(ref _changes))
                _kept = null;
            return value;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _loading.Dispose();
    }

    private T? Fresh() => _kept is { } kept && _time.GetElapsedTime(kept.At) < _keep ? kept.Value : null;

    private sealed record Kept(T Value, long At);
}
