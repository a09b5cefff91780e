using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Finds, counts and sorts the office's notices in the database.</summary>
internal static class NoticeLedger
{
    private const int TextLength = 60;

    public static async Task<NoticeRows> LoadAsync(PortalDb db, Pens pens, NoticeQuery query, DateTime now, CancellationToken cancellation)
    {
        var all = Searched(db.Notices.AsNoTracking(), query);
        var counts = await CountAsync(all, now, cancellation);
        var total = counts[query.Tab];
        var page = query.Page;
        var order = query.Sort == NoticeSort.Unread ? await NoticeUnread.OrderAsync(db, In(all, query.Tab, now), now, cancellation) : null;
        List<Row> found = page < 1 || (long)(page - 1) * NoticeDesk.PageSize >= total ? [] : await Page(db, In(all, query.Tab, now), query, order)
            .Select(n => new Row(
                new Notice
                {
                    Id = n.Id,
                    Title = n.Title,
                    Stage = n.Stage,
                    PublishedUtc = n.PublishedUtc,
                    ExpiresUtc = n.ExpiresUtc,
                    ChangedUtc = n.ChangedUtc,
                    WithdrawnUtc = n.WithdrawnUtc,
                    WithdrawnReason = n.WithdrawnReason,
                    DeletedUtc = n.DeletedUtc,
                    IsPinned = n.IsPinned,
                    IsEmergency = n.IsEmergency,
                    Audience = n.Audience,
                    Tiers = n.Tiers,
                    Roles = n.Roles,
                    UnitIds = n.UnitIds,
                    AsksReceipt = n.AsksReceipt,
                    AsksReply = n.AsksReply,
                },
                db.NoticeDrafts.Where(d => d.NoticeId == n.Id).Select(d => d.Writer).FirstOrDefault(),
                db.NoticeDrafts.Where(d => d.NoticeId == n.Id).Select(d => d.WriterName).FirstOrDefault(),
                db.NoticeDrafts.Any(d => d.NoticeId == n.Id && d.IsAhead),
                n.AsksReply ? db.NoticeReplies.Where(r => r.NoticeId == n.Id).Sum(r => r.People) : null))
            .ToListAsync(cancellation);
        if (order is not null)
            found = [.. found.OrderBy(r => order.IndexOf(r.Notice.Id))];
        List<NoticeRow> rows = [];
        // most notices of a page are for the same people
        Dictionary<(NoticeAudience, int, int, string), int> sizes = [];
        foreach (var row in found)
            rows.Add(await ToRowAsync(db, pens, row, sizes, now, cancellation));
        return new NoticeRows(new PagedList<NoticeRow>(rows, page, NoticeDesk.PageSize, total), counts);
    }

    private static IQueryable<Notice> Page(PortalDb db, IQueryable<Notice> notices, NoticeQuery query, List<int>? order)
    {
        var skipped = (query.Page - 1) * NoticeDesk.PageSize;
        if (order is null)
            return Sorted(notices, query).Skip(skipped).Take(NoticeDesk.PageSize);
        var ids = order.Skip(skipped).Take(NoticeDesk.PageSize).ToList();
        return db.Notices.AsNoTracking().Where(n => ids.Contains(n.Id));
    }

    // in one go: each would look at all of them
    private static async Task<Dictionary<NoticeTab, int>> CountAsync(IQueryable<Notice> notices, DateTime now, CancellationToken cancellation)
    {
        var kinds = await notices.GroupBy(n => new
        {
            IsDeleted = n.DeletedUtc != null,
            n.Stage,
            IsAhead = n.PublishedUtc > now,
            IsOver = n.ExpiresUtc != null && n.ExpiresUtc <= now,
            Asks = n.AsksReceipt || n.AsksReply,
        }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellation);
        var kept = kinds.Where(k => !k.Key.IsDeleted).ToList();
        var released = kept.Where(k => k.Key.Stage == NoticeStage.Released).ToList();
        var up = released.Where(k => !k.Key.IsAhead && !k.Key.IsOver).ToList();
        return new()
        {
            [NoticeTab.All] = kept.Sum(k => k.Count),
            [NoticeTab.Published] = up.Sum(k => k.Count),
            [NoticeTab.Scheduled] = released.Where(k => k.Key.IsAhead).Sum(k => k.Count),
            [NoticeTab.Draft] = kept.Where(k => k.Key.Stage == NoticeStage.Draft).Sum(k => k.Count),
            [NoticeTab.Asking] = up.Where(k => k.Key.Asks).Sum(k => k.Count),
            [NoticeTab.Over] = kept.Where(k => k.Key.Stage == NoticeStage.Withdrawn).Sum(k => k.Count) + released.Where(k => !k.Key.IsAhead && k.Key.IsOver).Sum(k => k.Count),
            [NoticeTab.Bin] = kinds.Where(k => k.Key.IsDeleted).Sum(k => k.Count),
        };
    }

    // of those it is for: somebody who has left the unit since counts no more
    private static Task<int> ReadAsync(PortalDb db, Notice notice, CancellationToken cancellation)
    {
        var (id, asks, members) = (notice.Id, notice.AsksReceipt, NoticeReaders.Of(db, notice));
        return db.NoticeReads.CountAsync(r => r.NoticeId == id && (!asks || r.ConfirmedUtc != null) && members.Any(u => u.Id == r.MemberId), cancellation);
    }

    private static async Task<int> SizeAsync(PortalDb db, Notice notice, Dictionary<(NoticeAudience, int, int, string), int> sizes, CancellationToken cancellation)
    {
        var key = (notice.Audience, notice.Tiers, notice.Roles, string.Join(' ', notice.UnitIds));
        if (!sizes.TryGetValue(key, out var size))
            sizes[key] = size = await NoticeReaders.Of(db, notice).CountAsync(cancellation);
        return size;
    }

    private static async Task<NoticeRow> ToRowAsync(
        PortalDb db, Pens pens, Row row, Dictionary<(NoticeAudience, int, int, string), int> sizes, DateTime now, CancellationToken cancellation)
    {
        var n = row.Notice;
        var isOut = n.Stage == NoticeStage.Released && n.PublishedUtc <= now;
        var (read, addressed) = isOut ? (await ReadAsync(db, n, cancellation), await SizeAsync(db, n, sizes, cancellation)) : (0, 0);
        return new NoticeRow(
            n.Id, n.Title, n.StateAt(now), NoticeStates.AddressOf(n), n.PublishedUtc, n.ExpiresUtc, n.ChangedUtc, n.WithdrawnUtc, n.WithdrawnReason, n.DeletedUtc, n.IsPinned, n.IsEmergency,
            n.AsksReceipt, row.IsAhead, pens.IsHeld(NoticeDesk.Subject(n.Id), row.Writer) ? row.WriterName : null, read,
            isOut && (n.Audience != NoticeAudience.Everyone || n.AsksReceipt) ? addressed : null, row.Coming);
    }

    private static IQueryable<Notice> Searched(IQueryable<Notice> notices, NoticeQuery query)
    {
        if (query.Audience is { } audience)
            notices = notices.Where(n => n.Audience == audience);
        foreach (var word in (query.Text ?? "").Trim().Cut(TextLength).Split([' ', '\u3000'], StringSplitOptions.RemoveEmptyEntries))
        {
            var pattern = $"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            notices = notices.Where(n => EF.Functions.Like(n.Title, pattern, "\\") || EF.Functions.Like((string)(object)n.Body, pattern, "\\")
                || EF.Functions.Like(n.MeetingPlace!, pattern, "\\"));
        }

        return notices;
    }

    private static IQueryable<Notice> In(IQueryable<Notice> notices, NoticeTab tab, DateTime now)
    {
        if (tab == NoticeTab.Bin)
            return notices.Where(n => n.DeletedUtc != null);
        notices = notices.Where(n => n.DeletedUtc == null);
        return tab switch
        {
            NoticeTab.Published => notices.Valid(now),
            NoticeTab.Scheduled => notices.Where(n => n.Stage == NoticeStage.Released && n.PublishedUtc > now),
            NoticeTab.Draft => notices.Where(n => n.Stage == NoticeStage.Draft),
            NoticeTab.Asking => notices.Valid(now).Where(n => n.AsksReceipt || n.AsksReply),
            NoticeTab.Over => notices.Where(n => n.Stage == NoticeStage.Withdrawn || (n.Stage == NoticeStage.Released && n.PublishedUtc <= now && n.ExpiresUtc <= now)),
            _ => notices,
        };
    }

    private static IOrderedQueryable<Notice> Sorted(IQueryable<Notice> notices, NoticeQuery query) => query.Sort switch
    {
        NoticeSort.Published => notices.OrderByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id),
        NoticeSort.Title => notices.OrderBy(n => n.Title).ThenByDescending(n => n.Id),
        _ => notices.OrderByDescending(n => n.ChangedUtc).ThenByDescending(n => n.Id),
    };

    private sealed record Row(Notice Notice, string? Writer, string? WriterName, bool IsAhead, int? Coming);
}
