using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Where a contest stands by the clock.</summary>
public enum ContestPhase
{
    Announced,
    Open,
    Closed,
}

public sealed record ContestCard(int Id, string Title, string Summary, DateTime OpensUtc, DateTime ClosesUtc, string TimeZone)
{
    public ContestPhase PhaseAt(DateTime utc) => utc < OpensUtc ? ContestPhase.Announced : utc < ClosesUtc ? ContestPhase.Open : ContestPhase.Closed;

    /// <summary>Days left, begun ones counted whole: one hour before the deadline it is 1. 0 once it has closed.</summary>
    public int DaysLeft(DateTime utc) => utc >= ClosesUtc ? 0 : (int)Math.Ceiling((ClosesUtc - utc).TotalDays);

    /// <summary>The deadline in the zone it was stated in.</summary>
    public DateTime ClosesLocal => TimeZoneInfo.ConvertTimeFromUtc(ClosesUtc, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));

    public DateTime OpensLocal => TimeZoneInfo.ConvertTimeFromUtc(OpensUtc, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));
}

public sealed record ContestDetail(
    ContestCard Card, SafeHtml Call, IReadOnlyList<string> Themes, int GraceMinutes, int MinCharacters, int MaxCharacters, int EssaysPerPerson, bool IsBlind);

/// <summary>征文.</summary>
public sealed class Contests : IDisposable
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly TimeProvider _time;
    private readonly Snapshot<IReadOnlyList<ContestCard>> _all;

    public Contests(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
    {
        _databases = databases;
        _time = time;
        _all = new(feed, time, [Content.Contests], TimeSpan.FromMinutes(1), LoadAsync);
    }

    /// <summary>Contests that take essays now, the nearest deadline first.</summary>
    public async Task<IReadOnlyList<ContestCard>> OpenAsync(CancellationToken cancellation = default)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return [.. (await _all.GetAsync(cancellation)).Where(c => c.PhaseAt(now) == ContestPhase.Open).OrderBy(c => c.ClosesUtc)];
    }

    /// <summary>All contests, open ones first, then announced ones, then the closed ones from the newest.</summary>
    public async Task<IReadOnlyList<ContestCard>> ListAsync(CancellationToken cancellation = default)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return [.. (await _all.GetAsync(cancellation))
            .OrderBy(c => c.PhaseAt(now) switch { ContestPhase.Open => 0, ContestPhase.Announced => 1, _ => 2 })
            .ThenBy(c => c.PhaseAt(now) == ContestPhase.Closed ? -c.ClosesUtc.Ticks : c.ClosesUtc.Ticks)];
    }

    public async Task<ContestDetail?> GetAsync(int id, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var contest = await db.Contests.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, cancellation);
        return contest is null
            ? null
            : new ContestDetail(
                ToCard(contest), contest.Call, contest.Themes, contest.GraceMinutes, contest.MinCharacters, contest.MaxCharacters,
                contest.EssaysPerPerson, contest.IsBlind);
    }

    public void Dispose() => _all.Dispose();

    private async Task<IReadOnlyList<ContestCard>> LoadAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return [.. (await db.Contests.AsNoTracking().ToListAsync(cancellation)).Select(ToCard)];
    }

    private static ContestCard ToCard(Contest c) => new(c.Id, c.Title, c.Summary, c.OpensUtc, c.ClosesUtc, c.TimeZone);
}
