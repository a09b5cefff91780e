using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>文章 and 栏目: what readers read, and what editors do with it.</summary>
public sealed class Articles : IDisposable
{
    /// <summary>Entries on a page of a column's list.</summary>
    public const int PageSize = 20;

    private const int RankingLength = 10;
    private const int RankingDays = 7;
    private const int RelatedLength = 3;
    private const int NeighbourLength = 5;
    private const int BlockLength = 5;

    // the articles people read at the moment; each with its text some tens of kilobytes
    private const int DetailsKept = 500;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly SiteSettingsCache _settings;
    private readonly ViewCounter _counter;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly Snapshot<IReadOnlyList<ColumnLink>> _columns;
    private readonly Snapshot<IReadOnlyList<ArticleLine>> _headlines;
    private readonly Snapshot<IReadOnlyList<RankedArticle>> _ranking;
    private readonly Snapshot<FrontPage> _front;
    private readonly SnapshotTable<ArticleDetail> _details;

    public Articles(IDbContextFactory<PortalDb> databases, SiteSettingsCache settings, ViewCounter counter, LiveFeed feed, TimeProvider time)
    {
        _databases = databases;
        _settings = settings;
        _counter = counter;
        _feed = feed;
        _time = time;
        // scheduled articles appear by the clock alone, so nothing is kept for long
        _columns = new(feed, time, [Content.Articles, Content.Site], TimeSpan.FromMinutes(10), LoadColumnsAsync);
        _headlines = new(feed, time, [Content.Articles], TimeSpan.FromSeconds(30), LoadHeadlinesAsync);
        _ranking = new(feed, time, [Content.Articles], TimeSpan.FromMinutes(1), LoadRankingAsync);
        _front = new(feed, time, [Content.Articles, Content.Site], TimeSpan.FromSeconds(30), LoadFrontAsync);
        _details = new(feed, time, [Content.Articles], TimeSpan.FromSeconds(30), DetailsKept, LoadDetailAsync);
    }

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Columns in the society's order.</summary>
    public Task<IReadOnlyList<ColumnLink>> ColumnsAsync(CancellationToken cancellation = default) => _columns.GetAsync(cancellation);

    /// <summary>The articles of 头条滚动, newest first.</summary>
    public Task<IReadOnlyList<ArticleLine>> HeadlinesAsync(CancellationToken cancellation = default) => _headlines.GetAsync(cancellation);

    /// <summary>阅读排行: most views in the last seven days of the site's calendar, at most ten.</summary>
    public Task<IReadOnlyList<RankedArticle>> MostReadAsync(CancellationToken cancellation = default) => _ranking.GetAsync(cancellation);

    public Task<FrontPage> FrontAsync(CancellationToken cancellation = default) => _front.GetAsync(cancellation);

    /// <summary>One article with everything around it. A withdrawn one comes back without its text; a draft or a future one not at all.</summary>
    public async Task<ArticleDetail?> GetAsync(int id, CancellationToken cancellation = default)
    {
        var detail = await _details.GetAsync(id, cancellation);
        return detail is null ? null : detail with { Views = _counter.Total(id, detail.Views) };
    }

    /// <summary>The published articles of a column and of those under it, newest first; null when there is no such column.</summary>
    /// <param name="slug">As in the address.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<(ColumnLink Column, PagedList<ArticleCard> Articles)?> ListAsync(string slug, int page, CancellationToken cancellation = default)
    {
        var columns = await ColumnsAsync(cancellation);
        var column = columns.FirstOrDefault(c => c.Slug == slug);
        if (column is null)
            return null;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var articles = In(Published(db, NowUtc), columns, column.Id);
        var total = await articles.CountAsync(cancellation);
        if (page < 1 || (long)(page - 1) * PageSize >= total)
            return (column, new PagedList<ArticleCard>([], page, PageSize, total));
        // those that are pinned are few and stand first; the others keep to the order of the index
        var pinned = await NewestFirst(articles.Where(a => a.IsPinned)).Take(PageSize).Select(AsCard).ToListAsync(cancellation);
        var before = page == 1 ? pinned : [];
        var others = await NewestFirst(articles.Where(a => !a.IsPinned)).Skip(Math.Max(0, (page - 1) * PageSize - pinned.Count)).Take(PageSize - before.Count)
            .Select(AsCard).ToListAsync(cancellation);
        List<ArticleCard> items = [.. before, .. others];
        return (column, new PagedList<ArticleCard>(items, page, PageSize, total));
    }

    /// <summary>A file that belongs to a published article.</summary>
    public async Task<(string Name, string Hash)?> AttachmentAsync(int id, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var file = await db.Attachments.AsNoTracking()
            .Where(f => f.Id == id && Published(db, NowUtc).Any(a => a.Id == f.ArticleId && a.FileIds.Contains(f.Id))).FirstOrDefaultAsync(cancellation);
        return file is null ? null : (file.Name, file.Hash);
    }

    /// <summary>Where a published or withdrawn article stands now; null when there is none.</summary>
    public async Task<ArticleChanged?> LatestChangeAsync(int id, CancellationToken cancellation = default)
    {
        var now = NowUtc;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.Articles.AsNoTracking().Where(a => a.Id == id && a.State != ArticleState.Draft && a.PublishedUtc <= now)
            .Select(a => new ArticleChanged(
                a.Id, a.Version, a.State == ArticleState.Withdrawn || (a.ExpiresUtc != null && a.ExpiresUtc <= now), a.CorrectedUtc ?? a.PublishedUtc, a.CorrectionNote))
            .FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Puts a new article before the readers, without a working copy. In columns with reviews only <see cref="ArticleReviews"/> does that.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="text">What it says.</param>
    /// <param name="publishedUtc">Its 发布时间; in the future, it appears then.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    public async Task<Outcome<int>> PublishAsync(Actor actor, ArticleText text, DateTime publishedUtc, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var article = new Article { Title = "", State = ArticleState.Published, PublishedUtc = publishedUtc, ChangedUtc = NowUtc };
        if (Write(article, text) is { } wrong)
            return Outcome.Invalid(wrong);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        if (!await db.Columns.AnyAsync(c => c.Id == text.ColumnId, cancellation))
            return Outcome.Invalid(nameof(text.ColumnId));
        if (await ReviewedAsync(db, [text.ColumnId], cancellation))
            return Outcome.Invalid(nameof(Column.Reviews));
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        db.Articles.Add(article);
        await db.SaveChangesAsync(cancellation);
        db.Note(actor, NowUtc, "article.publish", $"article/{article.Id}", article.Title);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        return article.Id;
    }

    /// <summary>Replaces the text of a published article. Open pages learn of it and offer the new text.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">The article.</param>
    /// <param name="version">The version the editor started from; another one in the meantime gives <see cref="Refusal.Stale"/>.</param>
    /// <param name="text">The new text.</param>
    /// <param name="note">One sentence for readers on what was corrected, up to 200 characters; may be empty.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    public async Task<Outcome> CorrectAsync(Actor actor, int id, int version, ArticleText text, string? note, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (note?.Length > 200)
            return Outcome.Invalid(nameof(note));
        return await ChangeAsync(actor, id, version, "article.correct", async (db, article) =>
        {
            if (article.State != ArticleState.Published)
                return Refusal.NotFound;
            if (await ReviewedAsync(db, [article.ColumnId, text.ColumnId], cancellation))
                return Outcome.Invalid(nameof(Column.Reviews));
            await db.Entry(article).Collection(a => a.Tags).LoadAsync(cancellation);
            if (Write(article, text) is { } wrong)
                return Outcome.Invalid(wrong);
            if (!await db.Columns.AnyAsync(c => c.Id == text.ColumnId, cancellation))
                return Outcome.Invalid(nameof(text.ColumnId));
            article.CorrectedUtc = NowUtc;
            article.CorrectionNote = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
            // a working copy that says nothing of its own would bring the old text back
            db.ArticleDrafts.RemoveRange(await db.ArticleDrafts.Where(d => d.ArticleId == id && !d.IsAhead).ToListAsync(cancellation));
            return Outcome.Done;
        }, cancellation);
    }

    public void Dispose()
    {
        _columns.Dispose();
        _headlines.Dispose();
        _ranking.Dispose();
        _front.Dispose();
        _details.Dispose();
    }

    /// <summary>Fills the article from the text. Returns the name of the first field that is wrong.</summary>
    internal static string? Write(Article article, ArticleText text)
    {
        var title = text.Title.Trim();
        if (title.Length is 0 or > Article.TitleLength)
            return nameof(text.Title);
        if (!TextLanguages.All.Contains(text.Language))
            return nameof(text.Language);
        var body = SafeHtml.Clean(text.BodyHtml);
        if (body.IsBlank)
            return nameof(text.BodyHtml);
        var summary = text.Summary.Trim();
        if (summary.Length > ArticleContent.SummaryLength)
            return nameof(text.Summary);
        if (text.Tags.Count > ArticleContent.MaxTags || text.Tags.Any(t => t.Trim().Length is 0 or > ArticleContent.TagLength))
            return nameof(text.Tags);
        article.ColumnId = text.ColumnId;
        article.Language = text.Language;
        article.Title = title;
        article.Subtitle = Optional(text.Subtitle);
        article.Summary = summary.Length > 0 ? summary : body.Beginning();
        article.Source = text.Source.Trim();
        article.Byline = Optional(text.Byline);
        article.Signature = Optional(text.Signature);
        article.ResponsibleEditor = Optional(text.ResponsibleEditor);
        article.Body = body;
        var tags = text.Tags.Select(t => t.Trim()).Distinct(StringComparer.Ordinal).ToList();
        article.Tags.RemoveAll(t => !tags.Contains(t.Name));
        article.Tags.AddRange(tags.Where(t => article.Tags.TrueForAll(have => have.Name != t)).Select(t => new ArticleTag { Name = t }));
        return null;
    }

    private static string? Optional(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private async Task<Outcome> ChangeAsync(
        Actor actor, int id, int? version, string action, Func<PortalDb, Article, Task<Outcome>> change, CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var article = await db.Articles.FirstOrDefaultAsync(a => a.Id == id, cancellation);
        if (article is null)
            return Refusal.NotFound;
        if (version is not null && version != article.Version)
            return Refusal.Stale;
        var before = (article.Title, article.State);
        var outcome = await change(db, article);
        if (!outcome.IsDone)
            return outcome;
        article.Version++;
        article.ChangedUtc = NowUtc;
        var note = action == "article.correct" ? article.CorrectionNote : null;
        var after = (article.Title, article.State);
        db.Note(
            actor, NowUtc, action, $"article/{id}", note ?? article.Title,
            before.Title != after.Title ? before.Title : before.State != after.State ? before.State.ToString() : null,
            before.Title != after.Title ? after.Title : before.State != after.State ? after.State.ToString() : null);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        // the caches first: whoever reloads because of the second message must not get the old page
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        _feed.Publish(id, new ArticleChanged(id, article.Version, article.State == ArticleState.Withdrawn, NowUtc, note));
        return Outcome.Done;
    }

    private async Task<ArticleDetail?> LoadDetailAsync(int id, CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var now = NowUtc;
        var article = await db.Articles.AsNoTracking().Where(a => a.Id == id && a.State != ArticleState.Draft && a.PublishedUtc <= now)
            .Include(a => a.Column).Include(a => a.Picture).Include(a => a.Tags).Include(a => a.Attachments)
            .OrderBy(a => a.Id).AsSplitQuery().FirstOrDefaultAsync(cancellation);
        if (article is null)
            return null;
        var column = ToLink(article.Column!);
        if (article.State == ArticleState.Withdrawn || article.ExpiresUtc <= now)
        {
            return new ArticleDetail(
                id, article.Title, null, "", "", null, null, null, default, column, article.PublishedUtc, 0, article.Version, null, null, true,
                null, [], [], null, null, [], [], article.Language);
        }

        var published = Published(db, now).Where(a => a.ColumnId == article.ColumnId && a.Id != id);
        var previous = await published
            .Where(a => a.PublishedUtc < article.PublishedUtc || (a.PublishedUtc == article.PublishedUtc && a.Id < id))
            .OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id).Select(AsLine).FirstOrDefaultAsync(cancellation);
        var next = await published
            .Where(a => a.PublishedUtc > article.PublishedUtc || (a.PublishedUtc == article.PublishedUtc && a.Id > id))
            .OrderBy(a => a.PublishedUtc).ThenBy(a => a.Id).Select(AsLine).FirstOrDefaultAsync(cancellation);
        var neighbours = await published
            .OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id).Take(NeighbourLength).Select(AsLine).ToListAsync(cancellation);
        return new ArticleDetail(
            id, article.Title, article.Subtitle, article.Summary, article.Source, article.Byline, article.Signature, article.ResponsibleEditor,
            article.Body, column, article.PublishedUtc, article.Views, article.Version, article.CorrectedUtc,
            article.CorrectionNote, false, ToPicture(article.Picture, article.PictureAlt),
            [.. article.Tags.Select(t => t.Name)],
            ArticleWorking.FilesOf(article, article.Attachments),
            previous, next, await RelatedAsync(db, article, now, cancellation), neighbours,
            article.Language, await Translations.Of(Published(db, now), article).Select(a => new ArticleTranslation(a.Id, a.Title, a.Language, a.Id == article.TranslationOfId)).FirstOrDefaultAsync(cancellation));
    }

    private async Task<IReadOnlyList<ColumnLink>> LoadColumnsAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var columns = await db.Columns.AsNoTracking().OrderBy(c => c.Place).ThenBy(c => c.Id).ToListAsync(cancellation);
        return [.. columns.Select(ToLink)];
    }

    private async Task<IReadOnlyList<ArticleLine>> LoadHeadlinesAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await NewestFirst(Published(db, NowUtc).Where(a => a.IsHeadline)).Take(6).Select(AsLine).ToListAsync(cancellation);
    }

    private async Task<IReadOnlyList<RankedArticle>> LoadRankingAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var since = _settings.Current.DayOf(NowUtc).AddDays(1 - RankingDays);
        var views = db.ArticleDays.Where(d => d.Day >= since).GroupBy(d => d.ArticleId).Select(g => new { Id = g.Key, Views = g.Sum(d => d.Views) });
        var ranked = await Published(db, NowUtc).Join(views, a => a.Id, v => v.Id, (a, v) => new { a.Id, a.Title, v.Views, a.Language })
            .OrderByDescending(a => a.Views).ThenByDescending(a => a.Id).Take(RankingLength).ToListAsync(cancellation);
        return [.. ranked.Select(a => new RankedArticle(a.Id, a.Title, a.Views, a.Language))];
    }

    private async Task<FrontPage> LoadFrontAsync(CancellationToken cancellation)
    {
        var columns = await ColumnsAsync(cancellation);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var published = Published(db, NowUtc);
        var carousel = await published.Where(a => a.CarouselPlace != null && a.PictureId != null)
            .OrderBy(a => a.CarouselPlace).ThenByDescending(a => a.PublishedUtc).Take(4).Select(AsCard).ToListAsync(cancellation);
        var lead = await NewestFirst(published.Where(a => a.IsLead)).Select(AsCard).FirstOrDefaultAsync(cancellation);
        var latest = await NewestFirst(published).Take(9).Select(AsLine).ToListAsync(cancellation);
        if (lead is null && latest.Count > 0)
        {
            lead = await published.Where(a => a.Id == latest[0].Id).Select(AsCard).FirstAsync(cancellation);
        }

        var blocks = new List<ColumnBlock>(columns.Count);
        foreach (var column in columns.Where(c => c.ParentId is null))
        {
            var newest = await NewestFirst(In(published, columns, column.Id)).Take(BlockLength).Select(AsCard).ToListAsync(cancellation);
            // the entry with the picture stands first, the others follow by date
            var first = newest.Find(a => a.Picture is not null) ?? newest.FirstOrDefault();
            blocks.Add(new ColumnBlock(column, first, [.. newest.Where(a => a != first).Select(a => new ArticleLine(a.Id, a.Title, a.PublishedUtc, a.Language))]));
        }

        return new FrontPage(carousel, lead, [.. latest.Where(a => a.Id != lead?.Id).Take(8)], blocks);
    }

    private static async Task<IReadOnlyList<ArticleCard>> RelatedAsync(PortalDb db, Article article, DateTime now, CancellationToken cancellation)
    {
        var named = article.RelatedIds.Count == 0 ? []
            : await Published(db, now).Where(a => article.RelatedIds.Contains(a.Id)).Select(AsCard).ToListAsync(cancellation);
        List<ArticleCard> related = [.. article.RelatedIds.Select(i => named.Find(a => a.Id == i)).OfType<ArticleCard>()];
        var tags = article.Tags.Select(t => t.Name).ToList();
        if (tags.Count == 0 || related.Count >= RelatedLength)
            return related;
        // from the tags to the articles: the other way round reads every article there is
        var sharing = db.ArticleTags.Where(t => tags.Contains(t.Name) && t.ArticleId != article.Id)
            .GroupBy(t => t.ArticleId).Select(g => new { Id = g.Key, Shared = g.Count() });
        var tagged = await Published(db, now).Where(a => !article.RelatedIds.Contains(a.Id)).Join(sharing, a => a.Id, s => s.Id, (a, s) => new { Article = a, s.Shared })
            .OrderByDescending(a => a.Shared).ThenByDescending(a => a.Article.PublishedUtc).ThenByDescending(a => a.Article.Id)
            .Take(RelatedLength - related.Count).Select(a => a.Article).Select(AsCard).ToListAsync(cancellation);
        return [.. related, .. tagged];
    }

    private static Task<bool> ReviewedAsync(PortalDb db, IReadOnlyList<int> columnIds, CancellationToken cancellation) =>
        db.Columns.AnyAsync(c => columnIds.Contains(c.Id) && c.Reviews > 0, cancellation);

    private static IQueryable<Article> Published(PortalDb db, DateTime now) =>
        db.Articles.AsNoTracking().Up(now);

    // most columns have none under them, and those read their own index in its order
    private static IQueryable<Article> In(IQueryable<Article> articles, IReadOnlyList<ColumnLink> columns, int id)
    {
        int[] ids = [id, .. columns.Where(c => c.ParentId == id).Select(c => c.Id)];
        return ids.Length == 1 ? articles.Where(a => a.ColumnId == id) : articles.Where(a => ids.Contains(a.ColumnId));
    }

    private static IQueryable<Article> NewestFirst(IQueryable<Article> articles) =>
        articles.OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id);

    private static Expression<Func<Article, ArticleLine>> AsLine { get; } = a => new ArticleLine(a.Id, a.Title, a.PublishedUtc, a.Language);

    internal static Expression<Func<Article, ArticleCard>> AsCard { get; } = a => new ArticleCard(
        a.Id, a.Title, a.Summary, a.PublishedUtc, a.Column!.Name, a.Source, a.Views,
        a.Picture == null ? null : new Picture(a.Picture.Hash + "." + a.Picture.Extension, a.Picture.Width, a.Picture.Height, a.PictureAlt ?? ""), a.Language);

    private static ColumnLink ToLink(Column column) => new(column.Id, column.Slug, column.Name, column.NameEn, column.Description, column.ParentId, column.Colour);

    private static Picture? ToPicture(MediaFile? file, string? alt) =>
        file is null ? null : new Picture($"{file.Hash}.{file.Extension}", file.Width, file.Height, alt ?? "");
}
