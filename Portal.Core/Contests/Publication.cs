using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>结果公布: the letters that go with it, its moment, and the certificates.</summary>
public sealed class Publication
{
    /// <summary>Longest subject and text of a letter, in characters.</summary>
    public const int SubjectLength = 200;

    public const int TextLength = 20_000;

    private const int ReasonLength = 500;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ResultRelease _release;
    private readonly Letters _letters;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal Publication(IDbContextFactory<PortalDb> databases, ResultRelease release, Letters letters, LiveFeed feed, TimeProvider time) =>
        (_databases, _release, _letters, _feed, _time) = (databases, release, letters, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Writes a letter to the author of each essay that was judged or declined, in the author's language. What was sent, left out or changed by hand stays as it is.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Decided or published.</param>
    /// <returns>How many were written.</returns>
    public async Task<Outcome<int>> PrepareLettersAsync(Actor actor, int contestId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var contest = await db.Contests.AsNoTracking().FirstOrDefaultAsync(c => c.Id == contestId && (c.Stage == ContestStage.Decided || c.Stage == ContestStage.Published));
        if (contest is null)
            return Refusal.NotFound;
        var essays = await Addressed(db, contestId).Select(x => new
        {
            x.Essay.Id,
            x.Essay.Number,
            x.Essay.State,
            x.Essay.Title,
            Award = db.Awards.Where(a => a.Id == x.Essay.AwardId).Select(a => a.Name).FirstOrDefault(),
            To = new Recipient(x.Author.Email!, x.Author.DisplayName, x.Author.Language),
        }).ToListAsync();
        var comments = (await db.Reviews.Where(r => r.ContestId == contestId && r.State == ReviewState.Submitted && r.CommentForAuthor != "").Select(r => new { r.EssayId, r.CommentForAuthor }).ToListAsync())
            .ToLookup(r => r.EssayId, r => r.CommentForAuthor);
        var written = await db.ResultLetters.Where(l => l.ContestId == contestId).ToDictionaryAsync(l => l.EssayId);
        var count = 0;
        foreach (var essay in essays)
        {
            var letter = written.GetValueOrDefault(essay.Id);
            if (letter is { State: not ResultLetterState.Prepared } or { IsEdited: true })
                continue;
            var about = new LetterEssay(contestId, contest.Title, essay.Title, essay.Number!);
            // in no order that says whose is whose
            var text = essay.State == EssayState.Declined ? _letters.ResultDeclined(essay.To, about) : _letters.ResultJudged(essay.To, about, essay.Award, [.. comments[essay.Id].Order(StringComparer.Ordinal)]);
            if (letter is null)
                db.ResultLetters.Add(letter = new ResultLetter { ContestId = contestId, EssayId = essay.Id, Subject = "", Text = "" });
            (letter.Subject, letter.Text) = (text.Subject, text.Text);
            count++;
        }

        db.Note(actor, NowUtc, "contest.letters", $"contest/{contestId}", count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(contestId);
        return count;
    }

    /// <summary>The letters, in the order of the essays' numbers.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    public async Task<Outcome<LetterBox>> LettersAsync(Actor actor, int contestId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        var contest = await db.Contests.AsNoTracking().Include(c => c.Awards).FirstOrDefaultAsync(c => c.Id == contestId);
        if (contest is null)
            return Refusal.NotFound;
        var rows = await db.ResultLetters.AsNoTracking().Where(l => l.ContestId == contestId).Join(db.Essays, l => l.EssayId, e => e.Id, (l, e) => new
        {
            Letter = l,
            e.Number,
            e.Title,
            e.AwardId,
            To = db.Users.Where(u => u.Id == e.MemberId).Select(u => u.DisplayName).FirstOrDefault() ?? "",
        }).OrderBy(x => x.Number!.Length).ThenBy(x => x.Number).ToListAsync();
        var unwritten = await Addressed(db, contestId).CountAsync(x => !db.ResultLetters.Any(l => l.EssayId == x.Essay.Id));
        return new LetterBox(
            Contests.ToCard(contest),
            [
                .. rows.Select(x => new LetterLine(
                    x.Letter.Id, x.Letter.EssayId, x.Number!, x.Title, x.To, contest.Awards.Find(a => a.Id == x.AwardId)?.Name, x.Letter.Subject, x.Letter.Text, x.Letter.IsEdited, x.Letter.State,
                    x.Letter.SentUtc, x.Letter is { IsEdited: true, State: ResultLetterState.Prepared } && contest.Awards.Exists(a => (a.Id == x.AwardId) != x.Letter.Text.Contains(a.Name, StringComparison.Ordinal)))),
            ],
            unwritten);
    }

    /// <summary>Changes a letter by hand.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="letterId">Not sent yet.</param>
    /// <param name="subject">1 to 200 characters on one line.</param>
    /// <param name="text">1 to 20,000 characters, plain.</param>
    public Task<Outcome> EditLetterAsync(Actor actor, int letterId, string subject, string text) => LetterAsync(actor, letterId, "letter.edit", letter =>
    {
        subject = subject.Trim();
        if (subject.Length is 0 or > SubjectLength || subject.Any(char.IsControl))
            return Outcome.Invalid(nameof(subject));
        text = text.ReplaceLineEndings("\n").Trim();
        if (text.Length is 0 or > TextLength)
            return Outcome.Invalid(nameof(text));
        (letter.Subject, letter.Text, letter.IsEdited) = (subject, text, true);
        return Outcome.Done;
    });

    /// <summary>Keeps a letter back.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="letterId">Not sent yet.</param>
    public Task<Outcome> LeaveOutAsync(Actor actor, int letterId) => LetterAsync(actor, letterId, "letter.leave-out", letter =>
    {
        letter.State = ResultLetterState.LeftOut;
        return Outcome.Done;
    });

    /// <summary>Puts a letter that was kept back among the others again.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="letterId">Left out.</param>
    public Task<Outcome> BringBackAsync(Actor actor, int letterId) => LetterAsync(actor, letterId, "letter.bring-back", letter =>
    {
        letter.State = ResultLetterState.Prepared;
        return Outcome.Done;
    });

    /// <summary>Sends letters that were prepared after the results came out.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Published.</param>
    /// <returns>How many were handed to the queue.</returns>
    public async Task<Outcome<int>> SendAsync(Actor actor, int contestId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (!await db.Contests.AnyAsync(c => c.Id == contestId && c.Stage == ContestStage.Published))
            return Refusal.NotFound;
        var sent = await _release.SendAsync(db, contestId, NowUtc);
        db.Note(actor, NowUtc, "contest.send-letters", $"contest/{contestId}", sent.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        _feed.Publish(MailQueued.Everywhere, new MailQueued());
        Tell(contestId);
        return sent;
    }

    /// <summary>Sets when the results come out by themselves, or takes it back.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Decided.</param>
    /// <param name="momentLocal">In the contest's zone, later than now; null for no moment.</param>
    public async Task<Outcome> ScheduleAsync(Actor actor, int contestId, DateTime? momentLocal)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        var contest = await db.Contests.FirstOrDefaultAsync(c => c.Id == contestId && c.Stage == ContestStage.Decided);
        if (contest is null)
            return Refusal.NotFound;
        DateTime? moment = momentLocal is { } local ? Deadlines.ToUtc(local, contest.TimeZone) : null;
        if (moment <= NowUtc)
            return Outcome.Invalid(nameof(momentLocal));
        var before = contest.ResultsUtc;
        contest.ResultsUtc = moment;
        contest.Version++;
        db.Note(
            actor, NowUtc, "contest.schedule", $"contest/{contestId}", contest.Title,
            before?.ToString("u", System.Globalization.CultureInfo.InvariantCulture), moment?.ToString("u", System.Globalization.CultureInfo.InvariantCulture));
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));
        _feed.Publish(contestId, new ContestChanged(contestId));
        Tell(contestId);
        return Outcome.Done;
    }

    /// <summary>Brings the results out now.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Decided.</param>
    public async Task<Outcome> PublishNowAsync(Actor actor, int contestId) =>
        !actor.MayEdit ? Refusal.NotAllowed : await _release.ReleaseAsync(actor, contestId) ? Outcome.Done : Refusal.NotFound;

    /// <summary>A contest's certificates, by their numbers.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    public async Task<Outcome<IReadOnlyList<CertificateView>>> CertificatesAsync(Actor actor, int contestId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        return await Views(db, db.Certificates.Where(c => db.Essays.Any(e => e.Id == c.EssayId && e.ContestId == contestId)).OrderBy(c => c.Number)).ToListAsync();
    }

    /// <summary>A certificate by the key its QR code leads to; null when there is none.</summary>
    public async Task<CertificateView?> VerifyAsync(string key, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await Views(db, db.Certificates.Where(c => c.Key == key)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Takes a certificate back: from now on the page that verifies it says so.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="certificateId">Which one.</param>
    /// <param name="reason">1 to 500 characters, for the record.</param>
    public async Task<Outcome> RevokeCertificateAsync(Actor actor, int certificateId, string reason)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (reason.Trim().Length is 0 or > ReasonLength)
            return Outcome.Invalid(nameof(reason));
        await using var db = await _databases.CreateDbContextAsync();
        var certificate = await db.Certificates.FirstOrDefaultAsync(c => c.Id == certificateId && c.RevokedUtc == null);
        if (certificate is null)
            return Refusal.NotFound;
        certificate.RevokedUtc = NowUtc;
        db.Note(actor, NowUtc, "certificate.revoke", $"certificate/{certificateId}", $"{certificate.Number}: {reason.Trim()}");
        await db.SaveChangesAsync();
        var contest = await db.Essays.Where(e => e.Id == certificate.EssayId).Select(e => e.ContestId).FirstAsync();
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));
        Tell(contest);
        return Outcome.Done;
    }

    // whose account is deleted gets no letter
    private static IQueryable<AddressedEssay> Addressed(PortalDb db, int contestId) =>
        db.Essays.AsNoTracking().Where(e => e.ContestId == contestId && e.SentRevisionId != null && (e.State == EssayState.Admitted || e.State == EssayState.Declined))
            .Join(db.Users, e => e.MemberId, u => u.Id, (e, u) => new AddressedEssay { Essay = e, Author = u });

    private static IQueryable<CertificateView> Views(PortalDb db, IQueryable<Certificate> certificates) => certificates.AsNoTracking().Join(db.Essays, c => c.EssayId, e => e.Id, (c, e) => new CertificateView(
        c.Id, c.Number, c.Key, e.ContestId, c.ContestTitle, c.AwardName, c.EssayTitle, c.Names, c.IssuedUtc, c.RevokedUtc));

    private async Task<Outcome> LetterAsync(Actor actor, int letterId, string action, Func<ResultLetter, Outcome> change)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        // reading and writing in one transaction: the letter must not be sent in between
        await using var transaction = await db.Database.BeginTransactionAsync();
        var letter = await db.ResultLetters.FirstOrDefaultAsync(l => l.Id == letterId && l.State != ResultLetterState.Sent);
        if (letter is null)
            return Refusal.NotFound;
        var outcome = change(letter);
        if (!outcome.IsDone)
            return outcome;
        db.Note(actor, NowUtc, action, $"letter/{letterId}");
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(letter.ContestId);
        return Outcome.Done;
    }

    private void Tell(int contestId) => _feed.PublishLatest(contestId, () => new ContestActivity(contestId));

    private sealed class AddressedEssay
    {
        public required Essay Essay { get; init; }

        public required Member Author { get; init; }
    }
}
