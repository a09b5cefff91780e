using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>通知公告, as readers read them. What is not for somebody is not there for them: not shown, not counted, not found by its number.</summary>
public sealed class Notices : IDisposable
{
    /// <summary>Entries on a page of the list.</summary>
    public const int PageSize = 20;

    // enough for the front page and the headlines
    private const int CurrentLength = 8;

    // enough for what can come out while a page is open
    private const int NewestLength = 10;

    /// <summary>How many notices can be unread or asked for at most: the last of all that are up. Emergencies and pinned ones come beside them, as many again.</summary>
    public const int RecentLength = 100;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly Snapshot<IReadOnlyList<NoticeLine>> _current;
    private readonly Snapshot<IReadOnlyList<NoticeLine>> _newest;
    private readonly Snapshot<IReadOnlyList<Notice>> _recent;
    private readonly NoticeReadings _readings;

    public Notices(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
    {
        _databases = databases;
        _feed = feed;
        _time = time;
        // a notice can appear or expire by the clock alone
        _current = new(feed, time, [Content.Notices], TimeSpan.FromSeconds(5), LoadCurrentAsync);
        _newest = new(feed, time, [Content.Notices], TimeSpan.FromSeconds(5), LoadNewestAsync);
        _readings = new(databases, feed, time);
        _recent = new(feed, time, [Content.Notices], TimeSpan.FromSeconds(5), LoadRecentAsync);
    }

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>The notices of the front page: emergencies, then pinned ones, then the newest.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<IReadOnlyList<NoticeLine>> CurrentAsync(Actor actor, CancellationToken cancellation = default) =>
        await WithOwnAsync(actor, await _current.GetAsync(cancellation), CurrentLength, l => l.OrderByDescending(n => n.IsEmergency).ThenByDescending(n => n.IsPinned), cancellation);

    /// <summary>Emergencies, and the newest notices however many others are pinned: what an open page may have to tell its reader.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<IReadOnlyList<NoticeLine>> NewestAsync(Actor actor, CancellationToken cancellation = default) =>
        await WithOwnAsync(actor, await _newest.GetAsync(cancellation), NewestLength, l => l.OrderByDescending(n => n.IsEmergency), cancellation);

    /// <summary>All valid notices, in the same order as on the front page.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<PagedList<NoticeLine>> ListAsync(Actor actor, int page, CancellationToken cancellation = default)
    {
        var reader = await FactsAsync(actor, cancellation);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var notices = db.Notices.AsNoTracking().Valid(NowUtc).For(reader);
        var total = await notices.CountAsync(cancellation);
        var items = page < 1 || (long)(page - 1) * PageSize >= total
            ? []
            : await Lines(notices).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellation);
        return new PagedList<NoticeLine>(items, page, PageSize, total);
    }

    /// <summary>A notice with its text; null when there is none for this reader.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<NoticeDetail?> GetAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        var reader = await FactsAsync(actor, cancellation);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var valid = db.Notices.AsNoTracking().Valid(NowUtc).For(reader);
        var notice = await valid.FirstOrDefaultAsync(n => n.Id == id, cancellation);
        if (notice is null)
            return null;
        var previous = await valid.Where(n => n.PublishedUtc < notice.PublishedUtc || (n.PublishedUtc == notice.PublishedUtc && n.Id < id))
            .OrderByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id).Select(AsLine).FirstOrDefaultAsync(cancellation);
        var next = await valid.Where(n => n.PublishedUtc > notice.PublishedUtc || (n.PublishedUtc == notice.PublishedUtc && n.Id > id))
            .OrderBy(n => n.PublishedUtc).ThenBy(n => n.Id).Select(AsLine).FirstOrDefaultAsync(cancellation);
        return new NoticeDetail(
            id, notice.Title, notice.Body, notice.Issuer, notice.PublishedUtc, notice.RevisedUtc, notice.IsPinned, notice.IsEmergency, notice.Version, notice.AsksReceipt, notice.AsksReply, notice.ReplyClosesUtc,
            NoticeStates.MeetingOf(notice), await FilesAsync(db, notice, cancellation), previous, next);
    }

    /// <summary>The version of a notice's text that stands now; null when there is none for this reader any more. For a page that is open.</summary>
    /// <param name="actor">Who reads.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<int?> VersionAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        var reader = await FactsAsync(actor, cancellation);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.Notices.AsNoTracking().Valid(NowUtc).For(reader).Where(n => n.Id == id).Select(n => (int?)n.Version).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>What came out since the member joined and the member has not opened, newest first, and what the member still owes; of the last <see cref="RecentLength"/> that are up.</summary>
    /// <param name="actor">The member.</param>
    /// <param name="take">How many to name; all are counted.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<UnreadNotices>> UnreadAsync(Actor actor, int take, CancellationToken cancellation = default)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        // it stands on every page of a member: what all members share comes from memory
        var recent = await _recent.GetAsync(cancellation);
        if (recent.Count == 0)
            return new UnreadNotices(0, [], []);
        if (await _readings.GetAsync(actor.MemberId, recent.Min(n => n.Id), cancellation) is not { } reading)
            return Refusal.NotFound;
        var (reader, now) = (reading.FactsFor(actor), NowUtc);
        List<Notice> own = [.. recent.Where(reader.IsFor)];
        List<NoticeLine> unread =
        [
            .. own.Where(n => n.PublishedUtc > reading.JoinedUtc && !reading.Read.Contains(n.Id)).OrderByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id).Take(RecentLength).Select(ToLine),
        ];
        // who may not sign for the society yet owes it nothing
        List<NoticeDuty> due = !reader.IsMember ? [] :
        [
            .. own.Select(n => new NoticeDuty(
                    n.Id, n.Title, n.AsksReceipt && !reading.Confirmed.Contains(n.Id), n.MayReplyAt(now) && !reading.Answered.Contains(n.Id), n.ReplyClosesUtc, n.RemindedUtc is not null))
                .Where(d => d.Confirm || d.Reply),
        ];
        return new UnreadNotices(unread.Count, [.. unread.Take(take)], [.. due.OrderByDescending(d => d.IsReminded).ThenBy(d => d.ReplyClosesUtc ?? DateTime.MaxValue).Take(take)]);
    }

    /// <summary>Keeps that the member has opened a notice. A second time changes nothing.</summary>
    /// <param name="actor">The member.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    public async Task<Outcome> MarkReadAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        var reader = await FactsAsync(actor, cancellation);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        if (!await db.Notices.AsNoTracking().Valid(NowUtc).For(reader).AnyAsync(n => n.Id == id, cancellation))
            return Refusal.NotFound;
        // two tabs at once are one reading
        var read = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "NoticeReads" ("MemberId", "NoticeId", "ReadUtc") VALUES ({actor.MemberId}, {id}, {NowUtc})
            ON CONFLICT ("MemberId", "NoticeId") DO NOTHING
            """,
            cancellation);
        _readings.Forget(actor.MemberId);
        if (read > 0)
        {
            _feed.Publish(actor.MemberId, new NoticeReadBy(actor.MemberId, id));
            _feed.PublishLatest(NoticeActivity.Everywhere, () => new NoticeActivity());
        }

        return Outcome.Done;
    }

    public void Dispose()
    {
        _current.Dispose();
        _newest.Dispose();
        _recent.Dispose();
        _readings.Dispose();
    }

    /// <summary>Who the actor is as a reader.</summary>
    internal async ValueTask<NoticeReaderFacts> FactsAsync(Actor actor, CancellationToken cancellation)
    {
        if (actor.MemberId == 0)
            return NoticeReaderFacts.Visitor;
        var recent = await _recent.GetAsync(cancellation);
        return (await _readings.GetAsync(actor.MemberId, recent.Count == 0 ? int.MaxValue : recent.Min(n => n.Id), cancellation))?.FactsFor(actor) ?? NoticeReaderFacts.Visitor;
    }

    /// <summary>What was known of the member's readings is no longer right.</summary>
    internal void Forget(int memberId) => _readings.Forget(memberId);

    internal static async Task<IReadOnlyList<NoticeFileLine>> FilesAsync(PortalDb db, NoticeContent content, CancellationToken cancellation)
    {
        var ids = content.FileIds;
        if (ids.Count == 0)
            return [];
        var files = await db.NoticeFiles.AsNoTracking().Where(f => ids.Contains(f.Id)).Select(f => new NoticeFileLine(f.Id, f.Name, f.Bytes)).ToListAsync(cancellation);
        return [.. files.OrderBy(f => ids.IndexOf(f.Id))];
    }

    private async Task<IReadOnlyList<NoticeLine>> WithOwnAsync(
        Actor actor, IReadOnlyList<NoticeLine> ofAll, int length, Func<IEnumerable<NoticeLine>, IOrderedEnumerable<NoticeLine>> first, CancellationToken cancellation)
    {
        if (actor.MemberId == 0)
            return ofAll;
        var reader = await FactsAsync(actor, cancellation);
        List<NoticeLine> own = [.. (await _recent.GetAsync(cancellation)).Where(n => n.Audience != NoticeAudience.Everyone && reader.IsFor(n)).Select(ToLine)];
        return own.Count == 0 ? ofAll : [.. first(ofAll.Concat(own)).ThenByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id).Take(length)];
    }

    private async Task<IReadOnlyList<NoticeLine>> LoadCurrentAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await Lines(Public(db)).Take(CurrentLength).ToListAsync(cancellation);
    }

    private async Task<IReadOnlyList<NoticeLine>> LoadNewestAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await Public(db).OrderByDescending(n => n.IsEmergency).ThenByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id)
            .Take(NewestLength).Select(AsLine).ToListAsync(cancellation);
    }

    private async Task<IReadOnlyList<Notice>> LoadRecentAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var valid = db.Notices.AsNoTracking().Valid(NowUtc).OrderByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id);
        var newest = await valid.Take(RecentLength).Select(WithoutText).ToListAsync(cancellation);
        var standing = await valid.Where(n => n.IsPinned || n.IsEmergency).Take(RecentLength).Select(WithoutText).ToListAsync(cancellation);
        return [.. newest.UnionBy(standing, n => n.Id)];
    }

    private IQueryable<Notice> Public(PortalDb db) => db.Notices.AsNoTracking().Valid(NowUtc).For(NoticeReaderFacts.Visitor);

    private static IQueryable<NoticeLine> Lines(IQueryable<Notice> notices) => notices
        .OrderByDescending(n => n.IsEmergency).ThenByDescending(n => n.IsPinned).ThenByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id)
        .Select(AsLine);

    private static readonly System.Linq.Expressions.Expression<Func<Notice, NoticeLine>> AsLine =
        n => new NoticeLine(n.Id, n.Title, n.PublishedUtc, n.IsPinned, n.IsEmergency, n.IsHeadline);

    private static readonly System.Linq.Expressions.Expression<Func<Notice, Notice>> WithoutText = n => new Notice
    {
        Id = n.Id,
        Title = n.Title,
        PublishedUtc = n.PublishedUtc,
        IsPinned = n.IsPinned,
        IsEmergency = n.IsEmergency,
        IsHeadline = n.IsHeadline,
        Audience = n.Audience,
        Tiers = n.Tiers,
        Roles = n.Roles,
        UnitIds = n.UnitIds,
        AsksReceipt = n.AsksReceipt,
        AsksReply = n.AsksReply,
        ReplyClosesUtc = n.ReplyClosesUtc,
        RemindedUtc = n.RemindedUtc,
    };

    private static NoticeLine ToLine(Notice n) => new(n.Id, n.Title, n.PublishedUtc, n.IsPinned, n.IsEmergency, n.IsHeadline);
}
