using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>附件 and pictures of essays, as their authors bring them. Piece by piece, so that a lost connection costs one piece and a restart nothing.</summary>
/// <remarks>
/// What lies under <see cref="DataFolder.Uploads"/> is the truth about how far an upload has come. When it is whole it is looked through,
/// scrubbed, and kept twice: as it came for organisers and the author, and without names for judges. A refused file leaves nothing behind.
/// </remarks>
public sealed class EssayFiles(IDbContextFactory<PortalDb> databases, DataFolder data, ContentStore store, LiveFeed feed, TimeProvider time)
{
    /// <summary>Of one piece, in bytes.</summary>
    public const int MaxPiece = 1024 * 1024;

    /// <summary>Pictures in one text.</summary>
    public const int MaxPictures = 20;

    /// <summary>Unfinished uploads of one member, in all contests.</summary>
    public const int MaxUploads = 20;

    /// <summary>What they may come to together, in bytes.</summary>
    public const long MaxUploadBytes = 500L * 1024 * 1024;

    // unfolding takes memory: two at a time
    private static readonly SemaphoreSlim Turns = new(2);

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    /// <summary>Announces a file. The same name and size again bring the same upload back, also on another day: it goes on where it stopped.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="name">As the author's machine calls it; only its last part is kept, up to 120 characters.</param>
    /// <param name="bytes">Its whole size.</param>
    /// <returns>Refused as <see cref="Refusal.Stale"/> when another window holds the pen, as <see cref="Refusal.TooMany"/> over the member's own limits, as <see cref="Refusal.Invalid"/> with an <see cref="EssayFileBar"/>.</returns>
    public async Task<Outcome<UploadState>> BeginUploadAsync(Actor actor, int essayId, string writer, string name, long bytes)
    {
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await WritableAsync(db, actor, essayId, writer);
        if (!found.IsDone)
            return new Outcome(found.Refused, found.Detail);
        var (_, contest, _) = found.Value;
        var clean = FileNames.Clean(name);
        if (clean.Length == 0)
            return Bar(EssayFileBar.Name);
        if (!contest.AttachmentTypes.Contains(FileNames.KindOf(clean)))
            return Bar(EssayFileBar.Type);
        if (bytes < 1 || bytes > Math.Min(contest.MaxAttachmentMegabytes * 1024L * 1024, DocumentInspector.MaxBytes))
            return Bar(EssayFileBar.Size);
        var before = await db.Uploads.AsNoTracking().FirstOrDefaultAsync(u => u.EssayId == essayId && u.Name == clean && u.Bytes == bytes);
        if (before is not null)
            return StateOf(before);
        if (await db.EssayFiles.CountAsync(f => f.EssayId == essayId) + await db.Uploads.CountAsync(u => u.EssayId == essayId) >= contest.MaxAttachments)
            return Bar(EssayFileBar.Count);
        var own = await db.Uploads.Where(u => db.Essays.Any(e => e.Id == u.EssayId && e.MemberId == actor.MemberId)).Select(u => u.Bytes).ToListAsync();
        if (own.Count >= MaxUploads || own.Sum() + bytes > MaxUploadBytes)
            return Refusal.TooMany;
        var upload = new Upload { Key = RandomNumberGenerator.GetHexString(32, lowercase: true), EssayId = essayId, Name = clean, Bytes = bytes, CreatedUtc = NowUtc };
        db.Uploads.Add(upload);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return StateOf(upload);
    }

    /// <summary>Takes a piece. With the last one the file is looked through and kept.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="key">Which upload.</param>
    /// <param name="offset">Where the piece begins.</param>
    /// <param name="piece">Up to <see cref="MaxPiece"/>; empty to ask for the end to be tried again.</param>
    /// <param name="cancellation">The connection is lost: what has come is kept.</param>
    /// <returns>
    /// Refused as <see cref="Refusal.Stale"/> with the current state when the piece does not begin where the file ends;
    /// as <see cref="Refusal.Invalid"/> with an <see cref="EssayFileBar"/> or a <see cref="DocumentProblem"/>, and then the upload is gone.
    /// </returns>
    public async Task<Outcome<UploadState>> AppendAsync(Actor actor, string key, long offset, Stream piece, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await UploadAsync(db, actor, key, cancellation);
        if (!found.IsDone)
            return found.Refused!.Value;
        var (upload, access) = found.Value;
        if (!access.MayWrite(NowUtc))
            return Bar(EssayFileBar.Closed);
        Directory.CreateDirectory(data.Uploads);
        try
        {
            // held to the end: of two requests with the same piece one is told that it is stale
            await using var file = new FileStream(PathOf(upload.Key), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 16, useAsync: true);
            if (file.Length != offset)
                return Stale(upload, file.Length);
            file.Position = offset;
            if (!await CopyAsync(piece, file, Math.Min(MaxPiece, upload.Bytes - offset), cancellation))
            {
                file.SetLength(offset);
                return Bar(EssayFileBar.Bytes);
            }

            if (file.Length < upload.Bytes)
                return new UploadState(upload.Key, upload.Name, upload.Bytes, file.Length);
            // once it is whole the author may close the window
            return await FinishAsync(db, actor, upload, access, file);
        }
        catch (IOException) when (!cancellation.IsCancellationRequested)
        {
            return Stale(upload, ReceivedOf(upload.Key));
        }
    }

    /// <summary>Gives an upload up.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="key">Which upload.</param>
    public async Task<Outcome> CancelAsync(Actor actor, string key)
    {
        await using var db = await databases.CreateDbContextAsync();
        var found = await UploadAsync(db, actor, key, default);
        if (!found.IsDone)
            return found.Refused!.Value;
        await DropAsync(db, found.Value.Upload);
        return Outcome.Done;
    }

    /// <summary>Takes an attachment off the working copy. A version that was sent with it keeps it.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="fileId">Which attachment.</param>
    /// <param name="writer">The window that holds the pen.</param>
    public async Task<Outcome> RemoveAsync(Actor actor, int essayId, int fileId, string writer)
    {
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await WritableAsync(db, actor, essayId, writer);
        if (!found.IsDone)
            return new Outcome(found.Refused, found.Detail);
        var name = await db.EssayFiles.Where(f => f.Id == fileId && f.EssayId == essayId).Select(f => f.Name).FirstOrDefaultAsync();
        if (name is null)
            return Refusal.NotFound;
        await db.EssayFiles.Where(f => f.Id == fileId).ExecuteDeleteAsync();
        await ChangedAsync(db, essayId);
        db.Note(actor, NowUtc, "essay.detach", $"essay/{essayId}", name);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(actor, essayId);
        return Outcome.Done;
    }

    /// <summary>What is attached, and what is still on its way.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    public async Task<Outcome<EssayAttachments>> ListAsync(Actor actor, int essayId)
    {
        await using var db = await databases.CreateDbContextAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var files = await db.EssayFiles.Where(f => f.EssayId == essayId).OrderBy(f => f.Place).ThenBy(f => f.Id).Select(f => new EssayFileLine(f.Id, f.Name, f.Kind, f.Bytes)).ToListAsync();
        var uploads = await db.Uploads.AsNoTracking().Where(u => u.EssayId == essayId).OrderBy(u => u.Id).ToListAsync();
        return new EssayAttachments(files, uploads.ConvertAll(StateOf));
    }

    /// <summary>An attachment as it came.</summary>
    /// <param name="actor">The author, or an organiser. Judges get another file elsewhere.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="fileId">Which attachment.</param>
    public async Task<Outcome<StoredFile>> FindAsync(Actor actor, int essayId, int fileId)
    {
        if (actor.MemberId == 0 && !actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        var author = await db.Essays.Where(e => e.Id == essayId).Select(e => new { e.MemberId }).FirstOrDefaultAsync();
        if (author is null)
            return Refusal.NotFound;
        if (!actor.MayEdit && !actor.IsSelf(author.MemberId ?? 0))
            return Refusal.NotAllowed;
        var file = await db.EssayFiles.Where(f => f.Id == fileId && f.EssayId == essayId).Select(f => new { f.OriginalHash, f.Name }).FirstOrDefaultAsync();
        return file is not null && store.Find(file.OriginalHash) is { } path ? new StoredFile(path, file.Name) : Refusal.NotFound;
    }

    /// <summary>A picture of the text, without what its camera noted.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="content">PNG, JPEG, WebP or GIF, up to <see cref="PictureInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="PictureProblem"/> or an <see cref="EssayFileBar"/>.</returns>
    public async Task<Outcome<Picture>> AddPictureAsync(Actor actor, int essayId, byte[] content)
    {
        await using var db = await databases.CreateDbContextAsync();
        // no pen is asked for: a picture changes nothing until the text shows it
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        if (!found.Value.MayWrite(NowUtc))
            return Bar(EssayFileBar.Closed);
        if (found.Value.Essay.Body.Html.Split("<img ").Length > MaxPictures)
            return Bar(EssayFileBar.Count);
        var (picture, problem) = await PictureFitting.TakeAsync(content);
        return picture is null ? Outcome.Invalid(problem!.Value.ToString()) : await KeepAsync(db, picture);
    }

    /// <summary>Reads a Word document for the form. The draft stays as it is; only pictures are kept, and go again when nothing comes to show them.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="content">A docx, up to <see cref="DocumentInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="DocumentProblem"/>, or with the name of <see cref="EssayChange.Html"/> when the text is too long or too tangled.</returns>
    public async Task<Outcome<DocxImport>> ReadDocxAsync(Actor actor, int essayId, byte[] content)
    {
        await using var db = await databases.CreateDbContextAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        if (!found.Value.MayWrite(NowUtc))
            return Bar(EssayFileBar.Closed);
        await Turns.WaitAsync();
        try
        {
            if (DocumentInspector.Inspect(content, "x.docx") is { IsFine: false } seen)
                return Outcome.Invalid((seen.Problem is DocumentProblem.WrongExtension ? DocumentProblem.UnknownType : seen.Problem).ToString()!);
            var (text, problem) = DocxReader.Read(content);
            if (text is null)
                return Outcome.Invalid(problem!.Value.ToString());
            var html = text.Html;
            foreach (var (placeholder, picture) in text.Pictures.Take(MaxPictures))
            {
                var kept = await KeepAsync(db, await PictureFitting.FitAsync(picture));
                html = html.Replace($"src=\"{placeholder}\"", $"src=\"/media/{kept.File}\" width=\"{kept.Width}\" height=\"{kept.Height}\"", StringComparison.Ordinal);
            }

            var warnings = text.Pictures.Count > MaxPictures ? new HashSet<DocxWarning>(text.Warnings) { DocxWarning.PicturesLeftOut } : text.Warnings;
            if (SafeHtml.TryClean(html, Essay.BodyLength) is not { } body)
                return Outcome.Invalid(nameof(EssayChange.Html));
            return new DocxImport(text.Title, text.Abstract, body, WordCount.Of(body), warnings);
        }
        finally
        {
            Turns.Release();
        }
    }

    private static Outcome Bar(EssayFileBar bar) => Outcome.Invalid(bar.ToString());

    private static Outcome<UploadState> Stale(Upload upload, long received) => new(new UploadState(upload.Key, upload.Name, upload.Bytes, received), Refusal.Stale);

    // keys are made here, of hexadecimal digits, and found in the database before they come here
    private string PathOf(string key) => Path.Combine(data.Uploads, $"{key}.part");

    // where nothing has come yet there may not even be a folder
    private void Delete(string key)
    {
        if (File.Exists(PathOf(key)))
            File.Delete(PathOf(key));
    }

    private long ReceivedOf(string key) => new FileInfo(PathOf(key)) is { Exists: true } file ? file.Length : 0;

    private UploadState StateOf(Upload upload) => new(upload.Key, upload.Name, upload.Bytes, ReceivedOf(upload.Key));

    private async Task<Outcome<EssayAccess>> WritableAsync(PortalDb db, Actor actor, int essayId, string writer)
    {
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found;
        if (found.Value.Essay.Writer != writer)
            return Refusal.Stale;
        return found.Value.MayWrite(NowUtc) ? found : Bar(EssayFileBar.Closed);
    }

    private static async Task<Outcome<(Upload Upload, EssayAccess Access)>> UploadAsync(PortalDb db, Actor actor, string key, CancellationToken cancellation)
    {
        var upload = await db.Uploads.AsNoTracking().FirstOrDefaultAsync(u => u.Key == key, cancellation);
        if (upload is null)
            return actor.MemberId == 0 ? Refusal.NotAllowed : Refusal.NotFound;
        var access = await EssayAccess.FindAsync(db, actor, upload.EssayId, cancellation);
        return access.IsDone ? (upload, access.Value) : access.Refused!.Value;
    }

    /// <returns>False when there is more than <paramref name="most"/>.</returns>
    private static async Task<bool> CopyAsync(Stream from, FileStream to, long most, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0; most -= read)
        {
            if (read > most)
                return false;
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        await to.FlushAsync(cancellation);
        to.Flush(flushToDisk: true);
        return true;
    }

    private async Task<Outcome<UploadState>> FinishAsync(PortalDb db, Actor actor, Upload upload, EssayAccess access, FileStream file)
    {
        var content = new byte[upload.Bytes];
        file.Position = 0;
        await file.ReadExactlyAsync(content);
        DocumentInspection seen;
        ScrubbedDocument scrubbed = default;
        await Turns.WaitAsync();
        try
        {
            seen = DocumentInspector.Inspect(content, upload.Name);
            if (seen.IsFine)
                scrubbed = DocumentScrubber.Scrub(content, seen.Kind!.Value);
        }
        finally
        {
            Turns.Release();
        }

        if (scrubbed.Content is null)
        {
            await DropAsync(db, upload);
            return Outcome.Invalid((seen.Problem ?? scrubbed.Problem)!.Value.ToString());
        }

        var line = await KeepAsync(db, actor, upload, access, content, scrubbed.Content);
        return line is null ? Refusal.NotFound : new UploadState(upload.Key, upload.Name, upload.Bytes, upload.Bytes, line);
    }

    // The files before the rows: whatever a crash leaves over, ContentSweep finds, and the whole upload can be ended once more.
    private async Task<EssayFileLine?> KeepAsync(PortalDb db, Actor actor, Upload upload, EssayAccess access, byte[] content, byte[] scrubbed)
    {
        var original = await store.PutAsync(content);
        var hash = await store.PutAsync(scrubbed);
        var essayId = access.Essay.Id;
        await using var transaction = await db.Database.BeginTransactionAsync();
        // cancelled in the meantime
        if (await db.Uploads.Where(u => u.Key == upload.Key).ExecuteDeleteAsync() == 0)
            return null;
        var place = await db.EssayFiles.Where(f => f.EssayId == essayId).MaxAsync(f => (int?)f.Place) ?? 0;
        var file = new EssayFile
        {
            EssayId = essayId,
            Place = place + 1,
            Name = upload.Name,
            Kind = FileNames.KindOf(upload.Name),
            Hash = hash,
            OriginalHash = original,
            Bytes = content.Length,
            AddedUtc = NowUtc,
        };
        db.EssayFiles.Add(file);
        await ChangedAsync(db, essayId);
        db.Note(actor, NowUtc, "essay.attach", $"essay/{essayId}", upload.Name);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Delete(upload.Key);
        Tell(actor, essayId);
        return new EssayFileLine(file.Id, file.Name, file.Kind, file.Bytes);
    }

    private async Task<Picture> KeepAsync(PortalDb db, CleanPicture picture)
    {
        var kept = await MediaFiles.KeepAsync(db, store, $"essay.{picture.Extension}", picture.Extension, picture.Content, picture.Width, picture.Height, NowUtc);
        return new Picture($"{kept.Hash}.{kept.Extension}", kept.Width, kept.Height, "");
    }

    private async Task DropAsync(PortalDb db, Upload upload)
    {
        await db.Uploads.Where(u => u.Key == upload.Key).ExecuteDeleteAsync();
        Delete(upload.Key);
    }

    private async Task ChangedAsync(PortalDb db, int essayId)
    {
        var now = NowUtc;
        await db.Essays.Where(e => e.Id == essayId).ExecuteUpdateAsync(e => e.SetProperty(x => x.HasUnsentChanges, true).SetProperty(x => x.SavedUtc, now));
    }

    private void Tell(Actor actor, int essayId)
    {
        feed.Publish(actor.MemberId, new OwnEssaysChanged(actor.MemberId));
        feed.PublishLatest(essayId, () => new DraftSaved(essayId));
    }
}
