using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Which notices most members still have to read.</summary>
internal static class NoticeUnread
{
    /// <summary>The notices by how many of their members have not read them, the most first. What is not up, or is for nobody in particular, follows with the last published first.</summary>
    public static async Task<List<int>> OrderAsync(PortalDb db, IQueryable<Notice> notices, DateTime now, CancellationToken cancellation)
    {
        var all = await notices.Select(n => new Notice
        {
            Id = n.Id,
            Stage = n.Stage,
            PublishedUtc = n.PublishedUtc,
            ExpiresUtc = n.ExpiresUtc,
            Audience = n.Audience,
            Tiers = n.Tiers,
            Roles = n.Roles,
            UnitIds = n.UnitIds,
            AsksReceipt = n.AsksReceipt,
        }).ToListAsync(cancellation);
        Dictionary<int, int> unread = [];
        // one question for all that are for the same people, and not one for each
        foreach (var alike in all.Where(n => n.StateAt(now) == NoticeState.Published && (n.Audience != NoticeAudience.Everyone || n.AsksReceipt)).GroupBy(KeyOf))
        {
            var members = NoticeReaders.Of(db, alike.First());
            var (ids, asks) = (alike.Select(n => n.Id).ToList(), alike.Key.AsksReceipt);
            var size = await members.CountAsync(cancellation);
            var read = await db.NoticeReads.Where(r => ids.Contains(r.NoticeId) && (!asks || r.ConfirmedUtc != null) && members.Any(u => u.Id == r.MemberId))
                .GroupBy(r => r.NoticeId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
            foreach (var id in ids)
                unread[id] = size - read.GetValueOrDefault(id);
        }

        return [.. all.OrderByDescending(n => unread.GetValueOrDefault(n.Id, -1)).ThenByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id).Select(n => n.Id)];
    }

    private static (NoticeAudience Audience, int Tiers, int Roles, string Units, bool AsksReceipt) KeyOf(Notice n) => (n.Audience, n.Tiers, n.Roles, string.Join(' ', n.UnitIds), n.AsksReceipt);
}
