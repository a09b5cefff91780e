using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>What members are and which notices they have opened, remembered while they go from page to page: it decides what stands on each.</summary>
internal sealed class NoticeReadings : IDisposable
{
    private const int MaxMembers = 5_000;

    // what this process changes is known at once; another one has no readers
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<int, Kept> _kept = new();
    private readonly IDisposable _members;
    private readonly IDisposable _units;
    private long _changes;

    public NoticeReadings(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
    {
        (_databases, _time) = (databases, time);
        _members = feed.Subscribe<MemberChanged>(MemberChanged.Everywhere, change => Forget(change.MemberId), LiveTurn.Memory);
        _units = feed.Subscribe<ContentChanged>(ContentChanged.Everywhere, change =>
        {
            if (change.Content == Content.Council)
                ForgetAll();
        }, LiveTurn.Memory);
    }

    /// <summary>Null when there is no such member.</summary>
    /// <param name="memberId">Whose.</param>
    /// <param name="oldest">Earlier notices are of no interest.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async ValueTask<Reading?> GetAsync(int memberId, int oldest, CancellationToken cancellation)
    {
        if (_kept.TryGetValue(memberId, out var kept) && kept.Oldest <= oldest && _time.GetElapsedTime(kept.LoadedAt) < Keep)
            return kept.Reading;
        var (changes, loadedAt) = (Interlocked.Read(ref _changes), _time.GetTimestamp());
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var found = await db.Users.Where(u => u.Id == memberId)
            .Select(u => new
            {
                u.JoinedUtc,
                u.State,
                u.UnitId,
                Tier = db.CouncilUnits.Where(c => c.Id == u.UnitId).Select(c => (CouncilTier?)c.Tier).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancellation);
        if (found is null)
            return null;
        var read = await db.NoticeReads.Where(r => r.MemberId == memberId && r.NoticeId >= oldest).Select(r => new { r.NoticeId, IsConfirmed = r.ConfirmedUtc != null }).ToListAsync(cancellation);
        var answered = await db.NoticeReplies.Where(r => r.MemberId == memberId && r.NoticeId >= oldest).Select(r => r.NoticeId).ToListAsync(cancellation);
        var reading = new Reading(
            found.JoinedUtc, found.State == MemberState.Active, found.UnitId, found.Tier is { } tier ? 1 << (int)tier : 0, read.Select(r => r.NoticeId).ToHashSet(),
            read.Where(r => r.IsConfirmed).Select(r => r.NoticeId).ToHashSet(), answered.ToHashSet());
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

    public void Dispose()
    {
        _members.Dispose();
        _units.Dispose();
    }

    private void ForgetAll()
    {
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }

    /// <param name="JoinedUtc">What is older was never news to the member.</param>
    internal sealed record Reading(
        DateTime JoinedUtc, bool IsActive, int? UnitId, int TierBit, IReadOnlySet<int> Read, IReadOnlySet<int> Confirmed, IReadOnlySet<int> Answered)
    {
        public NoticeReaderFacts FactsFor(Actor actor) => new(IsActive, UnitId, TierBit, NoticeReaderFacts.BitsOf(actor.Roles));
    }

    private sealed record Kept(Reading Reading, int Oldest, long LoadedAt);
}
