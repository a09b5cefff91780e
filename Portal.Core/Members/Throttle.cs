using System.Collections.Concurrent;

namespace Portal.Core;

/// <summary>Counts failures and says how long to wait. Each bucket has its own patience; waiting doubles with each further failure.</summary>
/// <remarks>
/// In memory: a restart forgives, which helps nobody who has to guess a password. ASVS 5.0, 6.3.1. What keeps an attacker from locking the owner out:
/// a browser the owner has signed in with before has a bucket of its own, and mail and passkey lead in past all of them.
/// </remarks>
internal sealed class Throttle(TimeProvider time)
{
    private const int MaxBuckets = 100_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Forget = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>How long until the slowest of the buckets lets another try through; zero when all do.</summary>
    public TimeSpan WaitFor(IEnumerable<Bucket> buckets)
    {
        var now = time.GetUtcNow();
        return buckets.Select(b => _counts.TryGetValue(b.Key, out var count) ? Left(b, count, now) : TimeSpan.Zero).DefaultIfEmpty().Max();
    }

    public void Add(IEnumerable<Bucket> buckets)
    {
        var now = time.GetUtcNow();
        if (_counts.Count > MaxBuckets)
            Prune(now);
        foreach (var bucket in buckets)
        {
            _counts.AddOrUpdate(
                bucket.Key,
                _ => new Count(1, now),
                (_, old) => now - old.Last > Forget ? new Count(1, now) : new Count(old.Failures + 1, now));
        }
    }

    /// <summary>Whether a try that has to wait is the first since the last failure: the log keeps that one, not the thousands that a machine sends after it.</summary>
    public bool IsNews(IEnumerable<Bucket> buckets)
    {
        var news = false;
        foreach (var bucket in buckets)
        {
            if (_counts.TryGetValue(bucket.Key, out var count) && !count.Refused)
                news |= _counts.TryUpdate(bucket.Key, count with { Refused = true }, count);
        }

        return news;
    }

    public void Clear(IEnumerable<Bucket> buckets)
    {
        foreach (var bucket in buckets)
            _counts.TryRemove(bucket.Key, out _);
    }

    private static TimeSpan Left(Bucket bucket, Count count, DateTimeOffset now)
    {
        var over = count.Failures - bucket.Free;
        if (over < 0 || now - count.Last > Forget)
            return TimeSpan.Zero;
        var wait = FirstWait * Math.Pow(2, Math.Min(over, 20));
        var left = count.Last + (wait < bucket.Longest ? wait : bucket.Longest) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    // the old ones first; if somebody really sends a hundred thousand names an hour, all start again
    private void Prune(DateTimeOffset now)
    {
        foreach (var (key, count) in _counts)
        {
            if (now - count.Last > Forget)
                _counts.TryRemove(key, out _);
        }

        if (_counts.Count > MaxBuckets)
            _counts.Clear();
    }

    /// <param name="Free">Failures that cost nothing.</param>
    /// <param name="Longest">The wait never grows beyond.</param>
    internal readonly record struct Bucket(string Key, int Free, TimeSpan Longest);

    private readonly record struct Count(int Failures, DateTimeOffset Last, bool Refused = false);
}
