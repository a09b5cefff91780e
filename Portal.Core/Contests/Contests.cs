using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

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
            .ThenBy(c => c.PhaseAt(now) > ContestPhase.Open ? -c.ClosesUtc.Ticks : c.ClosesUtc.Ticks)];
    }

    public async Task<ContestDetail?> GetAsync(int id, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var contest = await db.Contests.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id && c.Stage != ContestStage.Draft, cancellation);
        if (contest is null)
            return null;
        var received = await db.Essays.CountAsync(e => e.ContestId == id && e.SentRevisionId != null && e.State != EssayState.Withdrawn, cancellation);
        return new ContestDetail(ToCard(contest), contest.Call, RulesOf(contest), received, contest.Version);
    }

    public void Dispose() => _all.Dispose();

    private async Task<IReadOnlyList<ContestCard>> LoadAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return [.. (await db.Contests.AsNoTracking().Where(c => c.Stage != ContestStage.Draft).ToListAsync(cancellation)).Select(ToCard)];
    }

    internal static ContestCard ToCard(Contest c) => new(c.Id, c.Title, c.Summary, c.Stage, c.OpensUtc, c.ClosesUtc, c.TimeZone, c.ResultsUtc);

    internal static ContestRules RulesOf(Contest c) => new(
        c.Themes, c.Eligibility, c.GraceMinutes, c.MinCharacters, c.MaxCharacters, c.MaxTitle, c.MinAbstract, c.MaxAbstract, c.EssaysPerPerson, c.MaxCoauthors,
        c.AttachmentTypes, c.MaxAttachments, c.MaxAttachmentMegabytes, c.IsBlind, c.ScreenedByUtc, c.ReviewsDueUtc);
}
