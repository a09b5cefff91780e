using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Which notices members have opened, remembered while they go from page to page: the number stands on each.</summary>
internal sealed class NoticeReadings(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    private const int MaxMembers = 5_000;

    // what this process changes is known at once; another one has no readers
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<int, Kept> _kept = new();
    private long _changes;

    /// <summary>Null when there is no such member.</summary>
    /// <param name="memberId">Whose.</param>
    /// <param name="oldest">Earlier notices are of no interest.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async ValueTask<Reading?> GetAsync(int memberId, int oldest, CancellationToken cancellation)
    {
        if (_kept.TryGetValue(memberId, out var kept) && kept.Oldest <= oldest && time.GetElapsedTime(kept.LoadedAt) < Keep)
            return kept.Reading;
        var (changes, loadedAt) = (Interlocked.Read(ref _changes), time.GetTimestamp());
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await db.Users.Where(u => u.Id == memberId)
            .Select(u => new { u.JoinedUtc, Read = db.NoticeReads.Where(r => r.MemberId == u.Id && r.NoticeId >= oldest).Select(r => r.NoticeId).ToList() })
            .FirstOrDefaultAsync(cancellation);
        if (found is null)
            return null;
        var reading = new Reading(found.JoinedUtc, found.Read.ToHashSet());
        if (_kept.Count >= MaxMembers)
            _kept.Clear();
        // what was read while this was loaded may be missing from it
        if (changes == Interlocked.Read(ref _changes))
            _kept[memberId] = new Kept(reading, oldest, loadedAt);
        return reading;
    }

    public void Forget(int memberId)
    {
        Interlocked.Increment(ref _changes);
        _kept.TryRemove(memberId, out _);
    }

    /// <param name="JoinedUtc">What is older was never news to the member.</param>
    internal sealed record Reading(DateTime JoinedUtc, IReadOnlySet<int> Read);

    private sealed record Kept(Reading Reading, int Oldest, long LoadedAt);
}
