using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Where articles are written. Each has a working copy beside what readers see, one window at a time that holds the pen, and its kept versions.</summary>
public sealed class Newsroom
{
    /// <summary>Versions in the list of one article.</summary>
    public const int MaxRevisions = 200;

    /// <summary>Words of one window are one version as long as no more time than this lies between the first and the last of them.</summary>
    public static readonly TimeSpan OneVersion = TimeSpan.FromMinutes(10);

    private const int WriterLength = 64;
    private const int PictureCount = 200;
    private const int Found = 8;

    // unfolding takes memory: two at a time
    private static readonly SemaphoreSlim Turns = new(2);

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ContentStore _store;
    private readonly Pens _pens;
    private readonly SiteSettingsCache _site;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal Newsroom(IDbContextFactory<PortalDb> databases, ContentStore store, Pens pens, SiteSettingsCache site, LiveFeed feed, TimeProvider time) =>
        (_databases, _store, _pens, _site, _feed, _time) = (databases, store, pens, site, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Begins an article.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="columnId">In which column; null takes the first.</param>
    /// <returns>Its number; refused as <see cref="Refusal.Invalid"/> when there is no such column.</returns>
    public async Task<Outcome<int>> BeginAsync(Actor actor, int? columnId = null)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await db.Columns.Where(c => columnId == null || c.Id == columnId).OrderBy(c => c.Place).ThenBy(c => c.Id).Select(c => (int?)c.Id).FirstOrDefaultAsync() is not { } column)
            return Outcome.Invalid(nameof(columnId));
        var article = new Article { ColumnId = column, Source = _site.Current.Name.Cut(ArticleContent.LineLength), State = ArticleState.Draft, PublishedUtc = NowUtc, ChangedUtc = NowUtc };
        db.Articles.Add(article);
        await db.SaveChangesAsync();
        await ArticleWorking.CopyAsync(db, actor, article);
        db.Note(actor, NowUtc, "article.begin", Subject(article.Id));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Stir();
        return article.Id;
    }

    /// <summary>The working copy, and the pen with it, unless another window holds it or the article is in a review the actor has no part in.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which article.</param>
    /// <param name="writer">What this window calls itself; null only looks.</param>
    /// <param name="takeOver">Take the pen from another window: its words until now are kept as a version, later ones are refused and it is told.</param>
    public async Task<Outcome<ArticleWork>> OpenAsync(Actor actor, int id, string? writer = null, bool takeOver = false)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        // who only looks does not wait for those who write
        await using var transaction = writer is null ? null : await db.Database.BeginTransactionAsync();
        var article = await db.Articles.Include(a => a.Tags).FirstOrDefaultAsync(a => a.Id == id);
        if (article is null)
            return Refusal.NotFound;
        var draft = await db.ArticleDrafts.FirstOrDefaultAsync(d => d.ArticleId == id) ?? await ArticleWorking.CopyAsync(db, actor, article, keep: writer is not null);
        var held = draft.Writer != writer && _pens.IsHeld(Subject(id), draft.Writer);
        var isNew = false;
        if (article.DeletedUtc is null && ArticleWorking.MayWrite(actor, draft) && writer is { Length: > 0 and <= WriterLength } && draft.Writer != writer && (takeOver || !held))
        {
            if (held && draft.IsAhead)
                await ArticleWorking.KeepAsync(db, draft, ArticleRevisionKind.HandedOver, draft.WriterName, NowUtc);
            (draft.Writer, draft.WriterName) = (writer, await db.NameOfAsync(actor));
            if (takeOver)
                db.Note(actor, NowUtc, "article.take-over", Subject(id), draft.Title);
            (held, isNew) = (false, true);
        }

        if (transaction is not null)
        {
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        if (isNew)
            _feed.Publish(id, new ArticlePenMoved(id, writer!, draft.WriterName));
        return await ArticleWorking.ToWorkAsync(db, actor, article, draft, held ? draft.WriterName : null, _site.Current.TimeZone, NowUtc);
    }

    /// <summary>Until it is disposed, this window's pen is not handed to another without asking, and others see who writes.</summary>
    public IDisposable Hold(int id, string writer)
    {
        var pen = _pens.Hold(Subject(id), writer);
        Stir();
        return new Held(pen, Stir);
    }

    /// <summary>Keeps what has changed. Texts may be unfinished while one writes; readers see nothing of it.</summary>
    /// <param name="actor">An editor or administrator; while the article is in review, only who may pass it.</param>
    /// <param name="id">Which article.</param>
    /// <param name="writer">The window the words come from.</param>
    /// <param name="fields">All of them, or null when only the text has changed.</param>
    /// <param name="html">The text, or null when only fields have changed.</param>
    /// <returns>Refused as <see cref="Refusal.Stale"/> when another window holds the pen or the article has gone on to another review; as <see cref="Refusal.Invalid"/> with the name of what cannot be kept.</returns>
    public async Task<Outcome<ArticleSaved>> SaveAsync(Actor actor, int id, string writer, ArticleFields? fields = null, string? html = null)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (fields is not null && ArticleWorking.TooLong(fields) is { } field)
            return Outcome.Invalid(field);
        // cleaning takes its time: not while the database is held
        var body = default(SafeHtml);
        if (html is not null)
        {
            if (SafeHtml.TryClean(html, ArticleContent.BodyLength) is not { } clean)
                return Outcome.Invalid(nameof(ArticleContent.Body));
            body = clean;
        }

        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (article, draft) = await ArticleWorking.FindAsync(db, id);
        if (article is null || draft is null)
            return Refusal.NotFound;
        if (draft.Writer != writer || !ArticleWorking.MayWrite(actor, draft))
            return Refusal.Stale;
        if (fields is not null)
        {
            if (await ArticleWorking.MissingAsync(db, fields, id) is { } missing)
                return Outcome.Invalid(missing);
            if (fields.Language != draft.Language && await Translations.IsTiedAsync(db, article))
                return Outcome.Invalid(nameof(fields.Language));
            ArticleWorking.Write(draft, fields, _site.Current.TimeZone);
        }

        if (html is not null)
            draft.Body = body;
        if (db.Entry(draft).State == EntityState.Unchanged)
            return new ArticleSaved(draft.SavedUtc, draft.Version);
        await ArticleWorking.TouchAsync(db, article, draft, NowUtc);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(id);
        return new ArticleSaved(draft.SavedUtc, draft.Version);
    }

    /// <summary>A picture for the text or for the head of an article, without what its camera noted.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="name">As the machine it comes from calls it.</param>
    /// <param name="content">PNG, JPEG, WebP or GIF, up to <see cref="PictureInspector.MaxBytes"/>.</param>
    /// <returns>Its number in the media library; refused as <see cref="Refusal.Invalid"/> with a <see cref="PictureProblem"/>.</returns>
    public async Task<Outcome<(int Id, Picture Picture)>> AddPictureAsync(Actor actor, string name, byte[] content)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var (picture, problem) = await PictureFitting.TakeAsync(content);
        if (picture is null)
            return Outcome.Invalid(problem!.Value.ToString());
        var clean = FileNames.Clean(name);
        await using var db = await _databases.CreateDbContextAsync();
        var kept = await MediaFiles.KeepAsync(
            db, _store, clean.Length > 0 ? clean : $"picture.{picture.Extension}", picture.Extension, picture.Content, picture.Width, picture.Height, NowUtc);
        return (kept.Id, new Picture($"{kept.Hash}.{kept.Extension}", kept.Width, kept.Height, ""));
    }

    /// <summary>Reads a Word file, to be shown before it is taken. Nothing is kept but its pictures.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="content">A docx, up to <see cref="DocumentInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="DocumentProblem"/>, or with <see cref="ArticleContent.Body"/> when the text is too long or too tangled.</returns>
    public async Task<Outcome<DocxImport>> ReadDocxAsync(Actor actor, byte[] content)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await Turns.WaitAsync();
        try
        {
            if (DocumentInspector.Inspect(content, "x.docx") is { IsFine: false } seen)
                return Outcome.Invalid((seen.Problem is DocumentProblem.WrongExtension ? DocumentProblem.UnknownType : seen.Problem).ToString()!);
            var (text, problem) = DocxReader.Read(content);
            if (text is null)
                return Outcome.Invalid(problem!.Value.ToString());
            await using var db = await _databases.CreateDbContextAsync();
            var html = text.Html;
            foreach (var (placeholder, found) in text.Pictures.Take(PictureCount))
            {
                var picture = await PictureFitting.FitAsync(found);
                var kept = await MediaFiles.KeepAsync(db, _store, $"word.{picture.Extension}", picture.Extension, picture.Content, picture.Width, picture.Height, NowUtc);
                html = html.Replace($"src=\"{placeholder}\"", $"src=\"/media/{kept.Hash}.{kept.Extension}\" width=\"{kept.Width}\" height=\"{kept.Height}\"", StringComparison.Ordinal);
            }

            var warnings = text.Pictures.Count > PictureCount ? new HashSet<DocxWarning>(text.Warnings) { DocxWarning.PicturesLeftOut } : text.Warnings;
            if (SafeHtml.TryClean(html, ArticleContent.BodyLength) is not { } body)
                return Outcome.Invalid(nameof(ArticleContent.Body));
            return new DocxImport(text.Title, text.Abstract, body, WordCount.Of(body), warnings);
        }
        finally
        {
            Turns.Release();
        }
    }

    /// <summary>Articles that could be named as related: up to eight, the newest first.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="text">Part of the title.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<Outcome<IReadOnlyList<ArticleLine>>> FindRelatedAsync(Actor actor, string text, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await ArticleLedger.Titled(db.Articles.AsNoTracking().Up(NowUtc), text).OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id)
            .Take(Found).Select(a => new ArticleLine(a.Id, a.Title, a.PublishedUtc, a.Language)).ToListAsync(cancellation);
    }

    /// <summary>The kept versions, the newest first, at most <see cref="MaxRevisions"/>.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which article.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<ArticleRevisionLine>>> RevisionsAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.ArticleRevisions.AsNoTracking().Where(r => r.ArticleId == id).OrderByDescending(r => r.Id).Take(MaxRevisions)
            .Select(r => new ArticleRevisionLine(r.Id, r.Kind, r.ByName, r.BegunUtc, r.AtUtc, r.Title)).ToListAsync(cancellation);
    }

    /// <summary>Two versions beside each other.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which article.</param>
    /// <param name="before">The earlier version; null takes what readers see.</param>
    /// <param name="after">The later version; null takes the working copy.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<ArticleDifference>> CompareAsync(Actor actor, int id, int? before = null, int? after = null, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var article = await db.Articles.AsNoTracking().Include(a => a.Tags).FirstOrDefaultAsync(a => a.Id == id, cancellation);
        if (article is null)
            return Refusal.NotFound;
        var columns = await db.Columns.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.Name, cancellation);
        var left = before is { } b ? await VersionAsync(db, id, b, cancellation)
            : article.State == ArticleState.Draft ? null : (ArticleVersion.Of(article), "", article.CorrectedUtc ?? article.PublishedUtc);
        var right = after is { } a ? await VersionAsync(db, id, a, cancellation) : await WorkingAsync(db, article, cancellation);
        if ((before is not null && left is null) || right is null)
            return Refusal.NotFound;
        return ArticleVersion.Compare(left, right.Value, columns, _site.Current.TimeZone);
    }

    /// <summary>Makes a kept version the working copy. What stood there stays as a version.</summary>
    /// <param name="actor">An editor or administrator; while the article is in review, only who may pass it.</param>
    /// <param name="id">Which article.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="revisionId">Which version.</param>
    public async Task<Outcome> RestoreRevisionAsync(Actor actor, int id, string writer, int revisionId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (article, draft) = await ArticleWorking.FindAsync(db, id);
        var revision = await db.ArticleRevisions.AsNoTracking().FirstOrDefaultAsync(r => r.Id == revisionId && r.ArticleId == id);
        if (article is null || draft is null || revision is null)
            return Refusal.NotFound;
        if (draft.Writer != writer || !ArticleWorking.MayWrite(actor, draft))
            return Refusal.Stale;
        if (draft.IsAhead)
            await ArticleWorking.KeepAsync(db, draft, ArticleRevisionKind.Saved, draft.SavedBy, NowUtc);
        var language = draft.Language;
        draft.CopyFrom(revision);
        if (await Translations.IsTiedAsync(db, article))
            draft.Language = language;
        if (!await db.Columns.AnyAsync(c => c.Id == draft.ColumnId))
            draft.ColumnId = article.ColumnId;
        await ArticleWorking.TouchAsync(db, article, draft, NowUtc, isOwn: true);
        db.Note(actor, NowUtc, "article.restore-version", Subject(id), $"{revision.Title} {revision.AtUtc:O}");
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(id);
        return Outcome.Done;
    }

    internal static string Subject(int id) => $"article/{id}";

    private static async Task<(ArticleVersion, string, DateTime)?> VersionAsync(PortalDb db, int id, int revisionId, CancellationToken cancellation) =>
        await db.ArticleRevisions.AsNoTracking().FirstOrDefaultAsync(r => r.Id == revisionId && r.ArticleId == id, cancellation) is { } revision
            ? (ArticleVersion.Of(revision), revision.ByName, revision.AtUtc) : null;

    private static async Task<(ArticleVersion, string, DateTime)?> WorkingAsync(PortalDb db, Article article, CancellationToken cancellation) =>
        await db.ArticleDrafts.AsNoTracking().FirstOrDefaultAsync(d => d.ArticleId == article.Id, cancellation) is { } draft
            ? (ArticleVersion.Of(draft), draft.SavedBy, draft.SavedUtc) : (ArticleVersion.Of(article), "", article.ChangedUtc);

    private void Tell(int id)
    {
        _feed.PublishLatest(id, () => new ArticleDraftSaved(id));
        Stir();
    }

    private void Stir() => _feed.PublishLatest(NewsroomActivity.Everywhere, () => new NewsroomActivity());

    private sealed class Held(IDisposable pen, Action stir) : IDisposable
    {
        public void Dispose()
        {
            pen.Dispose();
            stir();
        }
    }
}
