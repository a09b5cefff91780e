using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Throws away what has served: nothing about a person is kept longer than it is needed.</summary>
public sealed class Housekeeping(IDbContextFactory<PortalDb> databases, ContentSweep sweep, TimeProvider time)
{
    /// <summary>How often is often enough.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromHours(1);

    /// <summary>How long a mail that was sent, or could not be, can still be looked at.</summary>
    public static readonly TimeSpan KeepMails = TimeSpan.FromDays(90);

    /// <summary>How long a browser without a visit is remembered.</summary>
    public static readonly TimeSpan KeepDevices = TimeSpan.FromDays(365);

    /// <summary>How long what was deleted lies in the recycle bin.</summary>
    public static readonly TimeSpan KeepDeleted = TimeSpan.FromDays(30);

    // a key counts as asked for within the hour even after it was used, see Credentials
    private static readonly TimeSpan KeepExpired = TimeSpan.FromDays(1);

    /// <summary>One round.</summary>
    /// <returns>How many rows went.</returns>
    public async Task<int> PruneAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var (expired, mails, devices, deleted, missed) = (now - KeepExpired, now - KeepMails, now - KeepDevices, now - KeepDeleted, now - MissedSearches.Keep);
        // the rows first: the files of what nothing names any more go with the others
        var pictures = await MediaSweep.SweepAsync(db, now, cancellation);
        await sweep.SweepAsync(ContentSweep.LeftBehind, cancellation);
        return pictures + await db.MemberSessions.Where(s => s.ExpiresUtc < expired).ExecuteDeleteAsync(cancellation)
            + await db.OneTimeKeys.Where(k => k.ExpiresUtc < expired).ExecuteDeleteAsync(cancellation)
            + await db.Registrations.Where(r => r.ExpiresUtc < expired).ExecuteDeleteAsync(cancellation)
            + await db.MemberDevices.Where(d => d.LastUsedUtc < devices).ExecuteDeleteAsync(cancellation)
            + await db.Articles.Where(a => a.DeletedUtc < deleted).ExecuteDeleteAsync(cancellation)
            + await db.MissedSearches.Where(m => m.LastUtc < missed).ExecuteDeleteAsync(cancellation)
            + await db.Notices.Where(n => n.DeletedUtc < deleted).ExecuteDeleteAsync(cancellation)
            + await db.CouncilUnits.IgnoreQueryFilters().Where(u => u.DeletedUtc < deleted).ExecuteDeleteAsync(cancellation)
            // none that holds anything is ever removed; those under it first
            + await db.Columns.IgnoreQueryFilters().Where(c => c.DeletedUtc < deleted && c.ParentId != null).ExecuteDeleteAsync(cancellation)
            + await db.Columns.IgnoreQueryFilters().Where(c => c.DeletedUtc < deleted && !db.Columns.IgnoreQueryFilters().Any(u => u.ParentId == c.Id)).ExecuteDeleteAsync(cancellation)
            + await db.SitePages.Where(p => p.DeletedUtc < deleted).ExecuteDeleteAsync(cancellation)
            + await db.FriendLinks.IgnoreQueryFilters().Where(l => l.DeletedUtc < deleted).ExecuteDeleteAsync(cancellation)
            + await db.OutgoingMails.Where(m => (m.State == MailState.Withheld && m.CreatedUtc < expired)
                || ((m.State == MailState.Sent || m.State == MailState.Failed) && m.CreatedUtc < mails)).ExecuteDeleteAsync(cancellation);
    }
}
