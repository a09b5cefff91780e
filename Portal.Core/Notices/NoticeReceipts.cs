using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>已读回执 and 参会回执: members give them, the office sees who has not and asks again.</summary>
public sealed class NoticeReceipts
{
    /// <summary>Longest names and remarks of a reply, in characters.</summary>
    public const int TextLength = 500;

    /// <summary>Most people of one reply.</summary>
    public const int MaxPeople = 50;

    /// <summary>A notice's readers are reminded once in this time at most.</summary>
    public static readonly TimeSpan RemindPause = TimeSpan.FromHours(24);

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Notices _notices;
    private readonly Letters _letters;
    private readonly SiteSettingsCache _site;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal NoticeReceipts(IDbContextFactory<PortalDb> databases, Notices notices, Letters letters, SiteSettingsCache site, LiveFeed feed, TimeProvider time) =>
        (_databases, _notices, _letters, _site, _feed, _time) = (databases, notices, letters, site, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>What a notice asks of the member, and what was given.</summary>
    /// <param name="actor">A member the notice is for.</param>
    /// <param name="id">Which notice.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<NoticeAsk>> AskAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var found = await OwnAsync(db, actor, id, cancellation);
        if (!found.IsDone)
            return found.Refused!.Value;
        var notice = found.Value;
        var confirmed = await db.NoticeReads.Where(r => r.NoticeId == id && r.MemberId == actor.MemberId).Select(r => r.ConfirmedUtc).FirstOrDefaultAsync(cancellation);
        var reply = await db.NoticeReplies.AsNoTracking().FirstOrDefaultAsync(r => r.NoticeId == id && r.MemberId == actor.MemberId, cancellation);
        return new NoticeAsk(id, notice.AsksReceipt, confirmed, notice.AsksReply, notice.ReplyClosesUtc, notice.MayReplyAt(NowUtc), reply is null ? null : ToLine(reply));
    }

    /// <summary>确认已读. A second time changes nothing.</summary>
    /// <param name="actor">A member the notice is for.</param>
    /// <param name="id">A notice that asks for it.</param>
    public async Task<Outcome> ConfirmAsync(Actor actor, int id)
    {
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await OwnAsync(db, actor, id, default);
        if (!found.IsDone)
            return found.Refused!.Value;
        if (!found.Value.AsksReceipt)
            return Outcome.Invalid(nameof(Notice.AsksReceipt));
        var now = NowUtc;
        var read = await db.NoticeReads.FirstOrDefaultAsync(r => r.NoticeId == id && r.MemberId == actor.MemberId);
        if (read?.ConfirmedUtc is not null)
            return Outcome.Done;
        if (read is null)
            db.NoticeReads.Add(read = new NoticeRead { NoticeId = id, MemberId = actor.MemberId, ReadUtc = now });
        read.ConfirmedUtc = now;
        db.Note(actor, now, "notice.confirm", NoticeDesk.Subject(id));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(actor, id);
        return Outcome.Done;
    }

    /// <summary>参会回执. It may be changed until it closes.</summary>
    /// <param name="actor">A member the notice is for.</param>
    /// <param name="id">A notice that asks for it.</param>
    /// <param name="reply">The answer.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Closed</c>, or with the name of the field that is wrong.</returns>
    public async Task<Outcome> ReplyAsync(Actor actor, int id, NoticeReplyText reply)
    {
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await OwnAsync(db, actor, id, default);
        if (!found.IsDone)
            return found.Refused!.Value;
        var now = NowUtc;
        if (!found.Value.MayReplyAt(now))
            return Outcome.Invalid("Closed");
        if (reply.IsComing && reply.People is < 1 or > MaxPeople)
            return Outcome.Invalid(nameof(reply.People));
        if (reply.Names.Length > TextLength)
            return Outcome.Invalid(nameof(reply.Names));
        if (reply.Remarks.Length > TextLength)
            return Outcome.Invalid(nameof(reply.Remarks));
        var stored = await db.NoticeReplies.FirstOrDefaultAsync(r => r.NoticeId == id && r.MemberId == actor.MemberId);
        var before = stored is null ? null : Said(stored);
        if (stored is null)
            db.NoticeReplies.Add(stored = new NoticeReply { NoticeId = id, MemberId = actor.MemberId });
        (stored.IsComing, stored.People, stored.AnsweredUtc) = (reply.IsComing, reply.IsComing ? reply.People : 0, now);
        (stored.Names, stored.Remarks) = (reply.IsComing ? reply.Names.Trim() : "", reply.Remarks.Trim());
        db.Note(actor, now, "notice.reply", NoticeDesk.Subject(id), before: before, after: Said(stored));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(actor, id);
        return Outcome.Done;
    }

    /// <summary>Who has read and answered, unit by unit; those who have not come first.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">A notice that is or was up.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<NoticeReceiptBoard>> BoardAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var notice = await db.Notices.AsNoTracking().FirstOrDefaultAsync(n => n.Id == id && n.Stage != NoticeStage.Draft, cancellation);
        if (notice is null)
            return Refusal.NotFound;
        var readers = await ReadersAsync(db, notice, cancellation);
        List<NoticeUnit> units =
        [
            .. readers.GroupBy(r => r.Unit)
                .Select(g => new NoticeUnit(g.Key ?? "", [.. g.Select(r => r.Reader).OrderBy(r => r.ReadUtc is not null).ThenBy(r => r.Name, StringComparer.Ordinal)])),
        ];
        var (read, all) = (readers.Count(r => r.Reader.ReadUtc is not null), readers.Select(r => r.Reader.Reply).ToList());
        return new NoticeReceiptBoard(
            read, readers.Count - read, units.Count(u => u.Read < u.Readers.Count), all.Sum(r => r?.People ?? 0), all.Count(r => r is { IsComing: false }), all.Count(r => r is null),
            notice.AsksReceipt, notice.AsksReply, readers.Count > read && MayRemind(notice), notice.RemindedUtc, units);
    }

    /// <summary>Writes to everybody who has not read the notice, once in <see cref="RemindPause"/> at most; the members' panel says it too.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">A notice that is up.</param>
    /// <returns>How many were written to. Refused as <see cref="Refusal.TooMany"/> when the pause is not over.</returns>
    public async Task<Outcome<int>> RemindAsync(Actor actor, int id)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var now = NowUtc;
        var notice = await db.Notices.Valid(now).FirstOrDefaultAsync(n => n.Id == id);
        if (notice is null)
            return Refusal.NotFound;
        if (!MayRemind(notice))
            return Refusal.TooMany;
        var unread = (await ReadersAsync(db, notice, default)).Where(r => r.Reader.ReadUtc is null).ToList();
        foreach (var reader in unread)
            db.Post(_letters.NoticeReminder(reader.To, id, notice.Title, notice.AsksReceipt), now);
        notice.RemindedUtc = now;
        db.Note(actor, now, "notice.remind", NoticeDesk.Subject(id), $"{notice.Title}: {unread.Count}");
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        _feed.Publish(MailQueued.Everywhere, new MailQueued());
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        _feed.PublishLatest(NoticeActivity.Everywhere, () => new NoticeActivity());
        return unread.Count;
    }

    /// <summary>Readings and replies as a table, see <see cref="Csv"/>.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">A notice that is or was up.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<byte[]>> ExportAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        var board = await BoardAsync(actor, id, cancellation);
        if (!board.IsDone)
            return board.Refused!.Value;
        DateTime? Local(DateTime? utc) => utc is { } moment ? Deadlines.ToLocal(moment, _site.Current.TimeZone) : null;
        IEnumerable<IEnumerable<object?>> rows = board.Value.Units.SelectMany(u => u.Readers.Select(r => (object?[])
        [
            u.Unit, r.Name, Local(r.ReadUtc), r.Reply is null ? null : r.Reply.IsComing ? "参加" : "不参加", r.Reply?.People, r.Reply?.Names, r.Reply?.Remarks, Local(r.Reply?.AnsweredUtc),
        ]));
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        db.Note(actor, NowUtc, "notice.export", NoticeDesk.Subject(id));
        await db.SaveChangesAsync(cancellation);
        return Csv.Of(rows.Prepend(["单位", "姓名", board.Value.AsksReceipt ? "确认时间" : "打开时间", "回执", "人数", "参会人", "备注", "回执时间"]));
    }

    private bool MayRemind(Notice notice) => notice.RemindedUtc is not { } last || last + RemindPause <= NowUtc;

    private async Task<Outcome<Notice>> OwnAsync(PortalDb db, Actor actor, int id, CancellationToken cancellation)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        var reader = await _notices.FactsAsync(actor, cancellation);
        if (!reader.IsMember)
            return Refusal.NotAllowed;
        return await db.Notices.AsNoTracking().Valid(NowUtc).For(reader).FirstOrDefaultAsync(n => n.Id == id, cancellation) is { } notice ? notice : Refusal.NotFound;
    }

    // in the society's order of units, members of none last
    private static async Task<List<(string? Unit, NoticeReader Reader, Recipient To)>> ReadersAsync(PortalDb db, Notice notice, CancellationToken cancellation)
    {
        var id = notice.Id;
        var members = await NoticeReaders.Of(db, notice).Select(u => new { u.Id, u.DisplayName, u.Email, u.Language, u.UnitId }).ToListAsync(cancellation);
        var units = await db.CouncilUnits.AsNoTracking().ToDictionaryAsync(c => c.Id, cancellation);
        var reads = await db.NoticeReads.AsNoTracking().Where(r => r.NoticeId == id).ToDictionaryAsync(r => r.MemberId, cancellation);
        var replies = await db.NoticeReplies.AsNoTracking().Where(r => r.NoticeId == id).ToDictionaryAsync(r => r.MemberId, cancellation);
        return
        [
            .. members.Select(m => (Member: m, Unit: m.UnitId is { } unit ? units.GetValueOrDefault(unit) : null, Read: reads.GetValueOrDefault(m.Id), Reply: replies.GetValueOrDefault(m.Id)))
                .OrderBy(f => f.Unit is null).ThenBy(f => f.Unit?.Tier).ThenBy(f => f.Unit?.Place).ThenBy(f => f.Unit?.Id).Select(f => (
                    f.Unit?.Name,
                    new NoticeReader(f.Member.Id, f.Member.DisplayName, notice.AsksReceipt ? f.Read?.ConfirmedUtc : f.Read?.ReadUtc, f.Reply is null ? null : ToLine(f.Reply)),
                    new Recipient(f.Member.Email!, f.Member.DisplayName, f.Member.Language))),
        ];
    }

    private void Tell(Actor actor, int id)
    {
        _notices.Forget(actor.MemberId);
        _feed.Publish(actor.MemberId, new NoticeReadBy(actor.MemberId, id));
        _feed.PublishLatest(NoticeActivity.Everywhere, () => new NoticeActivity());
    }

    private static string Said(NoticeReply reply) => reply.IsComing ? $"{reply.People}: {reply.Names}" : "0";

    private static NoticeReplyLine ToLine(NoticeReply r) => new(r.IsComing, r.People, r.Names, r.Remarks, r.AnsweredUtc);
}
