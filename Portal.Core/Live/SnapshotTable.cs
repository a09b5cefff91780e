using System.Collections.Concurrent;

namespace Portal.Core;

/// <summary>Like <see cref="Snapshot{T}"/>, for one object of many: keeps those asked for lately, up to a number.</summary>
internal sealed class SnapshotTable<T> : IDisposable
    where T : class
{
    private readonly ConcurrentDictionary<int, Kept> _kept = new();
    private readonly Func<int, CancellationToken, Task<T?>> _load;
    private readonly TimeProvider _time;
    private readonly TimeSpan _keep;
    private readonly int _capacity;
    private readonly IDisposable _subscription;
    private int _changes;

    public SnapshotTable(LiveFeed feed, TimeProvider time, Content[] contents, TimeSpan keep, int capacity, Func<int, CancellationToken, Task<T?>> load)
    {
        _load = load;
        _time = time;
        _keep = keep;
        _capacity = capacity;
        _subscription = feed.Subscribe<ContentChanged>(ContentChanged.Everywhere, change =>
        {
            if (!contents.Contains(change.Content))
                return;
            Interlocked.Increment(ref _changes);
            _kept.Clear();
        }, LiveTurn.Memory);
    }

    /// <summary>What is not there is asked for each time: it may appear by the clock alone.</summary>
    public async Task<T?> GetAsync(int id, CancellationToken cancellation = default)
    {
        if (_kept.TryGetValue(id, out var kept) && _time.GetElapsedTime(kept.At) < _keep)
            return kept.Value;
        var before = Volatile.Read(ref _changes);
        var value = await _load(id, cancellation);
        if (value is null || before != Volatile.Read(ref _changes))
            return value;
        // rare, and cheaper than keeping an order: those in use come back with the next request
        if (_kept.Count >= _capacity)
            _kept.Clear();
        _kept[id] = new Kept(value, _time.GetTimestamp());
        if (before != Volatile.Read(ref _changes))
            _kept.TryRemove(id, out _);
        return value;
    }

    public void Dispose() => _subscription.Dispose();

    private sealed record Kept(T Value, long At);
}
