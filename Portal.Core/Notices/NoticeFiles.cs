using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>附件 and pictures of notices. Readers get an attachment once it is published, and only those the notice is for.</summary>
public sealed class NoticeFiles
{
    /// <summary>Attachments of one notice.</summary>
    public const int MaxFiles = AttachedFiles.MaxFiles;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ContentStore _store;
    private readonly Notices _notices;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal NoticeFiles(IDbContextFactory<PortalDb> databases, ContentStore store, Notices notices, LiveFeed feed, TimeProvider time) =>
        (_databases, _store, _notices, _feed, _time) = (databases, store, notices, feed, time);

    /// <summary>Adds an attachment to the working copy.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="name">As the machine it comes from calls it; only its last part is kept.</param>
    /// <param name="content">A docx, xlsx, pdf or text, up to <see cref="DocumentInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Stale"/> when another window holds the pen, as <see cref="Refusal.Invalid"/> with a <see cref="AttachmentBar"/> or a <see cref="DocumentProblem"/>.</returns>
    public async Task<Outcome<NoticeFileLine>> AddAsync(Actor actor, int id, string writer, string name, byte[] content)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var kept = await AttachedFiles.KeepAsync(_store, name, content);
        if (!kept.IsDone)
            return Outcome.Invalid(kept.Detail!);
        var (clean, hash) = kept.Value;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var draft = await db.NoticeDrafts.FirstOrDefaultAsync(d => d.NoticeId == id && db.Notices.Any(n => n.Id == id && n.DeletedUtc == null));
        if (draft is null)
            return Refusal.NotFound;
        if (draft.Writer != writer)
            return Refusal.Stale;
        if (draft.FileIds.Count >= MaxFiles)
            return Outcome.Invalid(nameof(AttachmentBar.Count));
        var file = new NoticeFile { NoticeId = id, Name = clean, Hash = hash, Bytes = content.Length };
        db.NoticeFiles.Add(file);
        await db.SaveChangesAsync();
        draft.FileIds = [.. draft.FileIds, file.Id];
        Touch(draft);
        db.Note(actor, draft.SavedUtc, "notice.file-add", NoticeDesk.Subject(id), clean);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        _feed.PublishLatest(id, () => new NoticeDraftSaved(id));
        return new NoticeFileLine(file.Id, file.Name, file.Bytes);
    }

    /// <summary>Takes an attachment off the working copy. Readers keep a published one until the copy is published.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="fileId">Which attachment.</param>
    public async Task<Outcome> RemoveAsync(Actor actor, int id, string writer, int fileId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var draft = await db.NoticeDrafts.FirstOrDefaultAsync(d => d.NoticeId == id);
        var file = await db.NoticeFiles.FirstOrDefaultAsync(f => f.Id == fileId && f.NoticeId == id);
        if (draft is null || file is null || !draft.FileIds.Contains(fileId))
            return Refusal.NotFound;
        if (draft.Writer != writer)
            return Refusal.Stale;
        draft.FileIds = [.. draft.FileIds.Where(f => f != fileId)];
        Touch(draft);
        var published = await db.Notices.Where(n => n.Id == id && n.Stage != NoticeStage.Draft).Select(n => n.FileIds).FirstOrDefaultAsync();
        if (published?.Contains(fileId) != true)
            db.NoticeFiles.Remove(file);
        db.Note(actor, draft.SavedUtc, "notice.file-remove", NoticeDesk.Subject(id), file.Name);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        _feed.PublishLatest(id, () => new NoticeDraftSaved(id));
        return Outcome.Done;
    }

    /// <summary>A picture of the text, without what its camera noted.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="content">PNG, JPEG, WebP or GIF, up to <see cref="PictureInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="PictureProblem"/>.</returns>
    public async Task<Outcome<Picture>> AddPictureAsync(Actor actor, int id, byte[] content)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        if (!await db.Notices.AnyAsync(n => n.Id == id && n.DeletedUtc == null))
            return Refusal.NotFound;
        var (picture, problem) = await PictureFitting.TakeAsync(content);
        if (picture is null)
            return Outcome.Invalid(problem!.Value.ToString());
        var kept = await MediaFiles.KeepAsync(db, _store, $"notice.{picture.Extension}", picture.Extension, picture.Content, picture.Width, picture.Height, _time.GetUtcNow().UtcDateTime);
        return new Picture($"{kept.Hash}.{kept.Extension}", kept.Width, kept.Height, "");
    }

    /// <summary>An attachment for whoever may have it: readers of the notice while it is up, the office always.</summary>
    /// <param name="actor">Anybody.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="fileId">Which attachment.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<StoredFile>> FindAsync(Actor actor, int id, int fileId, CancellationToken cancellation = default)
    {
        var reader = await _notices.FactsAsync(actor, cancellation);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var file = await db.NoticeFiles.AsNoTracking().FirstOrDefaultAsync(f => f.Id == fileId && f.NoticeId == id, cancellation);
        if (file is null)
            return Refusal.NotFound;
        var ids = actor.MayEdit ? null
            : await db.Notices.AsNoTracking().Valid(_time.GetUtcNow().UtcDateTime).For(reader).Where(n => n.Id == id).Select(n => n.FileIds).FirstOrDefaultAsync(cancellation) ?? [];
        return ids?.Contains(fileId) != false && _store.Find(file.Hash) is { } path ? new StoredFile(path, file.Name) : Refusal.NotFound;
    }

    private void Touch(NoticeDraft draft)
    {
        draft.Version++;
        draft.IsAhead = true;
        draft.SavedUtc = _time.GetUtcNow().UtcDateTime;
        draft.SavedBy = draft.WriterName;
    }
}
