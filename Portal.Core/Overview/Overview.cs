using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>概览: what waits, what happens now, what has happened, in figures.</summary>
public sealed class Overview
{
    /// <summary>Longest time that <see cref="DaysAsync"/> looks back, in days.</summary>
    public const int MostDays = 366;

    private const int MostLines = 10;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ReadersNow _readers;
    private readonly ViewCounter _views;
    private readonly MissedSearches _missed;
    private readonly SiteSettingsCache _settings;
    private readonly TimeProvider _time;

    internal Overview(IDbContextFactory<PortalDb> databases, ReadersNow readers, ViewCounter views, MissedSearches missed, SiteSettingsCache settings, TimeProvider time) =>
        (_databases, _readers, _views, _missed, _settings, _time) = (databases, readers, views, missed, settings, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>What waits for the actor.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<Waiting>> WaitingAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var screening = await db.Contests.Where(c => c.Stage == ContestStage.Called)
            .Select(c => new { c.Id, c.Title, Count = db.Essays.Count(e => e.ContestId == c.Id && e.State == EssayState.Received) })
            .Where(c => c.Count > 0).OrderByDescending(c => c.Count).Take(MostLines).ToListAsync(cancellation);
        var now = NowUtc;
        var receipts = await db.Notices.Valid(now).Where(n => n.AsksReceipt || (n.AsksReply && (n.ReplyClosesUtc == null || n.ReplyClosesUtc > now)))
            .OrderByDescending(n => n.PublishedUtc).Take(MostLines)
            .Select(n => new
            {
                n.Id,
                n.Title,
                Count = n.AsksReply ? db.NoticeReplies.Count(r => r.NoticeId == n.Id) : db.NoticeReads.Count(r => r.NoticeId == n.Id && r.ConfirmedUtc != null),
            }).ToListAsync(cancellation);
        var reviews = !actor.Is(Role.Judge) ? 0 : await db.Reviews.CountAsync(
            r => r.JudgeId == actor.MemberId && r.State == ReviewState.Assigned && db.Contests.Any(c => c.Id == r.ContestId && c.Stage == ContestStage.Judging), cancellation);
        var administers = actor.Is(Role.Administrator);
        return new Waiting(
            [.. screening.Select(c => new WaitingLine(c.Id, c.Title, c.Count))],
            [.. receipts.Select(n => new WaitingLine(n.Id, n.Title, n.Count))],
            reviews,
            administers ? await db.Users.CountAsync(u => u.State == MemberState.Pending, cancellation) : 0,
            administers ? await db.OutgoingMails.CountAsync(m => m.State == MailState.Failed, cancellation) : 0,
            administers ? await db.UnitProposals.CountAsync(p => p.State == ProposalState.Waiting, cancellation) : 0,
            administers && await db.AuditEntries.Where(a => a.Action == "audit.verify").OrderByDescending(a => a.Id).Select(a => a.Detail).FirstOrDefaultAsync(cancellation)
                is { } verdict && !verdict.EndsWith("- 0", StringComparison.Ordinal));
    }

    /// <summary>Who reads what now.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<LiveNow>> LiveAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var most = _readers.MostRead(MostLines);
        var ids = most.Select(m => m.ArticleId).ToList();
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var titles = ids.Count == 0 ? [] : await db.Articles.Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Title, cancellation);
        return new LiveNow(
            _readers.Everywhere, [.. most.Where(m => titles.ContainsKey(m.ArticleId)).Select(m => new WaitingLine(m.ArticleId, titles[m.ArticleId], m.Readers))], _views.Minutes());
    }

    /// <summary>Each of the last days, today last.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="days">1 to <see cref="MostDays"/>.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<DayFigures>>> DaysAsync(Actor actor, int days, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var settings = _settings.Current;
        var today = settings.DayOf(NowUtc);
        var first = today.AddDays(1 - Math.Clamp(days, 1, MostDays));
        // one more, because a day begins elsewhere at another moment
        var since = first.AddDays(-1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var views = await db.ArticleDays.Where(d => d.Day >= first).GroupBy(d => d.Day).Select(g => new { Day = g.Key, Views = g.Sum(d => (long)d.Views) })
            .ToDictionaryAsync(g => g.Day, g => g.Views, cancellation);
        var joined = await db.Users.Where(u => u.JoinedUtc >= since).Select(u => u.JoinedUtc).ToListAsync(cancellation);
        var sent = await db.EssayRevisions.GroupBy(r => r.EssayId).Select(g => g.Min(r => r.SentUtc)).Where(utc => utc >= since).ToListAsync(cancellation);
        var (members, essays) = (joined.CountBy(settings.DayOf).ToDictionary(), sent.CountBy(settings.DayOf).ToDictionary());
        return new Outcome<IReadOnlyList<DayFigures>>(
            [
                .. Enumerable.Range(0, today.DayNumber - first.DayNumber + 1).Select(first.AddDays)
                    .Select(day => new DayFigures(day, views.GetValueOrDefault(day), members.GetValueOrDefault(day), essays.GetValueOrDefault(day))),
            ],
            null);
    }

    /// <summary>The articles most read in the last days, with the views they got in them.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="days">1 to <see cref="MostDays"/>.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<RankedArticle>>> MostReadAsync(Actor actor, int days, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var since = _settings.Current.DayOf(NowUtc).AddDays(1 - Math.Clamp(days, 1, MostDays));
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var views = db.ArticleDays.Where(d => d.Day >= since).GroupBy(d => d.ArticleId).Select(g => new { Id = g.Key, Views = g.Sum(d => d.Views) });
        var ranked = await db.Articles.Where(a => a.State == ArticleState.Published).Join(views, a => a.Id, v => v.Id, (a, v) => new { a.Id, a.Title, v.Views })
            .OrderByDescending(a => a.Views).ThenByDescending(a => a.Id).Take(MostLines).ToListAsync(cancellation);
        return new Outcome<IReadOnlyList<RankedArticle>>([.. ranked.Select(a => new RankedArticle(a.Id, a.Title, a.Views))], null);
    }

    /// <summary>What readers looked for in vain, the most frequent first.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<MissedWords>>> MissedAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await _missed.FlushAsync(cancellation);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var missed = await db.MissedSearches.AsNoTracking().OrderByDescending(m => m.Count).ThenByDescending(m => m.LastUtc).Take(MostLines)
            .Select(m => new MissedWords(m.Words, m.Count, m.LastUtc)).ToListAsync(cancellation);
        return new Outcome<IReadOnlyList<MissedWords>>(missed, null);
    }
}
