using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Where the office writes notices. Each has a working copy beside what readers see, and one window at a time that holds the pen.</summary>
public sealed class NoticeDesk
{
    /// <summary>Rows on a page of the list.</summary>
    public const int PageSize = 20;

    /// <summary>Longest reason for a withdrawal, in characters.</summary>
    public const int ReasonLength = 200;

    private const int WriterLength = 64;
    private const int MaxUnits = 500;
    private const int MaxAtOnce = 200;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Pens _pens;
    private readonly SiteSettingsCache _site;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal NoticeDesk(IDbContextFactory<PortalDb> databases, Pens pens, SiteSettingsCache site, LiveFeed feed, TimeProvider time) =>
        (_databases, _pens, _site, _feed, _time) = (databases, pens, site, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>The office's list.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<NoticeRows>> ListAsync(Actor actor, NoticeQuery query, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await NoticeLedger.LoadAsync(db, _pens, query, NowUtc, cancellation);
    }

    /// <summary>Begins a notice.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <returns>Its number.</returns>
    public async Task<Outcome<int>> BeginAsync(Actor actor)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var notice = new Notice { Issuer = _site.Current.Name.Cut(NoticeContent.IssuerLength), Stage = NoticeStage.Draft, ChangedUtc = NowUtc };
        db.Notices.Add(notice);
        await db.SaveChangesAsync();
        await CopyAsync(db, actor, notice);
        db.Note(actor, NowUtc, "notice.begin", Subject(notice.Id));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Stir();
        return notice.Id;
    }

    /// <summary>The working copy, and the pen with it, unless another window holds it.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="writer">What this window calls itself; null only looks.</param>
    /// <param name="takeOver">Take the pen from another window: its words until now are kept for comparing, later ones are refused and it is told.</param>
    public async Task<Outcome<NoticeWork>> OpenAsync(Actor actor, int id, string? writer = null, bool takeOver = false)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        // who only looks does not wait for those who write
        await using var transaction = writer is null ? null : await db.Database.BeginTransactionAsync();
        var notice = await db.Notices.FirstOrDefaultAsync(n => n.Id == id);
        if (notice is null)
            return Refusal.NotFound;
        var draft = await db.NoticeDrafts.FirstOrDefaultAsync(d => d.NoticeId == id) ?? await CopyAsync(db, actor, notice, keep: writer is not null);
        var held = draft.Writer != writer && _pens.IsHeld(Subject(id), draft.Writer);
        var isNew = false;
        if (notice.DeletedUtc is null && writer is { Length: > 0 and <= WriterLength } && draft.Writer != writer && (takeOver || !held))
        {
            if (held && draft.IsAhead)
                db.NoticeRevisions.Add(new NoticeRevision { NoticeId = id, Title = draft.Title, Body = draft.Body, ByName = draft.WriterName, AtUtc = NowUtc });
            (draft.Writer, draft.WriterName) = (writer, await db.NameOfAsync(actor));
            if (takeOver)
                db.Note(actor, NowUtc, "notice.take-over", Subject(id), draft.Title);
            (held, isNew) = (false, true);
        }

        if (transaction is not null)
        {
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        if (isNew)
            _feed.Publish(id, new NoticePenMoved(id, writer!, draft.WriterName));
        return await ToWorkAsync(db, notice, draft, held ? draft.WriterName : null);
    }

    /// <summary>Until it is disposed, this window's pen is not handed to another without asking, and others see who writes.</summary>
    public IDisposable Hold(int id, string writer)
    {
        var pen = _pens.Hold(Subject(id), writer);
        Stir();
        return new Held(pen, Stir);
    }

    /// <summary>Keeps what has changed. Texts may be unfinished while one writes; readers see nothing of it.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="writer">The window the words come from.</param>
    /// <param name="fields">All of them, or null when only the text has changed.</param>
    /// <param name="html">The text, or null when only fields have changed.</param>
    /// <returns>Refused as <see cref="Refusal.Stale"/> when another window holds the pen; as <see cref="Refusal.Invalid"/> with the name of what is longer than can be kept.</returns>
    public async Task<Outcome<NoticeSaved>> SaveAsync(Actor actor, int id, string writer, NoticeFields? fields = null, string? html = null)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (fields is not null && TooLong(fields) is { } field)
            return Outcome.Invalid(field);
        // cleaning takes its time: not while the database is held
        var body = default(SafeHtml);
        if (html is not null)
        {
            if (SafeHtml.TryClean(html, NoticeContent.BodyLength) is not { } clean)
                return Outcome.Invalid(nameof(NoticeContent.Body));
            body = clean;
        }

        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (notice, draft) = await FindAsync(db, id);
        if (notice is null || draft is null)
            return Refusal.NotFound;
        if (draft.Writer != writer)
            return Refusal.Stale;
        if (fields is not null)
            Write(draft, fields);
        if (html is not null)
            draft.Body = body;
        if (db.Entry(draft).State == EntityState.Unchanged)
            return new NoticeSaved(draft.SavedUtc, draft.Version);
        Touch(notice, draft);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        _feed.PublishLatest(id, () => new NoticeDraftSaved(id));
        Stir();
        return new NoticeSaved(draft.SavedUtc, draft.Version);
    }

    /// <summary>Makes the working copy what readers see, now or at a moment.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which notice. One that is up keeps its date; one that was withdrawn or has expired comes out anew.</param>
    /// <param name="writer">The window that publishes: it holds the pen.</param>
    /// <param name="draftVersion">The working copy it has seen.</param>
    /// <param name="atLocal">In the site's zone, later than now; null publishes at once. Not for one that is up already.</param>
    /// <returns>
    /// Refused as <see cref="Refusal.Invalid"/> with the names of what is missing or wrong, separated by spaces: <c>Title</c>, <c>Body</c>, <c>Address</c>, <c>PublishLocal</c>,
    /// <c>ExpiresLocal</c>, <c>ReplyClosesLocal</c>, <c>MeetingStartsLocal</c> for a place without a time, <c>MeetingEndsLocal</c> for an end that is not after a start; as <see cref="Refusal.Stale"/> when another window holds the pen or the copy has changed.
    /// </returns>
    public async Task<Outcome> PublishAsync(Actor actor, int id, string writer, int draftVersion, DateTime? atLocal = null)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (notice, draft) = await FindAsync(db, id);
        if (notice is null || draft is null)
            return Refusal.NotFound;
        if (draft.Writer != writer || draft.Version != draftVersion)
            return Refusal.Stale;
        var (now, state) = (NowUtc, notice.StateAt(NowUtc));
        var publishes = atLocal is { } at ? Deadlines.ToUtc(at, _site.Current.TimeZone) : now;
        if (Problems(draft, publishes, now, atLocal is not null, state == NoticeState.Published) is { Length: > 0 } wrong)
            return Outcome.Invalid(wrong);
        var change = NoticeAudit.Of(notice, draft, atLocal is null ? null : publishes);
        draft.Title = draft.Title.Trim();
        notice.CopyFrom(draft);
        if (state == NoticeState.Published)
            notice.RevisedUtc = now;
        else
            (notice.PublishedUtc, notice.RevisedUtc) = (publishes, null);
        (notice.Stage, notice.WithdrawnUtc, notice.WithdrawnReason) = (NoticeStage.Released, null, null);
        notice.Version++;
        notice.ChangedUtc = now;
        draft.IsAhead = false;
        db.NoticeFiles.RemoveRange(await db.NoticeFiles.Where(f => f.NoticeId == id && !notice.FileIds.Contains(f.Id)).ToListAsync());
        db.NoticeRevisions.RemoveRange(await db.NoticeRevisions.Where(r => r.NoticeId == id && r.Version == null).ToListAsync());
        db.NoticeRevisions.Add(new NoticeRevision { NoticeId = id, Version = notice.Version, Title = notice.Title, Body = notice.Body, ByName = await db.NameOfAsync(actor), AtUtc = now });
        db.Note(actor, now, state == NoticeState.Published ? "notice.revise" : atLocal is null ? "notice.publish" : "notice.schedule", Subject(id), change);
        if (!await TrySaveAsync(db))
            return Refusal.Stale;
        await transaction.CommitAsync();
        Announce(id);
        return Outcome.Done;
    }

    /// <summary>Takes notices off every open page. The scheduled among them do not come out.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200; those that are neither up nor scheduled are left as they are.</param>
    /// <param name="reason">Why, up to <see cref="ReasonLength"/> characters; the office alone reads it.</param>
    /// <returns>Those that were withdrawn; refused as <see cref="Refusal.NotFound"/> when there was none.</returns>
    public Task<Outcome<int[]>> WithdrawAsync(Actor actor, IReadOnlyList<int> ids, string reason) => reason.Trim().Length > ReasonLength
        ? Task.FromResult<Outcome<int[]>>(actor.MayEdit ? Outcome.Invalid(nameof(reason)) : Refusal.NotAllowed)
        : ChangeAsync(actor, ids, "notice.withdraw", (notice, now) =>
        {
            if (notice.StateAt(now) is not (NoticeState.Published or NoticeState.Scheduled))
                return null;
            (notice.Stage, notice.WithdrawnUtc, notice.WithdrawnReason) = (NoticeStage.Withdrawn, now, reason.Trim());
            notice.Version++;
            return notice.Title;
        }, after: reason.Trim());

    /// <summary>Undoes a withdrawal: the notices stand again as they stood.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200.</param>
    /// <returns>See <see cref="WithdrawAsync"/>.</returns>
    public Task<Outcome<int[]>> RestoreAsync(Actor actor, IReadOnlyList<int> ids) => ChangeAsync(actor, ids, "notice.restore", (notice, _) =>
    {
        if (notice.Stage != NoticeStage.Withdrawn)
            return null;
        (notice.Stage, notice.WithdrawnUtc, notice.WithdrawnReason) = (NoticeStage.Released, null, null);
        notice.Version++;
        return notice.Title;
    });

    /// <summary>Pins notices, or takes the pins out, at once and in the working copies.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200.</param>
    /// <param name="isPinned">What they are to be.</param>
    /// <returns>Those that changed; see <see cref="WithdrawAsync"/>.</returns>
    public Task<Outcome<int[]>> PinAsync(Actor actor, IReadOnlyList<int> ids, bool isPinned) => ChangeAsync(actor, ids, isPinned ? "notice.pin" : "notice.unpin", (notice, _) =>
    {
        if (notice.IsPinned == isPinned)
            return null;
        notice.IsPinned = isPinned;
        return notice.Title;
    }, draft => draft.IsPinned = isPinned);

    /// <summary>Moves notices into the recycle bin, from where they go for good after <see cref="Housekeeping.KeepDeleted"/>.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200; those that are up or scheduled are left as they are: withdraw them first.</param>
    /// <returns>See <see cref="WithdrawAsync"/>.</returns>
    public Task<Outcome<int[]>> DeleteAsync(Actor actor, IReadOnlyList<int> ids) => ChangeAsync(actor, ids, "notice.delete", (notice, now) =>
    {
        if (notice.StateAt(now) is NoticeState.Published or NoticeState.Scheduled)
            return null;
        notice.DeletedUtc = now;
        return notice.Title;
    });

    /// <summary>Takes notices out of the recycle bin.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="ids">Up to 200.</param>
    /// <returns>See <see cref="WithdrawAsync"/>.</returns>
    public Task<Outcome<int[]>> BringBackAsync(Actor actor, IReadOnlyList<int> ids) => ChangeAsync(actor, ids, "notice.bring-back", (notice, _) =>
    {
        notice.DeletedUtc = null;
        return notice.Title;
    }, fromBin: true);

    /// <summary>How many members a notice would be for.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="address">Whom it names.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<int>> AudienceSizeAsync(Actor actor, NoticeAddress address, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        var asked = new NoticeDraft();
        NoticeStates.SetAddress(asked, address);
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await NoticeReaders.Of(db, asked).CountAsync(cancellation);
    }

    /// <summary>What somebody had written when another took over, or else what readers see, beside what stands now.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<NoticeDifference>> DifferenceAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var notice = await db.Notices.AsNoTracking().FirstOrDefaultAsync(n => n.Id == id, cancellation);
        if (notice is null)
            return Refusal.NotFound;
        var draft = await db.NoticeDrafts.AsNoTracking().FirstOrDefaultAsync(d => d.NoticeId == id, cancellation);
        var last = await db.NoticeRevisions.AsNoTracking().Where(r => r.NoticeId == id).OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellation);
        var before = last is not null ? (last.Title, last.Body, last.ByName, last.AtUtc)
            : notice.Stage == NoticeStage.Draft ? ((string Title, SafeHtml Body, string ByName, DateTime AtUtc)?)null
            : (notice.Title, notice.Body, "", notice.PublishedUtc);
        var now = draft is null ? (notice.Title, notice.Body, "", notice.ChangedUtc) : (draft.Title, draft.Body, draft.SavedBy, draft.SavedUtc);
        var (then, after) = TextDifference.Of(before?.Body, now.Body);
        return new NoticeDifference(
            last is { Version: null }, before is { } b ? new TextSide(b.ByName, b.AtUtc, b.Title, then) : null, new TextSide(now.Item3, now.Item4, now.Title, after));
    }

    /// <summary>Who published, changed and withdrew a notice and when, the newest first.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<NoticeDeed>>> HistoryAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.Notices.AnyAsync(n => n.Id == id, cancellation)
            ? new Outcome<IReadOnlyList<NoticeDeed>>(await NoticeHistory.LoadAsync(db, id, cancellation), null)
            : Refusal.NotFound;
    }

    // one window does not know the others: it only carries on with what the server has
    private async Task<Outcome<int[]>> ChangeAsync(
        Actor actor, IReadOnlyList<int> ids, string action, Func<Notice, DateTime, string?> change, Action<NoticeDraft>? also = null, bool fromBin = false, string? after = null)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (ids.Count > MaxAtOnce)
            return Refusal.TooMany;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var now = NowUtc;
        List<int> done = [];
        foreach (var notice in await db.Notices.Where(n => ids.Contains(n.Id) && (n.DeletedUtc != null) == fromBin).OrderBy(n => n.Id).ToListAsync())
        {
            if (change(notice, now) is not { } detail)
                continue;
            notice.ChangedUtc = now;
            db.Note(actor, now, action, Subject(notice.Id), detail, after: string.IsNullOrEmpty(after) ? null : after);
            if (also is not null && await db.NoticeDrafts.FirstOrDefaultAsync(d => d.NoticeId == notice.Id) is { } draft)
            {
                also(draft);
                // whoever is about to publish sees it first
                draft.Version++;
            }

            done.Add(notice.Id);
        }

        if (done.Count == 0)
            return Refusal.NotFound;
        if (!await TrySaveAsync(db))
            return Refusal.Stale;
        await transaction.CommitAsync();
        foreach (var id in done)
            _feed.PublishLatest(id, () => new NoticeDraftSaved(id));
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        Stir();
        return done.ToArray();
    }

    private static async Task<NoticeDraft> CopyAsync(PortalDb db, Actor actor, Notice notice, bool keep = true)
    {
        var draft = new NoticeDraft
        {
            NoticeId = notice.Id,
            SavedBy = notice.Stage == NoticeStage.Draft ? await db.NameOfAsync(actor) : "",
            SavedUtc = notice.ChangedUtc,
            IsAhead = notice.Stage == NoticeStage.Draft,
        };
        draft.CopyFrom(notice);
        if (keep)
            db.NoticeDrafts.Add(draft);
        return draft;
    }

    private void Write(NoticeDraft draft, NoticeFields fields)
    {
        draft.Title = fields.Title;
        draft.Issuer = string.IsNullOrWhiteSpace(fields.Issuer) ? null : fields.Issuer.Trim();
        (draft.IsPinned, draft.IsEmergency, draft.IsHeadline) = (fields.IsPinned, fields.IsEmergency, fields.IsHeadline);
        (draft.AsksReceipt, draft.AsksReply) = (fields.AsksReceipt, fields.AsksReply);
        (draft.ExpiresUtc, draft.ReplyClosesUtc) = (ToUtc(fields.ExpiresLocal), fields.AsksReply ? ToUtc(fields.ReplyClosesLocal) : null);
        (draft.MeetingStartsUtc, draft.MeetingEndsUtc) = (ToUtc(fields.MeetingStartsLocal), ToUtc(fields.MeetingEndsLocal));
        draft.MeetingPlace = string.IsNullOrWhiteSpace(fields.MeetingPlace) ? null : fields.MeetingPlace.Trim();
        NoticeStates.SetAddress(draft, fields.Address);
    }

    private void Touch(Notice notice, NoticeDraft draft)
    {
        draft.Version++;
        draft.SavedUtc = notice.ChangedUtc = NowUtc;
        draft.SavedBy = draft.WriterName;
        draft.IsAhead = true;
        // nobody but the office sees a draft: its row in the list follows
        if (notice.Stage == NoticeStage.Draft)
            notice.CopyFrom(draft);
    }

    private async Task<NoticeWork> ToWorkAsync(PortalDb db, Notice notice, NoticeDraft draft, string? heldBy)
    {
        DateTime? Local(DateTime? utc) => utc is { } moment ? Deadlines.ToLocal(moment, _site.Current.TimeZone) : null;
        var fields = new NoticeFields(
            draft.Title, draft.Issuer, Local(draft.ExpiresUtc), draft.IsPinned, draft.IsEmergency, draft.IsHeadline, NoticeStates.AddressOf(draft), draft.AsksReceipt, draft.AsksReply,
            Local(draft.ReplyClosesUtc), Local(draft.MeetingStartsUtc), Local(draft.MeetingEndsUtc), draft.MeetingPlace);
        DateTime? published = notice.Stage == NoticeStage.Draft ? null : notice.PublishedUtc;
        return new NoticeWork(
            notice.Id, notice.StateAt(NowUtc), fields, NoticeStates.MeetingOf(draft), draft.Body, await Notices.FilesAsync(db, draft, default), draft.Version, notice.Version, draft.SavedBy,
            draft.SavedUtc, draft.IsAhead, heldBy, Local(published), published, notice.RevisedUtc, notice.WithdrawnReason, notice.DeletedUtc, notice.RemindedUtc);
    }

    private static string Problems(NoticeDraft draft, DateTime publishes, DateTime now, bool isTimed, bool isUp)
    {
        List<string> wrong = [];
        if (draft.Title.Trim().Length is 0 or > Article.TitleLength)
            wrong.Add(nameof(draft.Title));
        if (draft.Body.IsBlank)
            wrong.Add(nameof(draft.Body));
        if (!NoticeStates.HasAddressees(draft))
            wrong.Add(nameof(NoticeFields.Address));
        if (isTimed && (publishes <= now || isUp))
            wrong.Add(nameof(NoticeWork.PublishLocal));
        if (draft.ExpiresUtc <= publishes)
            wrong.Add(nameof(NoticeFields.ExpiresLocal));
        if (draft.AsksReply && (draft.ReplyClosesUtc <= publishes && !isUp || draft.ReplyClosesUtc > draft.ExpiresUtc))
            wrong.Add(nameof(NoticeFields.ReplyClosesLocal));
        if (draft.MeetingPlace is not null && draft.MeetingStartsUtc is null)
            wrong.Add(nameof(NoticeFields.MeetingStartsLocal));
        if (draft.MeetingEndsUtc is not null && !(draft.MeetingEndsUtc > draft.MeetingStartsUtc))
            wrong.Add(nameof(NoticeFields.MeetingEndsLocal));
        return string.Join(' ', wrong);
    }

    private static string? TooLong(NoticeFields fields) =>
        fields.Title.Length > Article.TitleLength ? nameof(fields.Title)
        : fields.Issuer?.Trim().Length > NoticeContent.IssuerLength ? nameof(fields.Issuer)
        : fields.MeetingPlace?.Trim().Length > NoticeContent.MeetingPlaceLength ? nameof(fields.MeetingPlace)
        : fields.Address.UnitIds.Count > MaxUnits ? nameof(fields.Address)
        : null;

    // a working copy exists as soon as somebody has opened the notice for writing
    private static async Task<(Notice? Notice, NoticeDraft? Draft)> FindAsync(PortalDb db, int id) =>
        (await db.Notices.FirstOrDefaultAsync(n => n.Id == id && n.DeletedUtc == null), await db.NoticeDrafts.FirstOrDefaultAsync(d => d.NoticeId == id));

    private static async Task<bool> TrySaveAsync(PortalDb db)
    {
        try
        {
            await db.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    private DateTime? ToUtc(DateTime? local) => local is { } moment ? Deadlines.ToUtc(moment, _site.Current.TimeZone) : null;

    private void Announce(int id)
    {
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        _feed.PublishLatest(id, () => new NoticeDraftSaved(id));
        Stir();
    }

    private void Stir() => _feed.PublishLatest(NoticeActivity.Everywhere, () => new NoticeActivity());

    internal static string Subject(int id) => $"notice/{id}";

    private sealed class Held(IDisposable pen, Action stir) : IDisposable
    {
        public void Dispose()
        {
            pen.Dispose();
            stir();
        }
    }
}
