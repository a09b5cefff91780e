using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Finds, counts and sorts the newsroom's articles. Everything but the rows of the page comes from <see cref="ArticleTallies"/> and from indexes that hold no texts.</summary>
internal static class ArticleLedger
{
    private const int TextLength = 60;

    // so many are counted and sorted here, after one look at all titles instead of two
    private const int Few = 500;

    private static readonly IComparer<byte[]> Bytes = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    public static async Task<ArticleRows> LoadAsync(PortalDb db, Pens pens, Actor actor, ArticleQuery query, DateTime now, CancellationToken cancellation)
    {
        var mine = await MineAsync(db, actor, cancellation);
        var inReview = await db.ArticleDrafts.Where(d => d.Awaits > 0).Select(d => d.ArticleId).ToListAsync(cancellation);
        var awaited = await AwaitedAsync(db, query, [.. inReview.Union(mine)], cancellation);
        var few = string.IsNullOrWhiteSpace(query.Text) ? null : await FewAsync(db, query, cancellation);
        var counts = few is not null ? Count(few, now) : string.IsNullOrWhiteSpace(query.Text) ? await TalliesAsync(db, query.ColumnId, now, cancellation) : await CountAsync(Asked(db, query), now, cancellation);
        counts[ArticleTab.Mine] = awaited.Count(a => mine.Contains(a.Id));
        counts[ArticleTab.Review] = awaited.Count(a => inReview.Contains(a.Id));
        var total = counts[query.Tab];
        var skipped = (long)(query.Page - 1) * ArticleShelf.PageSize;
        var known = query.Tab switch
        {
            ArticleTab.Mine => awaited.Where(a => mine.Contains(a.Id)),
            ArticleTab.Review => awaited.Where(a => inReview.Contains(a.Id)),
            _ => few?.AsQueryable() is { } found ? In(found, query.Tab, now) : null,
        };
        List<int> ids = skipped < 0 || skipped >= total ? []
            : known is not null ? [.. SortedHere(known, query.Sort).Skip((int)skipped).Take(ArticleShelf.PageSize).Select(a => a.Id)]
            : await PageAsync(In(Asked(db, query), query.Tab, now), query.Sort, (int)skipped, total, cancellation);
        var rows = await RowsAsync(db, pens, ids, now, cancellation);
        return new ArticleRows(new PagedList<ArticleRow>([.. ids.Select(i => rows[i])], query.Page, ArticleShelf.PageSize, total), counts);
    }

    /// <summary>What the actor may pass now, and what came back to him.</summary>
    public static async Task<List<int>> MineAsync(PortalDb db, Actor actor, CancellationToken cancellation)
    {
        var waiting = await db.ArticleDrafts.AsNoTracking().Where(d => d.Awaits > 0).Select(d => new ArticleDraft { ArticleId = d.ArticleId, Awaits = d.Awaits, SentById = d.SentById, PassedIds = d.PassedIds })
            .ToListAsync(cancellation);
        var returned = await db.ArticleDrafts.AsNoTracking().Where(d => d.Awaits == 0 && d.IsAhead && d.Round > 0 && d.SentById == actor.MemberId
                && db.ArticleReviews.Where(r => r.ArticleId == d.ArticleId).OrderByDescending(r => r.Id).Select(r => r.Deed).FirstOrDefault() == ArticleReviewDeed.SentBack)
            .Select(d => d.ArticleId).ToListAsync(cancellation);
        return [.. waiting.Where(d => ArticleWorking.MayPass(actor, d)).Select(d => d.ArticleId), .. returned];
    }

    /// <summary>Those whose title has all the words.</summary>
    public static IQueryable<Article> Titled(IQueryable<Article> articles, string? text)
    {
        foreach (var word in (text ?? "").Trim().Cut(TextLength).Split([' ', '\u3000'], StringSplitOptions.RemoveEmptyEntries))
        {
            var pattern = $"%{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            articles = articles.Where(a => EF.Functions.Like(a.Title, pattern, "\\"));
        }

        return articles;
    }

    private static IQueryable<Article> Asked(PortalDb db, ArticleQuery query) =>
        Titled(db.Articles.AsNoTracking().Where(a => query.ColumnId == null || a.ColumnId == query.ColumnId), query.Text);

    private static Task<List<Article>> KeysAsync(IQueryable<Article> articles, CancellationToken cancellation) => articles.Select(a => new Article
    {
        Id = a.Id,
        Title = a.Title,
        ColumnId = a.ColumnId,
        State = a.State,
        PublishedUtc = a.PublishedUtc,
        ExpiresUtc = a.ExpiresUtc,
        ChangedUtc = a.ChangedUtc,
        DeletedUtc = a.DeletedUtc,
    }).ToListAsync(cancellation);

    // by their numbers alone: with any other condition SQLite could choose to look at all articles instead
    private static async Task<List<Article>> AwaitedAsync(PortalDb db, ArticleQuery query, List<int> ids, CancellationToken cancellation) => ids.Count == 0 ? []
        : [.. (await KeysAsync(Titled(db.Articles.AsNoTracking().Where(a => ids.Contains(a.Id)), query.Text), cancellation))
            .Where(a => a.DeletedUtc is null && (query.ColumnId is null || a.ColumnId == query.ColumnId))];

    private static async Task<List<Article>?> FewAsync(PortalDb db, ArticleQuery query, CancellationToken cancellation) =>
        await KeysAsync(Asked(db, query).Take(Few + 1), cancellation) is { Count: <= Few } found ? found : null;

    private static Dictionary<ArticleTab, int> Count(List<Article> articles, DateTime now) =>
        Enum.GetValues<ArticleTab>().ToDictionary(t => t, t => In(articles.AsQueryable(), t, now).Count());

    // only what the clock decides is counted: what is still to come, and what has gone
    private static async Task<Dictionary<ArticleTab, int>> TalliesAsync(PortalDb db, int? columnId, DateTime now, CancellationToken cancellation)
    {
        var tallies = await db.ArticleTallies.AsNoTracking().Where(t => columnId == null || t.ColumnId == columnId).ToListAsync(cancellation);
        int Of(ArticleState state) => tallies.Where(t => !t.IsDeleted && t.State == state).Sum(t => t.Count);
        var scheduled = await db.Articles.Where(a => a.State == ArticleState.Published && a.PublishedUtc > now).GroupBy(_ => 1)
            .Select(g => g.Count(a => a.DeletedUtc == null && (columnId == null || a.ColumnId == columnId))).FirstOrDefaultAsync(cancellation);
        var expired = await db.Articles.Where(a => a.ExpiresUtc <= now).GroupBy(_ => 1)
            .Select(g => g.Count(a => a.State == ArticleState.Published && a.PublishedUtc <= now && a.DeletedUtc == null && (columnId == null || a.ColumnId == columnId)))
            .FirstOrDefaultAsync(cancellation);
        return new()
        {
            [ArticleTab.All] = tallies.Where(t => !t.IsDeleted).Sum(t => t.Count),
            [ArticleTab.Draft] = Of(ArticleState.Draft),
            [ArticleTab.Scheduled] = scheduled,
            [ArticleTab.Published] = Of(ArticleState.Published) - scheduled - expired,
            [ArticleTab.Over] = Of(ArticleState.Withdrawn) + expired,
            [ArticleTab.Bin] = tallies.Where(t => t.IsDeleted).Sum(t => t.Count),
        };
    }

    // in one go: each would look at all of them
    private static async Task<Dictionary<ArticleTab, int>> CountAsync(IQueryable<Article> articles, DateTime now, CancellationToken cancellation)
    {
        var found = await articles.GroupBy(_ => 1).Select(g => new
        {
            All = g.Count(a => a.DeletedUtc == null),
            Draft = g.Count(a => a.DeletedUtc == null && a.State == ArticleState.Draft),
            Scheduled = g.Count(a => a.DeletedUtc == null && a.State == ArticleState.Published && a.PublishedUtc > now),
            Published = g.Count(a => a.DeletedUtc == null && a.State == ArticleState.Published && a.PublishedUtc <= now && (a.ExpiresUtc == null || a.ExpiresUtc > now)),
            Bin = g.Count(a => a.DeletedUtc != null),
        }).FirstOrDefaultAsync(cancellation);
        return new()
        {
            [ArticleTab.All] = found?.All ?? 0,
            [ArticleTab.Draft] = found?.Draft ?? 0,
            [ArticleTab.Scheduled] = found?.Scheduled ?? 0,
            [ArticleTab.Published] = found?.Published ?? 0,
            [ArticleTab.Over] = found is null ? 0 : found.All - found.Draft - found.Scheduled - found.Published,
            [ArticleTab.Bin] = found?.Bin ?? 0,
        };
    }

    private static Task<List<int>> PageAsync(IQueryable<Article> articles, ArticleSort sort, int skipped, int total, CancellationToken cancellation)
    {
        var taken = Math.Min(ArticleShelf.PageSize, total - skipped);
        return Sorted(articles, sort).Select(a => a.Id).Skip(skipped).Take(taken).ToListAsync(cancellation);
    }

    private static IQueryable<Article> In(IQueryable<Article> articles, ArticleTab tab, DateTime now)
    {
        if (tab == ArticleTab.Bin)
            return articles.Where(a => a.DeletedUtc != null);
        articles = articles.Where(a => a.DeletedUtc == null);
        return tab switch
        {
            ArticleTab.Draft => articles.Where(a => a.State == ArticleState.Draft),
            ArticleTab.Scheduled => articles.Where(a => a.State == ArticleState.Published && a.PublishedUtc > now),
            // said so that SQLite stays with the list's own index, whose order it needs
            ArticleTab.Published => articles.Where(a => a.State != ArticleState.Draft && a.State != ArticleState.Withdrawn && a.PublishedUtc <= now && (a.ExpiresUtc == null || a.ExpiresUtc > now)),
            ArticleTab.Over => articles.Where(a => a.State == ArticleState.Withdrawn || (a.State == ArticleState.Published && a.PublishedUtc <= now && a.ExpiresUtc != null && a.ExpiresUtc <= now)),
            _ => articles,
        };
    }

    private static IOrderedQueryable<Article> Sorted(IQueryable<Article> articles, ArticleSort sort) => sort switch
    {
        ArticleSort.Published => articles.OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id),
        ArticleSort.Title => articles.OrderBy(a => a.Title).ThenByDescending(a => a.Id),
        _ => articles.OrderByDescending(a => a.ChangedUtc).ThenByDescending(a => a.Id),
    };

    private static IEnumerable<Article> SortedHere(IEnumerable<Article> articles, ArticleSort sort) => sort switch
    {
        // as the database sorts, by the bytes of UTF-8; a title with signs beyond 16 bits stands elsewhere by C#'s own order
        ArticleSort.Title => articles.OrderBy(a => Encoding.UTF8.GetBytes(a.Title), Bytes).ThenByDescending(a => a.Id),
        _ => Sorted(articles.AsQueryable(), sort),
    };

    private static async Task<Dictionary<int, ArticleRow>> RowsAsync(PortalDb db, Pens pens, List<int> ids, DateTime now, CancellationToken cancellation)
    {
        var columns = await db.Columns.AsNoTracking().ToDictionaryAsync(c => c.Id, cancellation);
        var articles = await db.Articles.AsNoTracking().Where(a => ids.Contains(a.Id))
            .Select(a => new Article
            {
                Id = a.Id,
                Title = a.Title,
                Language = a.Language,
                ColumnId = a.ColumnId,
                State = a.State,
                PublishedUtc = a.PublishedUtc,
                ExpiresUtc = a.ExpiresUtc,
                ChangedUtc = a.ChangedUtc,
                DeletedUtc = a.DeletedUtc,
                Views = a.Views,
                IsPinned = a.IsPinned,
                IsHeadline = a.IsHeadline,
                IsLead = a.IsLead,
                CarouselPlace = a.CarouselPlace,
            }).ToListAsync(cancellation);
        var drafts = await db.ArticleDrafts.AsNoTracking().Where(d => ids.Contains(d.ArticleId)).Select(d => new { d.ArticleId, d.Awaits, d.IsAhead, d.Writer, d.WriterName, d.ColumnId })
            .ToDictionaryAsync(d => d.ArticleId, cancellation);
        return articles.ToDictionary(a => a.Id, a =>
        {
            var draft = drafts.GetValueOrDefault(a.Id);
            return new ArticleRow(
                a.Id, a.Title, columns[a.ColumnId].Name, a.Language, a.StandingAt(now), a.PublishedUtc, a.ExpiresUtc, a.ChangedUtc, a.DeletedUtc, a.Views, draft?.Awaits ?? 0,
                columns.GetValueOrDefault(draft?.ColumnId ?? a.ColumnId)?.Reviews ?? 0, draft?.IsAhead ?? a.State == ArticleState.Draft,
                draft is not null && pens.IsHeld(Newsroom.Subject(a.Id), draft.Writer) ? draft.WriterName : null, a.IsPinned, a.IsHeadline, a.IsLead, a.CarouselPlace is not null);
        });
    }
}
