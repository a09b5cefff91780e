using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>The newsroom's list, and what it does with many articles at once: where they stand, which are taken down, and the recycle bin.</summary>
public sealed class ArticleShelf
{
    /// <summary>Rows on a page of the list.</summary>
    public const int PageSize = 20;

    /// <summary>Articles in the carousel.</summary>
    public const int CarouselLength = 4;

    private const int MaxAtOnce = 200;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Pens _pens;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal ArticleShelf(IDbContextFactory<PortalDb> databases, Pens pens, LiveFeed feed, TimeProvider time) => (_databases, _pens, _feed, _time) = (databases, pens, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>The newsroom's list.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<ArticleRows>> ListAsync(Actor actor, ArticleQuery query, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await ArticleLedger.LoadAsync(db, _pens, actor, query, NowUtc, cancellation);
    }

    /// <summary>Takes articles away from the readers; open pages lose them at once. The scheduled among them do not come out.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200; those that are neither up nor scheduled are left as they are.</param>
    /// <returns>Those that were withdrawn; refused as <see cref="Refusal.NotFound"/> when there was none.</returns>
    public Task<Outcome<int[]>> WithdrawAsync(Actor actor, IReadOnlyList<int> ids) => ChangeAsync(actor, ids, "article.withdraw", (article, now) =>
    {
        if (article.State != ArticleState.Published)
            return false;
        (article.State, article.WithdrawnUtc) = (ArticleState.Withdrawn, now);
        return true;
    });

    /// <summary>Undoes a withdrawal: readers have the articles as they had them.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200.</param>
    /// <returns>See <see cref="WithdrawAsync"/>.</returns>
    public Task<Outcome<int[]>> RestoreAsync(Actor actor, IReadOnlyList<int> ids) => ChangeAsync(actor, ids, "article.restore", (article, _) =>
    {
        if (article.State != ArticleState.Withdrawn)
            return false;
        (article.State, article.WithdrawnUtc) = (ArticleState.Published, null);
        return true;
    });

    /// <summary>Moves articles into the recycle bin, from where they go for good after <see cref="Housekeeping.KeepDeleted"/>.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200; those that readers have or will have are left as they are (withdraw them first), as are those in review.</param>
    /// <returns>See <see cref="WithdrawAsync"/>.</returns>
    public Task<Outcome<int[]>> DeleteAsync(Actor actor, IReadOnlyList<int> ids) => ChangeAsync(actor, ids, "article.delete", (article, now) =>
    {
        if (article.State == ArticleState.Published)
            return false;
        article.DeletedUtc = now;
        return true;
    }, notInReview: true);

    /// <summary>Takes articles out of the recycle bin.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200.</param>
    /// <returns>See <see cref="WithdrawAsync"/>.</returns>
    public Task<Outcome<int[]>> BringBackAsync(Actor actor, IReadOnlyList<int> ids) => ChangeAsync(actor, ids, "article.bring-back", (article, _) =>
    {
        article.DeletedUtc = null;
        return true;
    }, fromBin: true);

    /// <summary>置顶 in their columns, or no longer.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200.</param>
    /// <param name="isPinned">What they are to be.</param>
    /// <returns>Those that changed; see <see cref="WithdrawAsync"/>.</returns>
    public Task<Outcome<int[]>> PinAsync(Actor actor, IReadOnlyList<int> ids, bool isPinned) => ChangeAsync(actor, ids, isPinned ? "article.pin" : "article.unpin", (article, _) =>
    {
        if (article.IsPinned == isPinned)
            return false;
        article.IsPinned = isPinned;
        return true;
    }, isOfTheText: false);

    /// <summary>Puts articles into another column, their working copies too, at once.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">
    /// Up to 200. Those in review and those that somebody writes on stay where they are, and those that readers know or knew do so when a column they leave or come into
    /// asks for reviews: such a move is a change that passes the reviews, by way of the working copy.
    /// </param>
    /// <param name="columnId">Whereto.</param>
    /// <returns>Those that moved, and from where; refused as <see cref="Refusal.NotFound"/> when there was none, as <see cref="Refusal.Invalid"/> when there is no such column.</returns>
    public async Task<Outcome<IReadOnlyList<ArticleMove>>> MoveAsync(Actor actor, IReadOnlyList<int> ids, int columnId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (ids.Count > MaxAtOnce)
            return Refusal.TooMany;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var columns = await db.Columns.AsNoTracking().ToDictionaryAsync(c => c.Id);
        if (!columns.TryGetValue(columnId, out var target))
            return Outcome.Invalid(nameof(columnId));
        var now = NowUtc;
        var drafts = await db.ArticleDrafts.Where(d => ids.Contains(d.ArticleId)).ToDictionaryAsync(d => d.ArticleId);
        List<(Article Article, int From)> moved = [];
        foreach (var article in await db.Articles.Where(a => ids.Contains(a.Id) && a.DeletedUtc == null).OrderBy(a => a.Id).ToListAsync())
        {
            var draft = drafts.GetValueOrDefault(article.Id);
            var from = article.State == ArticleState.Draft ? draft?.ColumnId ?? article.ColumnId : article.ColumnId;
            var isReviewed = article.State != ArticleState.Draft && (target.Reviews > 0 || columns[article.ColumnId].Reviews > 0);
            if (draft?.Awaits > 0 || _pens.IsHeld(Newsroom.Subject(article.Id), draft?.Writer) || isReviewed || (article.ColumnId == columnId && (draft is null || draft.ColumnId == columnId)))
                continue;
            article.ColumnId = columnId;
            article.ChangedUtc = now;
            article.Version++;
            if (draft is not null && draft.ColumnId != columnId)
            {
                draft.ColumnId = columnId;
                draft.Version++;
            }

            db.Note(actor, now, "article.move", Newsroom.Subject(article.Id), article.Title, columns[from].Name, target.Name);
            moved.Add((article, from));
        }

        if (moved.Count == 0)
            return Refusal.NotFound;
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        await transaction.CommitAsync();
        Announce();
        foreach (var (article, _) in moved.Where(m => drafts.ContainsKey(m.Article.Id)))
            _feed.PublishLatest(article.Id, () => new ArticleDraftSaved(article.Id));
        return moved.Select(m => new ArticleMove(m.Article.Id, m.From)).ToArray();
    }

    /// <summary>Says where an article stands apart from the order of dates: at once, whatever its working copy says.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which article.</param>
    /// <param name="places">All of them. One lead at a time: the one before steps back.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <see cref="ArticlePlaces.Carousel"/> when readers know no picture of it, or with <see cref="CarouselLength"/> when the carousel is full.</returns>
    public async Task<Outcome> PlaceAsync(Actor actor, int id, ArticlePlaces places)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var article = await db.Articles.FirstOrDefaultAsync(a => a.Id == id && a.DeletedUtc == null);
        if (article is null)
            return Refusal.NotFound;
        var stood = new ArticlePlaces(article.CarouselPlace is not null, article.IsHeadline, article.IsLead, article.IsPinned);
        if (places.Carousel && article.CarouselPlace is null)
        {
            if (article.PictureId is null || article.State != ArticleState.Published)
                return Outcome.Invalid(nameof(places.Carousel));
            var taken = await db.Articles.Up(NowUtc).Where(a => a.CarouselPlace != null).Select(a => a.CarouselPlace!.Value).ToListAsync();
            if (taken.Count >= CarouselLength)
                return Outcome.Invalid(nameof(CarouselLength));
            article.CarouselPlace = taken.DefaultIfEmpty().Max() + 1;
        }
        else if (!places.Carousel)
            article.CarouselPlace = null;
        if (places.IsLead && !article.IsLead)
        {
            foreach (var other in await db.Articles.Where(a => a.IsLead).ToListAsync())
                other.IsLead = false;
        }

        var before = Said(stood);
        (article.IsHeadline, article.IsLead, article.IsPinned) = (places.IsHeadline, places.IsLead, places.IsPinned);
        db.Note(actor, NowUtc, "article.place", Newsroom.Subject(id), article.Title, before, Said(places));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce();
        return Outcome.Done;
    }

    /// <summary>The carousel, first place first, the lead and the headlines as readers have them now.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<FrontArrangement>> FrontAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var up = db.Articles.AsNoTracking().Up(NowUtc);
        return new FrontArrangement(
            await up.Where(a => a.CarouselPlace != null).OrderBy(a => a.CarouselPlace).ThenByDescending(a => a.PublishedUtc).Select(Articles.AsCard).ToListAsync(cancellation),
            await up.Where(a => a.IsLead).OrderByDescending(a => a.PublishedUtc).Select(Articles.AsCard).FirstOrDefaultAsync(cancellation),
            await up.Where(a => a.IsHeadline).OrderByDescending(a => a.PublishedUtc).Take(MaxAtOnce).Select(a => new ArticleLine(a.Id, a.Title, a.PublishedUtc, a.Language)).ToListAsync(cancellation));
    }

    /// <summary>Puts the carousel into an order.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">All that are in it, the first first; others in the meantime give <see cref="Refusal.Stale"/>.</param>
    public async Task<Outcome> OrderCarouselAsync(Actor actor, IReadOnlyList<int> ids)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var articles = await db.Articles.Up(NowUtc).Where(a => a.CarouselPlace != null).ToListAsync();
        if (articles.Count != ids.Count || !articles.TrueForAll(a => ids.Contains(a.Id)))
            return Refusal.Stale;
        foreach (var article in articles)
            article.CarouselPlace = ids.ToList().IndexOf(article.Id) + 1;
        db.Note(actor, NowUtc, "article.carousel", "site", string.Join(' ', ids));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce();
        return Outcome.Done;
    }

    private async Task<Outcome<int[]>> ChangeAsync(
        Actor actor, IReadOnlyList<int> ids, string action, Func<Article, DateTime, bool> change, bool fromBin = false, bool notInReview = false, bool isOfTheText = true)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (ids.Count > MaxAtOnce)
            return Refusal.TooMany;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var now = NowUtc;
        List<Article> done = [];
        foreach (var article in await db.Articles.Where(a => ids.Contains(a.Id) && (a.DeletedUtc != null) == fromBin).OrderBy(a => a.Id).ToListAsync())
        {
            var before = article.State.ToString();
            if ((notInReview && await db.ArticleDrafts.AnyAsync(d => d.ArticleId == article.Id && d.Awaits > 0)) || !change(article, now))
                continue;
            article.ChangedUtc = now;
            // open pages would offer a text that is the same
            if (isOfTheText)
                article.Version++;
            var after = article.State.ToString();
            db.Note(actor, now, action, Newsroom.Subject(article.Id), article.Title, before == after ? null : before, before == after ? null : after);
            done.Add(article);
        }

        if (done.Count == 0)
            return Refusal.NotFound;
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        await transaction.CommitAsync();
        // the caches first: whoever reloads because of the second message must not get the old page
        Announce();
        foreach (var article in done.Where(a => isOfTheText && a.State != ArticleState.Draft))
            _feed.Publish(article.Id, new ArticleChanged(article.Id, article.Version, article.State == ArticleState.Withdrawn, now, null));
        return done.Select(a => a.Id).ToArray();
    }

    private static string Said(ArticlePlaces places) => string.Join(
        ' ', new[] { places.Carousel ? "carousel" : "", places.IsHeadline ? "headline" : "", places.IsLead ? "lead" : "", places.IsPinned ? "pinned" : "" }.Where(p => p.Length > 0));

    private void Announce()
    {
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        _feed.PublishLatest(NewsroomActivity.Everywhere, () => new NewsroomActivity());
    }
}
