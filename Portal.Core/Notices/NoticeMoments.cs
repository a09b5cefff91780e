using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Tells open pages and caches that a notice has come out or expired by the clock. What readers may see never depends on it.</summary>
public sealed class NoticeMoments(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
{
    private DateTime _toldUtc = time.GetUtcNow().UtcDateTime;

    /// <summary>When the next one comes out or expires; null when none will.</summary>
    public async Task<DateTime?> NextUtcAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var released = db.Notices.Where(n => n.Stage == NoticeStage.Released && n.DeletedUtc == null);
        var appears = await released.Where(n => n.PublishedUtc > _toldUtc).MinAsync(n => (DateTime?)n.PublishedUtc, cancellation);
        var expires = await released.Where(n => n.ExpiresUtc > _toldUtc).MinAsync(n => n.ExpiresUtc, cancellation);
        return appears < expires || expires is null ? appears : expires;
    }

    /// <summary>Tells what has happened since it told last.</summary>
    /// <returns>Whether anything had.</returns>
    public async Task<bool> TellAsync(CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            var (told, released) = (_toldUtc, db.Notices.Where(n => n.Stage == NoticeStage.Released && n.DeletedUtc == null));
            if (!await released.AnyAsync(n => (n.PublishedUtc > told && n.PublishedUtc <= now) || (n.ExpiresUtc > told && n.ExpiresUtc <= now), cancellation))
                return false;
        }

        _toldUtc = now;
        feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        feed.PublishLatest(NoticeActivity.Everywhere, () => new NoticeActivity());
        return true;
    }
}
