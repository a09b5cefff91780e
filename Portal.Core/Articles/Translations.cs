using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>译文: two articles that say the same in two languages. Each is written, reviewed and published for itself; readers of one are led to the other as soon as both are up.</summary>
public sealed class Translations
{
    private const int Found = 8;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal Translations(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time) => (_databases, _feed, _time) = (databases, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Begins a translation: a draft in the other language that holds the text and the picture as they stand, to be written over. Its title is left empty, so that nothing goes out untranslated by mistake.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">What is to be translated.</param>
    /// <returns>The draft's number; refused as <see cref="Refusal.Invalid"/> with <see cref="Article.TranslationOfId"/> when the article is tied to another already, with <see cref="ArticleContent.Language"/> when its working copy is in another language than what readers see.</returns>
    public async Task<Outcome<int>> BeginAsync(Actor actor, int id)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (article, draft) = await ArticleWorking.FindAsync(db, id);
        if (article is null)
            return Refusal.NotFound;
        if (await IsTiedAsync(db, article))
            return Outcome.Invalid(nameof(Article.TranslationOfId));
        draft ??= await ArticleWorking.CopyAsync(db, actor, article, keep: false);
        if (draft.Language != article.Language)
            return Outcome.Invalid(nameof(ArticleContent.Language));
        var language = TextLanguages.Other(draft.Language);
        var translation = new Article
        {
            ColumnId = draft.ColumnId,
            Language = language,
            Source = draft.Source,
            Byline = draft.Byline,
            Signature = draft.Signature,
            ResponsibleEditor = draft.ResponsibleEditor,
            PictureId = draft.PictureId,
            State = ArticleState.Draft,
            PublishedUtc = NowUtc,
            ChangedUtc = NowUtc,
            TranslationOfId = id,
        };
        db.Articles.Add(translation);
        await db.SaveChangesAsync();
        var copy = await ArticleWorking.CopyAsync(db, actor, translation);
        copy.Body = draft.Body;
        db.Note(actor, NowUtc, "article.translate", Newsroom.Subject(translation.Id), draft.Title, after: language);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce(id);
        return translation.Id;
    }

    /// <summary>Ties two articles to each other, at once. The one that appeared first, or was begun first, counts as the original.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">One of them.</param>
    /// <param name="otherId">The other.</param>
    /// <returns>
    /// Refused as <see cref="Refusal.Invalid"/> with <see cref="Article.TranslationOfId"/> when either is tied already, with <see cref="ArticleContent.Language"/> when both are written in one language
    /// or the working copy of either is in another language than what readers see.
    /// </returns>
    public async Task<Outcome> TieAsync(Actor actor, int id, int otherId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (one, ones) = await ArticleWorking.FindAsync(db, id);
        var (other, others) = await ArticleWorking.FindAsync(db, otherId);
        if (one is null || other is null)
            return Refusal.NotFound;
        if (await IsTiedAsync(db, one) || await IsTiedAsync(db, other))
            return Outcome.Invalid(nameof(Article.TranslationOfId));
        if (one.Language == other.Language || (ones?.Language ?? one.Language) != one.Language || (others?.Language ?? other.Language) != other.Language)
            return Outcome.Invalid(nameof(ArticleContent.Language));
        var (original, translation) = (one.PublishedUtc, one.Id).CompareTo((other.PublishedUtc, other.Id)) < 0 ? (one, other) : (other, one);
        translation.TranslationOfId = original.Id;
        db.Note(actor, NowUtc, "article.tie", Newsroom.Subject(translation.Id), translation.Title, after: Newsroom.Subject(original.Id));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce(id, otherId);
        return Outcome.Done;
    }

    /// <summary>Undoes the tie; both articles stay as they are.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Either of the two.</param>
    /// <returns>Refused as <see cref="Refusal.NotFound"/> when there is no tie.</returns>
    public async Task<Outcome> UntieAsync(Actor actor, int id)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await db.Articles.FirstOrDefaultAsync(a => (a.Id == id && a.TranslationOfId != null) || a.TranslationOfId == id) is not { TranslationOfId: { } original } translation)
            return Refusal.NotFound;
        translation.TranslationOfId = null;
        db.Note(actor, NowUtc, "article.untie", Newsroom.Subject(translation.Id), translation.Title, before: Newsroom.Subject(original));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce(original, translation.Id);
        return Outcome.Done;
    }

    /// <summary>Articles that could be tied to one: in the other language, free, up to eight, the last changed first.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">To which.</param>
    /// <param name="text">Part of the title.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<Outcome<IReadOnlyList<ArticleLine>>> FindAsync(Actor actor, int id, string text, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var free = db.Articles.AsNoTracking().Where(a => a.DeletedUtc == null && a.TranslationOfId == null && !db.Articles.Any(t => t.TranslationOfId == a.Id)
            && !db.Articles.Any(o => o.Id == id && o.Language == a.Language));
        return await ArticleLedger.Titled(free, text).OrderByDescending(a => a.ChangedUtc).ThenByDescending(a => a.Id)
            .Take(Found).Select(a => new ArticleLine(a.Id, a.Title, a.PublishedUtc, a.Language)).ToListAsync(cancellation);
    }

    /// <summary>The other of the two, among these.</summary>
    internal static IQueryable<Article> Of(IQueryable<Article> articles, Article article) => article.TranslationOfId is { } original
        ? articles.Where(a => a.Id == original)
        : articles.Where(a => a.TranslationOfId == article.Id);

    internal static Task<bool> IsTiedAsync(PortalDb db, Article article) => Of(db.Articles, article).AnyAsync();

    internal static async Task<TranslationLine?> LineAsync(PortalDb db, Article article, DateTime now) =>
        await Of(db.Articles.AsNoTracking(), article).Select(a => new Article { Id = a.Id, Title = a.Title, Language = a.Language, State = a.State, PublishedUtc = a.PublishedUtc, ExpiresUtc = a.ExpiresUtc }).FirstOrDefaultAsync()
            is { } other ? new TranslationLine(other.Id, other.Title, other.Language, other.StandingAt(now), other.Id == article.TranslationOfId) : null;

    private void Announce(params int[] ids)
    {
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        foreach (var id in ids)
            _feed.PublishLatest(id, () => new ArticleDraftSaved(id));
        _feed.PublishLatest(NewsroomActivity.Everywhere, () => new NewsroomActivity());
    }
}
