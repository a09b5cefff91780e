using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>What the office did with a notice, told from the audit log.</summary>
internal static class NoticeHistory
{
    private const int Longest = 100;

    // what changes what readers see or whether they see it; windows that change hands and members who confirm are no part of it
    private static readonly string[] Deeds =
    [
        "notice.begin", "notice.publish", "notice.revise", "notice.schedule", "notice.withdraw", "notice.restore", "notice.pin", "notice.unpin", "notice.delete", "notice.bring-back",
        "notice.remind",
    ];

    /// <summary>The newest first.</summary>
    public static async Task<IReadOnlyList<NoticeDeed>> LoadAsync(PortalDb db, int id, CancellationToken cancellation)
    {
        var subject = NoticeDesk.Subject(id);
        var rows = await db.AuditEntries.AsNoTracking().Where(a => a.Subject == subject && Deeds.Contains(a.Action)).OrderByDescending(a => a.Id).Take(Longest)
            .Select(a => new { a.Action, a.ActorName, Name = db.Users.Where(u => u.Id == a.ActorId).Select(u => u.DisplayName).FirstOrDefault(), a.AtUtc, a.Detail, a.After })
            .ToListAsync(cancellation);
        return [.. rows.Select(r => new NoticeDeed(
            r.Action, r.Name ?? r.ActorName, r.AtUtc, ChangedBy(r.Action, r.Detail), r.Action == "notice.withdraw" && !string.IsNullOrEmpty(r.After) ? r.After : null))];
    }

    // a first publication names all it says: that is no change
    private static IReadOnlyList<string> ChangedBy(string action, string? detail)
    {
        if (action != "notice.revise" || detail is null)
            return [];
        using var json = JsonDocument.Parse(detail);
        return [.. json.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Object).Select(p => p.Name)];
    }
}
