using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>A line in a list of notices.</summary>
public sealed record NoticeLine(int Id, string Title, DateTime PublishedUtc, bool IsPinned, bool IsEmergency, bool IsHeadline);

public sealed record NoticeDetail(
    int Id, string Title, SafeHtml Body, string? Issuer, DateTime PublishedUtc, bool IsPinned, bool IsEmergency, int Version, NoticeLine? Previous, NoticeLine? Next);

/// <summary>What a member has not opened yet.</summary>
public sealed record UnreadNotices(int Count, IReadOnlyList<NoticeLine> Newest);

/// <summary>A member has opened a notice, in whichever window; the key is the member's number.</summary>
public sealed record NoticeReadBy(int MemberId, int NoticeId);

/// <summary>What the office writes.</summary>
public sealed record NoticeText(
    string Title, string BodyHtml, string? Issuer = null, bool IsPinned = false, bool IsEmergency = false, bool IsHeadline = false, DateTime? ExpiresUtc = null);

/// <summary>通知公告.</summary>
public sealed class Notices : IDisposable
{
    /// <summary>Entries on a page of the list.</summary>
    public const int PageSize = 20;

    // enough for the front page and the headlines
    private const int CurrentLength = 8;

    // enough for what can come out while a page is open
    private const int NewestLength = 10;

    /// <summary>How many notices can be unread at most.</summary>
    public const int RecentLength = 100;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly Snapshot<IReadOnlyList<NoticeLine>> _current;
    private readonly Snapshot<IReadOnlyList<NoticeLine>> _newest;
    private readonly Snapshot<IReadOnlyList<NoticeLine>> _recent;
    private readonly NoticeReadings _readings;

    public Notices(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
    {
        _databases = databases;
        _feed = feed;
        _time = time;
        // a notice can appear or expire by the clock alone
        _current = new(feed, time, [Content.Notices], TimeSpan.FromSeconds(5), LoadCurrentAsync);
        _newest = new(feed, time, [Content.Notices], TimeSpan.FromSeconds(5), LoadNewestAsync);
        _readings = new(databases, time);
        _recent = new(feed, time, [Content.Notices], TimeSpan.FromSeconds(5), LoadRecentAsync);
    }

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>The notices of the front page: emergencies, then pinned ones, then the newest.</summary>
    public Task<IReadOnlyList<NoticeLine>> CurrentAsync(CancellationToken cancellation = default) => _current.GetAsync(cancellation);

    /// <summary>Emergencies, and the newest notices however many others are pinned: what an open page may have to tell its reader.</summary>
    public Task<IReadOnlyList<NoticeLine>> NewestAsync(CancellationToken cancellation = default) => _newest.GetAsync(cancellation);

    /// <summary>All valid notices, in the same order.</summary>
    /// <param name="page">From 1.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<PagedList<NoticeLine>> ListAsync(int page, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var notices = Valid(db, NowUtc);
        var total = await notices.CountAsync(cancellation);
        var items = page < 1 || (long)(page - 1) * PageSize >= total
            ? []
            : await Lines(notices).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellation);
        return new PagedList<NoticeLine>(items, page, PageSize, total);
    }

    public async Task<NoticeDetail?> GetAsync(int id, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var valid = Valid(db, NowUtc);
        var notice = await valid.FirstOrDefaultAsync(n => n.Id == id, cancellation);
        if (notice is null)
            return null;
        var previous = await valid.Where(n => n.PublishedUtc < notice.PublishedUtc || (n.PublishedUtc == notice.PublishedUtc && n.Id < id))
            .OrderByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id).FirstOrDefaultAsync(cancellation);
        var next = await valid.Where(n => n.PublishedUtc > notice.PublishedUtc || (n.PublishedUtc == notice.PublishedUtc && n.Id > id))
            .OrderBy(n => n.PublishedUtc).ThenBy(n => n.Id).FirstOrDefaultAsync(cancellation);
        return new NoticeDetail(
            id, notice.Title, notice.Body, notice.Issuer, notice.PublishedUtc, notice.IsPinned, notice.IsEmergency, notice.Version,
            previous is null ? null : ToLine(previous), next is null ? null : ToLine(next));
    }

    /// <summary>What came out since the member joined and the member has not opened, newest first; of the last <see cref="RecentLength"/> valid ones.</summary>
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
            return new UnreadNotices(0, []);
        if (await _readings.GetAsync(actor.MemberId, recent.Min(n => n.Id), cancellation) is not { } reading)
            return Refusal.NotFound;
        List<NoticeLine> unread = [.. recent.Where(n => n.PublishedUtc > reading.JoinedUtc && !reading.Read.Contains(n.Id))];
        return new UnreadNotices(unread.Count, [.. unread.Take(take)]);
    }

    /// <summary>Keeps that the member has opened a notice. A second time changes nothing.</summary>
    /// <param name="actor">The member.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    public async Task<Outcome> MarkReadAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        if (!await Valid(db, NowUtc).AnyAsync(n => n.Id == id, cancellation))
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
            _feed.Publish(actor.MemberId, new NoticeReadBy(actor.MemberId, id));
        return Outcome.Done;
    }

    /// <summary>Puts a notice on every open page.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="text">What it says; the title has 1 to 200 characters.</param>
    /// <param name="publishedUtc">When it appears.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    public async Task<Outcome<int>> PublishAsync(Actor actor, NoticeText text, DateTime publishedUtc, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var title = text.Title.Trim();
        if (title.Length is 0 or > Article.TitleLength)
            return Outcome.Invalid(nameof(text.Title));
        var body = SafeHtml.Clean(text.BodyHtml);
        if (body.IsBlank)
            return Outcome.Invalid(nameof(text.BodyHtml));
        if (text.ExpiresUtc <= publishedUtc)
            return Outcome.Invalid(nameof(text.ExpiresUtc));
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var notice = new Notice
        {
            Title = title,
            Body = body,
            Issuer = text.Issuer,
            PublishedUtc = publishedUtc,
            ExpiresUtc = text.ExpiresUtc,
            IsPinned = text.IsPinned,
            IsEmergency = text.IsEmergency,
            IsHeadline = text.IsHeadline,
        };
        db.Notices.Add(notice);
        await db.SaveChangesAsync(cancellation);
        db.Note(actor, NowUtc, "notice.publish", $"notice/{notice.Id}", title);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        return notice.Id;
    }

    /// <summary>Takes a notice off every open page.</summary>
    public async Task<Outcome> WithdrawAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var notice = await db.Notices.FirstOrDefaultAsync(n => n.Id == id && !n.IsWithdrawn, cancellation);
        if (notice is null)
            return Refusal.NotFound;
        notice.IsWithdrawn = true;
        notice.Version++;
        db.Note(actor, NowUtc, "notice.withdraw", $"notice/{id}", notice.Title);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        return Outcome.Done;
    }

    public void Dispose()
    {
        _current.Dispose();
        _newest.Dispose();
        _recent.Dispose();
    }

    private async Task<IReadOnlyList<NoticeLine>> LoadCurrentAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await Lines(Valid(db, NowUtc)).Take(CurrentLength).ToListAsync(cancellation);
    }

    private async Task<IReadOnlyList<NoticeLine>> LoadNewestAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var newest = await Valid(db, NowUtc).OrderByDescending(n => n.IsEmergency).ThenByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id)
            .Take(NewestLength).ToListAsync(cancellation);
        return [.. newest.Select(ToLine)];
    }

    private async Task<IReadOnlyList<NoticeLine>> LoadRecentAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return [.. (await Valid(db, NowUtc).OrderByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id).Take(RecentLength).ToListAsync(cancellation)).Select(ToLine)];
    }

    private static IQueryable<Notice> Valid(PortalDb db, DateTime now) =>
        db.Notices.AsNoTracking().Where(n => !n.IsWithdrawn && n.PublishedUtc <= now && (n.ExpiresUtc == null || n.ExpiresUtc > now));

    private static IQueryable<NoticeLine> Lines(IQueryable<Notice> notices) => notices
        .OrderByDescending(n => n.IsEmergency).ThenByDescending(n => n.IsPinned).ThenByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id)
        .Select(n => new NoticeLine(n.Id, n.Title, n.PublishedUtc, n.IsPinned, n.IsEmergency, n.IsHeadline));

    private static NoticeLine ToLine(Notice n) => new(n.Id, n.Title, n.PublishedUtc, n.IsPinned, n.IsEmergency, n.IsHeadline);
}
