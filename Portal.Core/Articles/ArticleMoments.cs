using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Tells open pages and caches that an article has come out or expired by the clock. What readers may see never depends on it.</summary>
public sealed class ArticleMoments(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
{
    private DateTime _toldUtc = time.GetUtcNow().UtcDateTime;

    /// <summary>When the next one comes out or expires; null when none will.</summary>
    public async Task<DateTime?> NextUtcAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var appears = await db.Articles.Where(a => a.State == ArticleState.Published && a.PublishedUtc > _toldUtc).MinAsync(a => (DateTime?)a.PublishedUtc, cancellation);
        var expires = await Leaving(db).Where(a => a.ExpiresUtc > _toldUtc).OrderBy(a => a.ExpiresUtc).Select(a => a.ExpiresUtc).FirstOrDefaultAsync(cancellation);
        return appears < expires || expires is null ? appears : expires;
    }

    /// <summary>Tells what has happened since it told last.</summary>
    /// <returns>Whether anything had.</returns>
    public async Task<bool> TellAsync(CancellationToken cancellation = default)
    {
        var (told, now) = (_toldUtc, time.GetUtcNow().UtcDateTime);
        List<ArticleChanged> gone;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            gone = await Leaving(db).Where(a => a.ExpiresUtc > told && a.ExpiresUtc <= now && a.PublishedUtc <= now)
                .Select(a => new ArticleChanged(a.Id, a.Version, true, a.ExpiresUtc!.Value, null)).ToListAsync(cancellation);
            if (gone.Count == 0 && !await db.Articles.AnyAsync(a => a.State == ArticleState.Published && a.PublishedUtc > told && a.PublishedUtc <= now, cancellation))
                return false;
        }

        _toldUtc = now;
        // the caches first: whoever reloads because of the second message must not get the old page
        feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        foreach (var article in gone)
            feed.Publish(article.ArticleId, article);
        feed.PublishLatest(NewsroomActivity.Everywhere, () => new NewsroomActivity());
        return true;
    }

    // said so that SQLite stays with the few that expire at all instead of looking at all that are published
    private static IQueryable<Article> Leaving(PortalDb db) => db.Articles.AsNoTracking().Where(a => a.State != ArticleState.Draft && a.State != ArticleState.Withdrawn);
}
