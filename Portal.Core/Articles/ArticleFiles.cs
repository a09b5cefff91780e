using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>附件 of articles, as the newsroom adds and takes them away. They belong to the working copy and to each kept version; readers get those of the version they read, see <see cref="Articles.AttachmentAsync"/>.</summary>
public sealed class ArticleFiles
{
    /// <summary>Attachments of one article.</summary>
    public const int MaxFiles = AttachedFiles.MaxFiles;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ContentStore _store;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal ArticleFiles(IDbContextFactory<PortalDb> databases, ContentStore store, LiveFeed feed, TimeProvider time) => (_databases, _store, _feed, _time) = (databases, store, feed, time);

    /// <summary>Adds an attachment to the working copy.</summary>
    /// <param name="actor">An editor or administrator; while the article is in review, only who may pass it.</param>
    /// <param name="id">Which article.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="name">As the machine it comes from calls it; only its last part is kept.</param>
    /// <param name="content">A docx, xlsx, pdf or text, up to <see cref="DocumentInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Stale"/> when another window holds the pen, as <see cref="Refusal.Invalid"/> with an <see cref="AttachmentBar"/> or a <see cref="DocumentProblem"/>.</returns>
    public async Task<Outcome<AttachmentLink>> AddAsync(Actor actor, int id, string writer, string name, byte[] content)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var kept = await AttachedFiles.KeepAsync(_store, name, content);
        if (!kept.IsDone)
            return Outcome.Invalid(kept.Detail!);
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (article, draft) = await ArticleWorking.FindAsync(db, id);
        if (article is null || draft is null)
            return Refusal.NotFound;
        if (draft.Writer != writer || !ArticleWorking.MayWrite(actor, draft))
            return Refusal.Stale;
        if (draft.FileIds.Count >= MaxFiles)
            return Outcome.Invalid(nameof(AttachmentBar.Count));
        var file = new Attachment { ArticleId = id, Name = kept.Value.Name, Hash = kept.Value.Hash, Bytes = content.Length };
        db.Attachments.Add(file);
        await db.SaveChangesAsync();
        draft.FileIds = [.. draft.FileIds, file.Id];
        await ChangedAsync(db, actor, article, draft, "article.file-add", file.Name);
        await transaction.CommitAsync();
        Tell(id);
        return new AttachmentLink(file.Id, file.Name, file.Bytes);
    }

    /// <summary>Takes an attachment off the working copy. Readers keep a published one until the copy is published, and versions that have it bring it back.</summary>
    /// <param name="actor">An editor or administrator; while the article is in review, only who may pass it.</param>
    /// <param name="id">Which article.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="fileId">Which attachment.</param>
    public async Task<Outcome> RemoveAsync(Actor actor, int id, string writer, int fileId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (article, draft) = await ArticleWorking.FindAsync(db, id);
        var file = await db.Attachments.FirstOrDefaultAsync(f => f.Id == fileId && f.ArticleId == id);
        if (article is null || draft is null || file is null || !draft.FileIds.Contains(fileId))
            return Refusal.NotFound;
        if (draft.Writer != writer || !ArticleWorking.MayWrite(actor, draft))
            return Refusal.Stale;
        draft.FileIds = [.. draft.FileIds.Where(f => f != fileId)];
        await ChangedAsync(db, actor, article, draft, "article.file-remove", file.Name);
        // one that was added and taken away within the same version is named by nothing
        if (!article.FileIds.Contains(fileId) && !await db.ArticleRevisions.AnyAsync(r => r.ArticleId == id && r.FileIds.Contains(fileId)))
        {
            db.Attachments.Remove(file);
            await db.SaveChangesAsync();
        }

        await transaction.CommitAsync();
        Tell(id);
        return Outcome.Done;
    }

    /// <summary>An attachment for those who work on the article, published or not.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which article.</param>
    /// <param name="fileId">Which attachment.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<StoredFile>> FindAsync(Actor actor, int id, int fileId, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var file = await db.Attachments.AsNoTracking().FirstOrDefaultAsync(f => f.Id == fileId && f.ArticleId == id, cancellation);
        return file is not null && _store.Find(file.Hash) is { } path ? new StoredFile(path, file.Name) : Refusal.NotFound;
    }

    private async Task ChangedAsync(PortalDb db, Actor actor, Article article, ArticleDraft draft, string action, string name)
    {
        await ArticleWorking.TouchAsync(db, article, draft, _time.GetUtcNow().UtcDateTime);
        db.Note(actor, draft.SavedUtc, action, Newsroom.Subject(article.Id), $"{draft.Title} {name}".Trim());
        await db.SaveChangesAsync();
    }

    private void Tell(int id)
    {
        _feed.PublishLatest(id, () => new ArticleDraftSaved(id));
        _feed.PublishLatest(NewsroomActivity.Everywhere, () => new NewsroomActivity());
    }
}
