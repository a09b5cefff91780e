using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>What is public, as machines read it: feeds, the site map, lists for programs. Nothing that is for some only, withdrawn, expired or still to come is in it.</summary>
public sealed class Catalogue(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    /// <summary>Entries of a list when nobody says how many, and at most.</summary>
    public const int UsualLimit = 20;
    public const int MaxLimit = 100;

    /// <summary>Entries of a feed.</summary>
    public const int FeedLength = 30;

    /// <summary>Addresses in a part of the site map, at most.</summary>
    public const int SitemapLength = 10_000;

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    /// <summary>Published articles, newest first; null when there is no such column.</summary>
    public async Task<CataloguePart<CatalogueArticle>?> ArticlesAsync(CatalogueQuery query, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = NowUtc;
        var articles = db.Articles.AsNoTracking().Up(now);
        if (query.Column is { } slug)
        {
            var columns = await ColumnIdsAsync(db, slug, cancellation);
            if (columns.Count == 0)
                return null;
            articles = articles.Where(a => columns.Contains(a.ColumnId));
        }

        if (query.Tag is { } tag)
            articles = articles.Where(a => a.Tags.Any(t => t.Name == tag));
        if (query.SinceUtc is { } since)
        {
            // a correction is a deed of the newsroom, and those have an index: else every article there is would be read
            var corrected = db.Articles.Where(a => a.DeletedUtc == null && a.ChangedUtc >= since && a.CorrectedUtc >= since).Select(a => a.Id);
            articles = articles.Where(a => a.PublishedUtc >= since || corrected.Contains(a.Id));
        }

        if (query.After is { } after)
            articles = articles.Where(a => a.PublishedUtc < after.AtUtc || (a.PublishedUtc == after.AtUtc && a.Id < after.Id));
        var found = await articles.OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id).Take(Taken(query)).Select(a => new CatalogueArticle(
            a.Id, a.Language, a.Title, a.Subtitle, a.Summary, a.Source, a.Byline, a.Column!.Slug, a.PublishedUtc, a.CorrectedUtc ?? a.PublishedUtc,
            a.Picture == null ? null : new Picture(a.Picture.Hash + "." + a.Picture.Extension, a.Picture.Width, a.Picture.Height, a.PictureAlt ?? ""),
            a.Tags.OrderBy(t => t.Name).Select(t => t.Name).ToList(),
            db.Articles.Up(now).Where(t => t.TranslationOfId == a.Id || t.Id == a.TranslationOfId).Select(t => (int?)t.Id).FirstOrDefault())).ToListAsync(cancellation);
        return Part(query, found, a => new CataloguePlace(a.PublishedUtc, a.Id));
    }

    /// <summary>Notices for everybody that are up, newest first.</summary>
    public async Task<CataloguePart<CatalogueNotice>> NoticesAsync(CatalogueQuery query, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var notices = PublicNotices(db, NowUtc);
        if (query.SinceUtc is { } since)
            notices = notices.Where(n => (n.RevisedUtc ?? n.PublishedUtc) >= since);
        if (query.After is { } after)
            notices = notices.Where(n => n.PublishedUtc < after.AtUtc || (n.PublishedUtc == after.AtUtc && n.Id < after.Id));
        var found = await notices.OrderByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id).Take(Taken(query)).Select(n => new CatalogueNotice(
            n.Id, n.Title, n.Issuer, n.PublishedUtc, n.RevisedUtc ?? n.PublishedUtc, n.ExpiresUtc,
            n.MeetingStartsUtc == null ? null : new NoticeMeeting(n.MeetingStartsUtc.Value, n.MeetingEndsUtc, n.MeetingPlace), n.IsPinned, n.IsEmergency)).ToListAsync(cancellation);
        return Part(query, found, n => new CataloguePlace(n.PublishedUtc, n.Id));
    }

    /// <summary>The newest articles and notices.</summary>
    public async Task<CatalogueFeed> SiteFeedAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (articles, notices) = (await ArticleEntriesAsync(db, null, cancellation), await NoticeEntriesAsync(db, cancellation));
        List<FeedEntry> entries = [.. articles.Entries.Concat(notices.Entries).OrderByDescending(e => e.PublishedUtc).ThenByDescending(e => e.Id).Take(FeedLength)];
        return new CatalogueFeed(null, articles.ChangedUtc > notices.ChangedUtc ? articles.ChangedUtc : notices.ChangedUtc, entries);
    }

    /// <summary>The newest articles of a column and of those under it; null when there is no such column.</summary>
    public async Task<CatalogueFeed?> ColumnFeedAsync(string slug, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var column = await db.Columns.AsNoTracking().Where(c => c.Slug == slug).Select(AsLink).FirstOrDefaultAsync(cancellation);
        if (column is null)
            return null;
        return await ArticleEntriesAsync(db, await ColumnIdsAsync(db, slug, cancellation), cancellation) with { Column = column };
    }

    /// <summary>The newest notices for everybody.</summary>
    public async Task<CatalogueFeed> NoticesFeedAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await NoticeEntriesAsync(db, cancellation);
    }

    /// <summary>The parts of the site map that have anything in them.</summary>
    public async Task<IReadOnlyList<SitemapPart>> SitemapAsync(CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = NowUtc;
        var articles = await db.Articles.AsNoTracking().Up(now).GroupBy(a => (a.Id - 1) / SitemapLength)
            .Select(g => new { g.Key, ChangedUtc = g.Max(a => a.CorrectedUtc ?? a.PublishedUtc) }).OrderBy(g => g.Key).ToListAsync(cancellation);
        var notices = await PublicNotices(db, now).MaxAsync(n => (DateTime?)(n.RevisedUtc ?? n.PublishedUtc), cancellation);
        // the front page and the lists are always there, and change with whatever stands on them
        List<SitemapPart> parts = [new(SitemapKind.Pages, 1, null)];
        if (await db.Columns.AnyAsync(cancellation))
            parts.Add(new(SitemapKind.Columns, 1, await db.Articles.Up(now).MaxAsync(a => (DateTime?)a.PublishedUtc, cancellation)));
        if (notices is not null)
            parts.Add(new(SitemapKind.Notices, 1, notices));
        if (await db.CouncilUnits.AnyAsync(cancellation))
            parts.Add(new(SitemapKind.Units, 1, null));
        if (await db.Contests.AnyAsync(c => c.Stage != ContestStage.Draft, cancellation))
            parts.Add(new(SitemapKind.Contests, 1, null));
        return [.. parts, .. articles.Select(a => new SitemapPart(SitemapKind.Articles, a.Key + 1, a.ChangedUtc))];
    }

    /// <summary>A part of the site map, read while it is sent.</summary>
    /// <param name="kind">What it lists.</param>
    /// <param name="number">From 1.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async IAsyncEnumerable<SitemapEntry> SitemapPartAsync(SitemapKind kind, int number, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (number is < 1 or > int.MaxValue / SitemapLength || (number > 1 && kind != SitemapKind.Articles))
            yield break;
        await foreach (var entry in Entries(db, kind, number, NowUtc).AsAsyncEnumerable().WithCancellation(cancellation))
            yield return entry;
        if (kind != SitemapKind.Contests)
            yield break;
        var published = db.Contests.AsNoTracking().Where(c => c.Stage == ContestStage.Published).OrderBy(c => c.Id).Select(c => new SitemapEntry(c.Id, null, c.PublishedUtc, true));
        await foreach (var results in published.AsAsyncEnumerable().WithCancellation(cancellation))
            yield return results;
    }

    private static IQueryable<SitemapEntry> Entries(PortalDb db, SitemapKind kind, int number, DateTime now)
    {
        var (after, last) = ((number - 1) * SitemapLength, number * SitemapLength);
        return kind switch
        {
            // an article's number decides, so that none ever moves to another part
            SitemapKind.Articles => db.Articles.AsNoTracking().Up(now).Where(a => a.Id > after && a.Id <= last).OrderBy(a => a.Id)
                .Select(a => new SitemapEntry(a.Id, null, a.CorrectedUtc ?? a.PublishedUtc, false)),
            SitemapKind.Notices => PublicNotices(db, now).OrderByDescending(n => n.Id).Take(SitemapLength).Select(n => new SitemapEntry(n.Id, null, n.RevisedUtc ?? n.PublishedUtc, false)),
            SitemapKind.Columns => db.Columns.AsNoTracking().OrderBy(c => c.Place).ThenBy(c => c.Id).Take(SitemapLength).Select(c => new SitemapEntry(
                0, c.Slug, db.Articles.Up(now).Where(a => a.ColumnId == c.Id || db.Columns.Any(u => u.Id == a.ColumnId && u.ParentId == c.Id)).Max(a => (DateTime?)a.PublishedUtc), false)),
            SitemapKind.Units => db.CouncilUnits.AsNoTracking().OrderBy(u => u.Id).Take(SitemapLength).Select(u => new SitemapEntry(u.Id, null, null, false)),
            SitemapKind.Contests => db.Contests.AsNoTracking().Where(c => c.Stage != ContestStage.Draft).OrderBy(c => c.Id).Take(SitemapLength / 2).Select(c => new SitemapEntry(c.Id, null, null, false)),
            _ => db.SitePages.AsNoTracking().Where(p => p.IsPublished && p.DeletedUtc == null).GroupBy(p => p.Slug).OrderBy(g => g.Key).Take(SitemapLength / 2)
                .Select(g => new SitemapEntry(0, g.Key, g.Max(p => p.UpdatedUtc), false)),
        };
    }

    private static IQueryable<Notice> PublicNotices(PortalDb db, DateTime now) => db.Notices.AsNoTracking().Valid(now).For(NoticeReaderFacts.Visitor);

    private static Task<List<int>> ColumnIdsAsync(PortalDb db, string slug, CancellationToken cancellation) =>
        db.Columns.Where(c => c.Slug == slug || db.Columns.Any(p => p.Slug == slug && p.Id == c.ParentId)).Select(c => c.Id).ToListAsync(cancellation);

    private static Expression<Func<Column, ColumnLink>> AsLink { get; } = c => new ColumnLink(c.Id, c.Slug, c.Name, c.NameEn, c.Description, c.ParentId, c.Colour);

    // one more than asked for tells whether there is a next part
    private static int Taken(CatalogueQuery query) => Math.Clamp(query.Limit, 1, MaxLimit) + 1;

    private static CataloguePart<T> Part<T>(CatalogueQuery query, List<T> found, Func<T, CataloguePlace> place)
    {
        var limit = Taken(query) - 1;
        return found.Count <= limit ? new(found, null) : new(found[..limit], place(found[limit - 1]));
    }

    private static DateTime Latest(IEnumerable<DateTime?> moments) => moments.Max() ?? DateTime.UnixEpoch;

    private async Task<CatalogueFeed> ArticleEntriesAsync(PortalDb db, List<int>? columns, CancellationToken cancellation)
    {
        var now = NowUtc;
        var all = db.Articles.AsNoTracking().Where(a => columns == null || columns.Contains(a.ColumnId));
        var articles = await all.Up(now).OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id).Take(FeedLength)
            .Include(a => a.Column).Include(a => a.Picture).Include(a => a.Tags).AsSplitQuery().ToListAsync(cancellation);
        var toLink = AsLink.Compile();
        List<FeedEntry> entries =
        [
            .. articles.Select(a => new FeedEntry(
                Content.Articles, a.Id, a.Title, a.Summary, a.Body, a.Byline ?? (a.Source.Length > 0 ? a.Source : null), a.PublishedUtc, a.CorrectedUtc ?? a.PublishedUtc, toLink(a.Column!),
                [.. a.Tags.Select(t => t.Name).Order(StringComparer.Ordinal)],
                a.Picture is { } file ? new Picture($"{file.Hash}.{file.Extension}", file.Width, file.Height, a.PictureAlt ?? "") : null, a.Language)),
        ];
        // what has gone changes a feed as well: of those that could have stood in it
        var oldest = entries.Count < FeedLength ? DateTime.MinValue : entries[^1].PublishedUtc;
        var withdrawn = await all.Where(a => a.State == ArticleState.Withdrawn && a.PublishedUtc >= oldest).MaxAsync(a => a.WithdrawnUtc, cancellation);
        var expired = await all.Where(a => a.State == ArticleState.Published && a.PublishedUtc >= oldest && a.ExpiresUtc <= now).MaxAsync(a => a.ExpiresUtc, cancellation);
        return new CatalogueFeed(null, Latest([.. entries.Select(e => (DateTime?)e.UpdatedUtc), withdrawn, expired]), entries);
    }

    private async Task<CatalogueFeed> NoticeEntriesAsync(PortalDb db, CancellationToken cancellation)
    {
        var now = NowUtc;
        var notices = await PublicNotices(db, now).OrderByDescending(n => n.PublishedUtc).ThenByDescending(n => n.Id).Take(FeedLength).ToListAsync(cancellation);
        List<FeedEntry> entries =
        [
            .. notices.Select(n => new FeedEntry(
                Content.Notices, n.Id, n.Title, n.Body.Beginning(), n.Body, n.Issuer, n.PublishedUtc, n.RevisedUtc ?? n.PublishedUtc, null, [], null)),
        ];
        var all = db.Notices.AsNoTracking().For(NoticeReaderFacts.Visitor);
        var withdrawn = await all.Where(n => n.Stage == NoticeStage.Withdrawn).MaxAsync(n => n.WithdrawnUtc, cancellation);
        var expired = await all.Where(n => n.Stage == NoticeStage.Released && n.ExpiresUtc <= now).MaxAsync(n => n.ExpiresUtc, cancellation);
        return new CatalogueFeed(null, Latest([.. entries.Select(e => (DateTime?)e.UpdatedUtc), withdrawn, expired]), entries);
    }
}
