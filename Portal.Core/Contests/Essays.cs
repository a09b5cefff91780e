using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>稿件, as their authors write, send and follow them. Nobody writes in another's name, organisers included.</summary>
public sealed class Essays
{
    private const int FieldLength = 500;
    private const int AbstractLength = 10_000;
    private const int PersonLength = 100;
    private const int KeyLength = 64;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Pens _pens;
    private readonly OwnEssayMemory _memory;
    private readonly EssayMail _mail;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal Essays(IDbContextFactory<PortalDb> databases, Pens pens, OwnEssayMemory memory, EssayMail mail, LiveFeed feed, TimeProvider time) =>
        (_databases, _pens, _memory, _mail, _feed, _time) = (databases, pens, memory, mail, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>What a member has at a contest, and whether another essay may be begun. Visitors learn what would be asked of them.</summary>
    /// <param name="actor">Anybody.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<EssayDesk>> DeskAsync(Actor actor, int contestId, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var contest = await db.Contests.AsNoTracking().FirstOrDefaultAsync(c => c.Id == contestId && c.Stage != ContestStage.Draft, cancellation);
        if (contest is null)
            return Refusal.NotFound;
        var late = await EssayAccess.LateUntilAsync(db, contestId, actor.MemberId, cancellation);
        var own = await LinesAsync(db, db.Essays.Where(e => e.MemberId == actor.MemberId && e.ContestId == contestId), cancellation);
        var count = own.Count(e => e.State != EssayState.Withdrawn);
        return new EssayDesk(
            Contests.ToCard(contest), Contests.RulesOf(contest), EssayAccess.DeadlineOf(contest, late), late > contest.ClosesUtc, own, count,
            await BarAsync(db, contest, actor.MemberId, late, count, cancellation));
    }

    /// <summary>Begins an essay.</summary>
    /// <param name="actor">Whoever may send one, see <see cref="EssayDesk.Bar"/>.</param>
    /// <param name="contestId">Where to.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the name of an <see cref="EntryBar"/>.</returns>
    public async Task<Outcome<int>> BeginAsync(Actor actor, int contestId)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var contest = await db.Contests.AsNoTracking().FirstOrDefaultAsync(c => c.Id == contestId && c.Stage != ContestStage.Draft);
        if (contest is null)
            return Refusal.NotFound;
        var late = await EssayAccess.LateUntilAsync(db, contestId, actor.MemberId, default);
        var count = await db.Essays.CountAsync(e => e.MemberId == actor.MemberId && e.ContestId == contestId && e.State != EssayState.Withdrawn);
        if (await BarAsync(db, contest, actor.MemberId, late, count, default) is var bar and not EntryBar.None)
            return Outcome.Invalid(bar.ToString());
        var essay = new Essay { ContestId = contestId, MemberId = actor.MemberId, BlindCode = NewBlindCode(), CreatedUtc = NowUtc, SavedUtc = NowUtc };
        db.Essays.Add(essay);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(essay);
        return essay.Id;
    }

    /// <summary>The working copy, and the pen with it, unless another window holds it.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="writer">What this window calls itself; null only looks.</param>
    /// <param name="takeOver">Take the pen from another window: its words until now are kept, later ones are refused and it is told.</param>
    public async Task<Outcome<EssayDraft>> OpenAsync(Actor actor, int essayId, string? writer = null, bool takeOver = false)
    {
        await using var db = await _databases.CreateDbContextAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var (essay, contest, late) = found.Value;
        var mayWrite = found.Value.MayWrite(NowUtc);
        var held = essay.Writer != writer && _pens.IsHeld(Subject(essayId), essay.Writer);
        if (mayWrite && writer is { Length: > 0 and <= KeyLength } && essay.Writer != writer && (takeOver || !held))
        {
            await db.Essays.Where(e => e.Id == essayId).ExecuteUpdateAsync(e => e.SetProperty(x => x.Writer, writer));
            held = false;
            _feed.Publish(essayId, new PenMoved(essayId, writer));
            // what the other window has kept in the meantime belongs to what is handed over
            await db.Entry(essay).ReloadAsync();
        }

        var member = await db.Users.AsNoTracking().FirstAsync(u => u.Id == actor.MemberId);
        var files = await db.EssayFiles.Where(f => f.EssayId == essayId).OrderBy(f => f.Place).ThenBy(f => f.Id).Select(f => new EssayFileLine(f.Id, f.Name, f.Kind, f.Bytes)).ToListAsync();
        return new EssayDraft(
            essay.Id, Contests.ToCard(contest), Contests.RulesOf(contest), essay.State, essay.Number, essay.Theme, essay.Title, essay.Abstract, essay.Body, essay.Characters, essay.IsOriginal,
            member.DisplayName, await UnitOfAsync(db, member), [.. essay.Coauthors.Select(ToLine)], files, essay.SavedUtc, found.Value.DeadlineUtc, late > contest.ClosesUtc,
            essay.HasUnsentChanges, mayWrite, held, essay.ScreeningReason);
    }

    /// <summary>How far an essay has come.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    public async Task<Outcome<EssayProgress>> ProgressAsync(Actor actor, int essayId)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        // all but the text, which can be long: this is asked for after every save
        var essay = await db.Essays.AsNoTracking().Where(e => e.Id == essayId).Select(e => new Essay
        {
            Id = e.Id,
            ContestId = e.ContestId,
            MemberId = e.MemberId,
            BlindCode = e.BlindCode,
            Number = e.Number,
            State = e.State,
            Theme = e.Theme,
            Title = e.Title,
            Abstract = e.Abstract,
            Characters = e.Characters,
            IsOriginal = e.IsOriginal,
            Coauthors = e.Coauthors,
            SavedUtc = e.SavedUtc,
            Writer = e.Writer,
            HasUnsentChanges = e.HasUnsentChanges,
            ReturnedUntilUtc = e.ReturnedUntilUtc,
        }).FirstOrDefaultAsync();
        if (essay is null)
            return Refusal.NotFound;
        if (essay.MemberId != actor.MemberId)
            return Refusal.NotAllowed;
        var contest = await db.Contests.AsNoTracking().FirstAsync(c => c.Id == essay.ContestId);
        var access = new EssayAccess(essay, contest, await EssayAccess.LateUntilAsync(db, contest.Id, actor.MemberId, default));
        return new EssayProgress(
            essay.State, essay.Number, EssayCheck.Of(Contests.RulesOf(contest), FactsOf(essay)), essay.Characters, essay.SavedUtc, essay.HasUnsentChanges, access.MayWrite(NowUtc), access.DeadlineUtc,
            contest.GraceMinutes, essay.Writer);
    }

    /// <summary>Until it is disposed, this window's pen is not handed to another without asking.</summary>
    public IDisposable Hold(int essayId, string writer) => _pens.Hold(Subject(essayId), writer);

    /// <summary>Keeps what has changed on the form.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="writer">The window the words come from.</param>
    /// <param name="change">Only what has changed. Texts may break the contest's rules while one writes.</param>
    /// <returns>
    /// Refused as <see cref="Refusal.Stale"/> when another window holds the pen; as <see cref="Refusal.Invalid"/> with <c>Closed</c> when words are not taken any more,
    /// or with the name of a field that is longer than can be kept.
    /// </returns>
    public async Task<Outcome<EssaySaved>> SaveAsync(Actor actor, int essayId, string writer, EssayChange change)
    {
        if (TooLong(change) is { } field)
            return Outcome.Invalid(field);
        // cleaning takes its time: not while the database is held
        var body = default(SafeHtml);
        if (change.Html is { } html)
        {
            if (SafeHtml.TryClean(html, Essay.BodyLength) is not { } clean)
                return Outcome.Invalid(nameof(change.Html));
            body = clean;
        }

        var characters = change.Html is null ? 0 : WordCount.Of(body);
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var essay = found.Value.Essay;
        if (essay.Writer != writer)
            return Refusal.Stale;
        if (!found.Value.MayWrite(NowUtc))
            return Outcome.Invalid("Closed");
        essay.Title = change.Title ?? essay.Title;
        essay.Theme = change.Theme ?? essay.Theme;
        essay.Abstract = change.Abstract ?? essay.Abstract;
        essay.IsOriginal = change.IsOriginal ?? essay.IsOriginal;
        if (change.Coauthors is { } people)
        {
            if (people.Count > found.Value.Contest.MaxCoauthors)
                return Outcome.Invalid(nameof(change.Coauthors));
            essay.Coauthors = [.. people.Select(p => new EssayPerson { Name = p.Name.Trim(), Unit = p.Unit.Trim(), Email = p.Email.Trim() })];
        }

        if (change.Html is not null)
            (essay.Body, essay.Characters) = (body, characters);
        // what lists show of it; the rest only the form does
        var isSeen = !essay.HasUnsentChanges || db.Entry(essay).Property(e => e.Title).IsModified;
        essay.SavedUtc = NowUtc;
        essay.HasUnsentChanges = true;
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        if (isSeen)
            _feed.Publish(actor.MemberId, new OwnEssaysChanged(actor.MemberId));
        _feed.PublishLatest(essayId, () => new DraftSaved(essayId));
        return new EssaySaved(essay.SavedUtc, essay.Characters);
    }

    /// <summary>Sends the working copy: from now on this version counts.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="writer">The window that sends: all its words must have been kept before.</param>
    /// <param name="key">Made by the form for this press of the button, up to 64 characters: the same key again brings the same receipt and sends nothing.</param>
    /// <param name="begunUtc">When the button was pressed, by the server's clock as the page knows it. It can help over the deadline by the grace period and no further.</param>
    /// <returns>
    /// Refused as <see cref="Refusal.Invalid"/> with <c>Closed</c>, or with the names of each <see cref="EssayLack"/>, separated by spaces; as <see cref="Refusal.Stale"/> when another window holds the pen.
    /// </returns>
    public async Task<Outcome<EssayReceipt>> SubmitAsync(Actor actor, int essayId, string writer, string key, DateTime? begunUtc = null)
    {
        if (key.Length is 0 or > KeyLength)
            return Outcome.Invalid(nameof(key));
        await using var db = await _databases.CreateDbContextAsync();
        // it takes the write lock at once: the second of two presses waits here and then finds the first one's version
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var (essay, contest, _) = found.Value;
        // pressed twice, or pressed again after a page came back: nothing has changed since, nothing is sent
        var isSent = essay.State == EssayState.Received && !essay.HasUnsentChanges;
        if (await db.EssayRevisions.AsNoTracking().FirstOrDefaultAsync(r => r.EssayId == essayId && (r.Key == key || (isSent && r.Id == essay.SentRevisionId))) is { } before)
            return ToReceipt(found.Value, before, NowUtc);
        var now = NowUtc;
        if (essay.Writer != writer)
            return Refusal.Stale;
        var begun = begunUtc < now ? begunUtc : null;
        if (!found.Value.MayWrite(now) || !Deadlines.IsInTime(now, begun, found.Value.DeadlineUtc, found.Value.Grace))
            return Outcome.Invalid("Closed");
        var wasWithdrawn = essay.State == EssayState.Withdrawn;
        if (wasWithdrawn && await db.Essays.CountAsync(e => e.MemberId == actor.MemberId && e.ContestId == contest.Id && e.State != EssayState.Withdrawn) >= contest.EssaysPerPerson)
            return Outcome.Invalid(nameof(EntryBar.Enough));
        if (EssayCheck.Of(Contests.RulesOf(contest), FactsOf(essay)) is { Count: > 0 } gaps)
            return Outcome.Invalid(string.Join(' ', gaps.Select(g => g.Lack)));
        essay.Number ??= $"{contest.Code}-{++contest.LastNumber:0000}";
        var sent = await ReviseAsync(db, actor, essay, key, now);
        sent.BegunUtc = begun;
        sent.IsInGrace = now >= found.Value.DeadlineUtc;
        sent.Sha256 = EssayManifest.HashOf(sent, essay.Number);
        db.EssayRevisions.Add(sent);
        await db.SaveChangesAsync();
        (essay.State, essay.SentRevisionId, essay.HasUnsentChanges) = (EssayState.Received, sent.Id, false);
        (essay.ScreeningReason, essay.ReturnedUntilUtc) = (null, null);
        await _mail.ReceivedAsync(db, contest, essay, sent);
        db.Note(actor, now, "essay.submit", Subject(essay), sent.Sha256);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(essay, mail: true);
        return ToReceipt(found.Value, sent, now);
    }

    /// <summary>Takes an essay back. What was written stays, the number too.</summary>
    /// <param name="actor">The author, until the deadline.</param>
    /// <param name="essayId">Which essay.</param>
    public async Task<Outcome> WithdrawAsync(Actor actor, int essayId)
    {
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var (essay, contest, _) = found.Value;
        if (essay.State is not (EssayState.Received or EssayState.Returned))
            return Refusal.NotFound;
        if (!found.Value.MayWrite(NowUtc))
            return Outcome.Invalid("Closed");
        essay.State = EssayState.Withdrawn;
        await _mail.WithdrawnAsync(db, contest, essay);
        db.Note(actor, NowUtc, "essay.withdraw", Subject(essay));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(essay, mail: true);
        return Outcome.Done;
    }

    /// <summary>Throws away an essay that was never sent.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    public async Task<Outcome> DiscardAsync(Actor actor, int essayId)
    {
        await using var db = await _databases.CreateDbContextAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var essay = found.Value.Essay;
        if (essay.SentRevisionId is not null)
            return Refusal.NotFound;
        db.Essays.Remove(essay);
        db.Note(actor, NowUtc, "essay.discard", Subject(essay));
        await db.SaveChangesAsync();
        Tell(essay);
        return Outcome.Done;
    }

    /// <summary>All the own essays, those that were touched last first.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<EssayLine>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return new Outcome<IReadOnlyList<EssayLine>>(await LinesAsync(db, db.Essays.Where(e => e.MemberId == actor.MemberId), cancellation), null);
    }

    /// <summary>Where the own essays stand, in a few words: those that can still move, the last touched first.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="take">How many to name.</param>
    public async Task<Outcome<EssayGlance>> GlanceAsync(Actor actor, int take)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        return await _memory.GetAsync(actor.MemberId, async () =>
        {
            await using var db = await _databases.CreateDbContextAsync();
            var own = await db.Essays.AsNoTracking().Where(e => e.MemberId == actor.MemberId && db.Contests.Any(c => c.Id == e.ContestId && c.Stage != ContestStage.Published))
                .OrderByDescending(e => e.SavedUtc).ThenByDescending(e => e.Id)
                .Select(e => new GlancedEssay(e.Id, e.ContestId, e.Title, e.State, e.HasUnsentChanges)).ToListAsync();
            return new EssayGlance(own.Count(e => e.State == EssayState.Draft || (e.State == EssayState.Received && e.HasUnsentChanges)), [.. own.Take(take)]);
        });
    }

    /// <summary>The receipt of the version that counts.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    public async Task<Outcome<EssayReceipt>> ReceiptAsync(Actor actor, int essayId)
    {
        await using var db = await _databases.CreateDbContextAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var sent = await db.EssayRevisions.AsNoTracking().FirstOrDefaultAsync(r => r.Id == found.Value.Essay.SentRevisionId);
        return sent is null ? Refusal.NotFound : ToReceipt(found.Value, sent, NowUtc);
    }

    /// <summary>What was sent, as the bytes whose SHA-256 stands on the receipt.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    public async Task<Outcome<byte[]>> CopyAsync(Actor actor, int essayId)
    {
        await using var db = await _databases.CreateDbContextAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var sent = await db.EssayRevisions.AsNoTracking().FirstOrDefaultAsync(r => r.Id == found.Value.Essay.SentRevisionId);
        return sent is null ? Refusal.NotFound : EssayManifest.Of(sent, found.Value.Essay.Number!);
    }

    /// <summary>The result and the judges' words for the author, once the results are out.</summary>
    /// <param name="actor">The author.</param>
    /// <param name="essayId">Which essay.</param>
    public async Task<Outcome<EssayOutcome>> OutcomeAsync(Actor actor, int essayId)
    {
        await using var db = await _databases.CreateDbContextAsync();
        var found = await EssayAccess.FindAsync(db, actor, essayId);
        if (!found.IsDone)
            return found.Refused!.Value;
        var (essay, contest, _) = found.Value;
        if (contest.Stage != ContestStage.Published || essay.State != EssayState.Admitted)
            return Refusal.NotFound;
        var award = await db.Awards.Where(a => a.Id == essay.AwardId).Select(a => a.Name).FirstOrDefaultAsync();
        var certificate = await db.Certificates.Where(c => c.EssayId == essayId && c.RevokedUtc == null).Select(c => c.Key).FirstOrDefaultAsync();
        // in no order that says whose is whose
        var comments = await db.Reviews.Where(r => r.EssayId == essayId && r.State == ReviewState.Submitted && r.CommentForAuthor != "").Select(r => r.CommentForAuthor).ToListAsync();
        return new EssayOutcome(award, certificate, [.. comments.Order(StringComparer.Ordinal)]);
    }

    /// <summary>Binds a personal link to the member who opens it first.</summary>
    /// <param name="actor">Whoever holds the link.</param>
    /// <param name="key">From the link.</param>
    /// <returns>The contest's number and until when; refused as not found when the link has run out or belongs to somebody else.</returns>
    public async Task<Outcome<DateTime>> UseLateAccessAsync(Actor actor, int contestId, string key)
    {
        if (actor.MemberId == 0)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var hash = SecretKey.Hash(key);
        var now = NowUtc;
        var access = await db.LateAccesses.FirstOrDefaultAsync(l => l.KeyHash == hash && l.ContestId == contestId && l.UntilUtc > now && (l.MemberId == null || l.MemberId == actor.MemberId));
        if (access is null)
            return Refusal.NotFound;
        if (access.MemberId is null)
        {
            access.MemberId = actor.MemberId;
            db.Note(actor, now, "contest.late-used", $"contest/{contestId}", access.For);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        return access.UntilUtc;
    }

    private static async Task<EssayRevision> ReviseAsync(PortalDb db, Actor actor, Essay essay, string key, DateTime now)
    {
        var member = await db.Users.AsNoTracking().FirstAsync(u => u.Id == actor.MemberId);
        var files = await db.EssayFiles.AsNoTracking().Where(f => f.EssayId == essay.Id).OrderBy(f => f.Place).ThenBy(f => f.Id).ToListAsync();
        return new EssayRevision
        {
            EssayId = essay.Id,
            Place = await db.EssayRevisions.CountAsync(r => r.EssayId == essay.Id) + 1,
            Key = key,
            SentUtc = now,
            Sha256 = "",
            Theme = essay.Theme,
            Title = essay.Title.Trim(),
            Abstract = essay.Abstract.Trim(),
            Body = essay.Body,
            Characters = essay.Characters,
            Authors =
            [
                new EssayPerson { Name = member.DisplayName, Unit = await UnitOfAsync(db, member), Email = member.Email ?? "" },
                .. essay.Coauthors.Select(c => new EssayPerson { Name = c.Name, Unit = c.Unit, Email = c.Email }),
            ],
            Files = [.. files.Select(f => new SentFile { Name = f.Name, Kind = f.Kind, Hash = f.Hash, OriginalHash = f.OriginalHash, Bytes = f.Bytes })],
        };
    }

    private async Task<EntryBar> BarAsync(PortalDb db, Contest contest, int memberId, DateTime? late, int count, CancellationToken cancellation)
    {
        var now = NowUtc;
        if (now < contest.OpensUtc)
            return EntryBar.NotOpenYet;
        if (contest.Stage != ContestStage.Called || now >= EssayAccess.DeadlineOf(contest, late))
            return EntryBar.Closed;
        var member = await db.Users.AsNoTracking().Where(u => u.Id == memberId).Select(u => new { u.State, u.UnitId }).FirstOrDefaultAsync(cancellation);
        if (member is null)
            return EntryBar.SignedOut;
        if (contest.Eligibility != Eligibility.Public && member.State != MemberState.Active)
            return EntryBar.NotMember;
        if (contest.Eligibility == Eligibility.Units && member.UnitId is null)
            return EntryBar.NoUnit;
        if (await db.ContestJudges.AnyAsync(j => j.ContestId == contest.Id && j.JudgeId == memberId, cancellation))
            return EntryBar.IsJudge;
        return count >= contest.EssaysPerPerson ? EntryBar.Enough : EntryBar.None;
    }

    private async Task<IReadOnlyList<EssayLine>> LinesAsync(PortalDb db, IQueryable<Essay> essays, CancellationToken cancellation)
    {
        var now = NowUtc;
        var rows = await essays.AsNoTracking().OrderByDescending(e => e.SavedUtc).ThenByDescending(e => e.Id)
            .Select(e => new
            {
                Essay = e,
                Contest = db.Contests.First(c => c.Id == e.ContestId),
                SentUtc = db.EssayRevisions.Where(r => r.Id == e.SentRevisionId).Select(r => (DateTime?)r.SentUtc).FirstOrDefault(),
                Late = db.LateAccesses.Where(l => l.ContestId == e.ContestId && l.MemberId == e.MemberId).Max(l => (DateTime?)l.UntilUtc),
                Award = db.Awards.Where(a => a.Id == e.AwardId).Select(a => a.Name).FirstOrDefault(),
            }).ToListAsync(cancellation);
        return
        [
            .. rows.Select(r => (Row: r, Access: new EssayAccess(r.Essay, r.Contest, r.Late))).Select(x => new EssayLine(
                x.Row.Essay.Id, Contests.ToCard(x.Row.Contest), x.Row.Essay.Number, x.Row.Essay.Title, x.Row.Essay.State, x.Row.Essay.Characters, x.Row.Essay.SavedUtc, x.Row.SentUtc,
                x.Row.Essay.HasUnsentChanges, x.Access.MayWrite(now), x.Access.DeadlineUtc, x.Row.Essay.ScreeningReason,
                x.Row.Contest.Stage == ContestStage.Published ? x.Row.Award : null)),
        ];
    }

    private void Tell(Essay essay, bool mail = false)
    {
        if (mail)
            _mail.Wake();
        if (essay.MemberId is { } member)
            _feed.Publish(member, new OwnEssaysChanged(member));
        _feed.PublishLatest(essay.ContestId, () => new ContestActivity(essay.ContestId));
    }

    internal static EssayPersonLine ToLine(EssayPerson person) => new(person.Name, person.Unit, person.Email);

    private static EssayFacts FactsOf(Essay e) => new(e.Title, e.Theme, e.Abstract, e.Characters, e.IsOriginal, [.. e.Coauthors.Select(c => c.Name)]);

    private static EssayReceipt ToReceipt(EssayAccess access, EssayRevision sent, DateTime now) => new(
        access.Essay.Id, Contests.ToCard(access.Contest), Contests.RulesOf(access.Contest), access.Essay.State, access.Essay.Number!, sent.Place, sent.SentUtc, sent.BegunUtc, sent.IsInGrace,
        access.DeadlineUtc, sent.Title, sent.Theme, [.. sent.Authors.Select(ToLine)], sent.Abstract, sent.Body, sent.Characters,
        [.. sent.Files.Select(f => new SentFileLine(f.Name, f.Kind, f.Bytes))], sent.Sha256, access.Essay.HasUnsentChanges, access.MayWrite(now), access.Essay.ScreeningReason);

    private static async Task<string> UnitOfAsync(PortalDb db, Member member) =>
        (member.UnitId is { } unit ? await db.CouncilUnits.Where(u => u.Id == unit).Select(u => u.Name).FirstOrDefaultAsync() : member.Organisation) ?? "";

    private static string? TooLong(EssayChange change)
    {
        if (change.Title?.Length > FieldLength)
            return nameof(change.Title);
        if (change.Theme?.Length > FieldLength)
            return nameof(change.Theme);
        if (change.Abstract?.Length > AbstractLength)
            return nameof(change.Abstract);
        if (change.Coauthors?.Any(p => p.Name.Length > PersonLength || p.Unit.Length > PersonLength || p.Email.Length > PersonLength) == true)
            return nameof(change.Coauthors);
        return null;
    }

    private static string NewBlindCode() => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8);

    private static string Subject(Essay essay) => Subject(essay.Id);

    private static string Subject(int essayId) => $"essay/{essayId}";
}
