using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>评审, as judges do it. A judge sees <see cref="BlindEssay"/> only, and addresses it by its blind code; what he was not given does not exist for him.</summary>
public sealed class Judging(IDbContextFactory<PortalDb> databases, ContentStore store, LiveFeed feed, TimeProvider time)
{
    /// <summary>Longest comment, in characters.</summary>
    public const int CommentLength = 5_000;

    /// <summary>Shortest comment for the author that a review is submitted with, in characters.</summary>
    public const int LeastComment = 10;

    /// <summary>Longest note beside a passage, and reason of a conflict, in characters.</summary>
    public const int NoteLength = 1_000;

    private const int MostNotes = 200;

    /// <summary>So long after the results are out judges can still read what they judged.</summary>
    public static readonly TimeSpan ReadableFor = TimeSpan.FromDays(90);

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    /// <summary>What the judge has to do.</summary>
    /// <param name="actor">A judge.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<JudgeWork>> QueueAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Judge))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var lines = await Mine(db, actor)
            .Select(m => new
            {
                m.Contest,
                Criteria = m.Contest.Criteria.Count,
                m.Review.State,
                Scores = m.Review.Scores.Count,
                m.Essay.BlindCode,
                m.Sent.Title,
                m.Sent.Theme,
                m.Sent.Characters,
            })
            .AsNoTracking().ToListAsync(cancellation);
        var contests = lines.GroupBy(l => l.Contest.Id).Select(g => (g.First().Contest.Stage, Line: new JudgeContest(
            g.Key, g.First().Contest.Title, g.First().Contest.TimeZone, g.First().Contest.ReviewsDueUtc, g.First().Criteria,
            [
                .. g.Select(l => new JudgeLine(l.BlindCode, l.Title, l.Theme, l.Characters, l.State, l.Scores))
                    .OrderBy(l => OrderOf(actor.MemberId, l.BlindCode), StringComparer.Ordinal),
            ]))).ToList();
        return new JudgeWork(
            [.. contests.Where(c => c.Stage == ContestStage.Judging).Select(c => c.Line).OrderBy(c => c.DueUtc ?? DateTime.MaxValue).ThenBy(c => c.ContestId)],
            [.. contests.Where(c => c.Stage != ContestStage.Judging).Select(c => c.Line).OrderByDescending(c => c.DueUtc).ThenByDescending(c => c.ContestId)]);
    }

    /// <summary>An essay with the rubric, the own review and, once that is submitted, the others'.</summary>
    /// <param name="actor">The judge it was given to; for others it is not found.</param>
    /// <param name="blindCode">Which essay.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<ReviewDesk>> GetAsync(Actor actor, string blindCode, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Judge))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await FindAsync(db, actor, blindCode, cancellation) is not { } work)
            return Refusal.NotFound;
        var codes = await Mine(db, actor).Where(m => m.Contest.Id == work.Contest.Id).Select(m => m.Essay.BlindCode).ToListAsync(cancellation);
        codes.Sort((one, other) => string.CompareOrdinal(OrderOf(actor.MemberId, one), OrderOf(actor.MemberId, other)));
        var place = codes.IndexOf(blindCode);
        return new ReviewDesk(
            BlindEssay.Of(blindCode, work.Sent), work.Contest.IsBlind ? [] : [.. work.Sent.Authors.Select(a => a.Name)], work.Contest.Id, work.Contest.Title, work.Contest.TimeZone, work.Contest.ReviewsDueUtc, IsOpen(work.Contest),
            [.. work.Contest.Criteria.OrderBy(c => c.Place).Select(Organising.ToLine)], ToOwn(work.Review),
            work.Review.State == ReviewState.Submitted ? await OthersAsync(db, work, cancellation) : [],
            codes.ElementAtOrDefault(place - 1), codes.ElementAtOrDefault(place + 1));
    }

    /// <summary>Keeps one score.</summary>
    /// <param name="actor">The judge of the essay.</param>
    /// <param name="blindCode">Which essay.</param>
    /// <param name="criterionId">Of the contest's rubric.</param>
    /// <param name="value">Whole points on the criterion's scale.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Due</c> when reviews are not taken any more, <c>Submitted</c> while it is not reopened, or <c>value</c>.</returns>
    public Task<Outcome<ReviewSaved>> SaveScoreAsync(Actor actor, string blindCode, int criterionId, int value) => SaveAsync(actor, blindCode, work =>
    {
        if (work.Contest.Criteria.Find(c => c.Id == criterionId) is not { } criterion)
            return Refusal.NotFound;
        if (value < criterion.MinScore || value > criterion.MaxScore)
            return Outcome.Invalid(nameof(value));
        work.Review.Scores.RemoveAll(s => s.CriterionId == criterionId);
        work.Review.Scores.Add(new ReviewScore { CriterionId = criterionId, Value = value });
        return Outcome.Done;
    });

    /// <summary>Keeps the comments; null leaves one as it is. Refused like <see cref="SaveScoreAsync"/>.</summary>
    /// <param name="actor">The judge of the essay.</param>
    /// <param name="blindCode">Which essay.</param>
    /// <param name="forAuthor">The author reads it, without the judge's name, when the results are out. Up to <see cref="CommentLength"/> characters.</param>
    /// <param name="forOrganisers">Organisers read it, and judges who have submitted theirs.</param>
    public Task<Outcome<ReviewSaved>> SaveCommentsAsync(Actor actor, string blindCode, string? forAuthor, string? forOrganisers) => SaveAsync(actor, blindCode, work =>
    {
        if (forAuthor?.Length > CommentLength)
            return Outcome.Invalid(nameof(forAuthor));
        if (forOrganisers?.Length > CommentLength)
            return Outcome.Invalid(nameof(forOrganisers));
        work.Review.CommentForAuthor = forAuthor ?? work.Review.CommentForAuthor;
        work.Review.CommentForOrganisers = forOrganisers ?? work.Review.CommentForOrganisers;
        return Outcome.Done;
    });

    /// <summary>Keeps a note beside a passage. Refused like <see cref="SaveScoreAsync"/>.</summary>
    /// <param name="actor">The judge of the essay.</param>
    /// <param name="blindCode">Which essay.</param>
    /// <param name="start">Of the passage in <see cref="BlindEssay.PlainText"/>.</param>
    /// <param name="length">At least 1.</param>
    /// <param name="text">1 to <see cref="NoteLength"/> characters.</param>
    /// <param name="key">Of the note that it replaces; null for a new one.</param>
    public Task<Outcome<ReviewSaved>> SaveNoteAsync(Actor actor, string blindCode, int start, int length, string text, string? key = null) => SaveAsync(actor, blindCode, work =>
    {
        var plain = work.Sent.Body.ToPlainText();
        if (start < 0 || length < 1 || start > plain.Length - length)
            return Outcome.Invalid(nameof(start));
        if (text.Trim().Length is 0 or > NoteLength)
            return Outcome.Invalid(nameof(text));
        if (key is not null && work.Review.Notes.RemoveAll(n => n.Key == key) == 0)
            return Refusal.NotFound;
        if (work.Review.Notes.Count >= MostNotes)
            return Refusal.TooMany;
        work.Review.Notes.Add(new ReviewNote { Key = key ?? Guid.NewGuid().ToString("N")[..12], Start = start, Length = length, Quote = plain.Substring(start, length), Text = text.Trim() });
        return Outcome.Done;
    });

    /// <summary>Removes a note. Refused like <see cref="SaveScoreAsync"/>.</summary>
    public Task<Outcome<ReviewSaved>> RemoveNoteAsync(Actor actor, string blindCode, string key) =>
        SaveAsync(actor, blindCode, work => work.Review.Notes.RemoveAll(n => n.Key == key) > 0 ? Outcome.Done : Refusal.NotFound);

    /// <summary>Hands the review in.</summary>
    /// <param name="actor">The judge of the essay.</param>
    /// <param name="blindCode">Which essay.</param>
    /// <returns>
    /// Refused as <see cref="Refusal.Invalid"/> with what is missing: <c>Scores</c> when a criterion has none, <c>CommentForAuthor</c> when it is shorter than <see cref="LeastComment"/>;
    /// else like <see cref="SaveScoreAsync"/>.
    /// </returns>
    public Task<Outcome<ReviewSaved>> SubmitAsync(Actor actor, string blindCode) => SaveAsync(actor, blindCode, work =>
    {
        List<string> missing = [];
        if (work.Contest.Criteria.Exists(c => !work.Review.Scores.Exists(s => s.CriterionId == c.Id)))
            missing.Add("Scores");
        if (work.Review.CommentForAuthor.Trim().Length < LeastComment)
            missing.Add(nameof(Review.CommentForAuthor));
        if (missing.Count > 0)
            return Outcome.Invalid(string.Join(' ', missing));
        work.Review.State = ReviewState.Submitted;
        work.Review.SubmittedUtc = NowUtc;
        return Outcome.Done;
    }, "review.submit");

    /// <summary>Takes the own review back to work on it, until reviews are due. Refused as <see cref="Refusal.Invalid"/> with <c>Due</c> afterwards.</summary>
    public Task<Outcome<ReviewSaved>> ReopenAsync(Actor actor, string blindCode) => SaveAsync(actor, blindCode, work =>
    {
        work.Review.State = ReviewState.Assigned;
        work.Review.SubmittedUtc = null;
        return Outcome.Done;
    }, "review.reopen", from: ReviewState.Submitted);

    /// <summary>回避: the judge may not or will not judge this essay. It leaves his desk for good; what he had written about it is wiped.</summary>
    /// <param name="actor">The judge of the essay.</param>
    /// <param name="blindCode">Which essay.</param>
    /// <param name="reason">For the organisers, up to <see cref="NoteLength"/> characters; may be empty.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Due</c> once the contest is not judged any more.</returns>
    public async Task<Outcome> DeclareConflictAsync(Actor actor, string blindCode, string reason)
    {
        var saved = await SaveAsync(actor, blindCode, work =>
        {
            if (reason.Length > NoteLength)
                return Outcome.Invalid(nameof(reason));
            var review = work.Review;
            (review.State, review.ConflictReason, review.SubmittedUtc) = (ReviewState.Conflict, reason.Trim(), null);
            (review.CommentForAuthor, review.CommentForOrganisers) = ("", "");
            review.Scores.Clear();
            review.Notes.Clear();
            return Outcome.Done;
        }, "review.conflict", from: null);
        return new Outcome(saved.Refused, saved.Detail);
    }

    /// <summary>An attachment, without anything that names a person.</summary>
    /// <param name="actor">The judge of the essay.</param>
    /// <param name="blindCode">Which essay.</param>
    /// <param name="index">From 1.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<JudgeFile>> FileAsync(Actor actor, string blindCode, int index, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Judge))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var work = await FindAsync(db, actor, blindCode, cancellation);
        if (work is null || index < 1 || index > work.Sent.Files.Count || store.Find(work.Sent.Files[index - 1].Hash) is not { } path)
            return Refusal.NotFound;
        return new JudgeFile(path, BlindEssay.Of(blindCode, work.Sent).Files[index - 1].Name);
    }

    /// <summary>All essays of a contest that the judge was given, as a zip: each an HTML file and its attachments, named by the blind code.</summary>
    /// <param name="actor">A judge of the contest.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A temporary file at its beginning, gone when it is closed.</returns>
    public async Task<Outcome<Stream>> DownloadAsync(Actor actor, int contestId, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Judge))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var works = await Mine(db, actor).Where(m => m.Contest.Id == contestId).Select(m => new { m.Essay.BlindCode, m.Sent }).AsNoTracking().ToListAsync(cancellation);
        if (works.Count == 0)
            return Refusal.NotFound;
        return await BlindExport.WriteAsync(works.OrderBy(w => w.BlindCode, StringComparer.Ordinal).Select(w => (w.BlindCode, w.Sent)), store, cancellation);
    }

    /// <summary>Reviews the actor may read now, conflicts left out. Who has become an editor meanwhile sees the authors, and can judge blind no more.</summary>
    private IQueryable<Work> Mine(PortalDb db, Actor actor)
    {
        var published = NowUtc - ReadableFor;
        var seesAuthors = actor.MayEdit;
        return
            from review in db.Reviews
            join essay in db.Essays on review.EssayId equals essay.Id
            join sent in db.EssayRevisions on essay.SentRevisionId equals sent.Id
            join contest in db.Contests on essay.ContestId equals contest.Id
            where review.JudgeId == actor.MemberId && review.State != ReviewState.Conflict && essay.State == EssayState.Admitted && contest.Stage >= ContestStage.Judging && !(contest.IsBlind && seesAuthors)
                && (contest.Stage != ContestStage.Published || contest.PublishedUtc == null || contest.PublishedUtc > published)
            select new Work { Review = review, Essay = essay, Sent = sent, Contest = contest };
    }

    /// <summary>The judge's work on one essay, tracked, with the rubric.</summary>
    private async Task<Work?> FindAsync(PortalDb db, Actor actor, string blindCode, CancellationToken cancellation)
    {
        var work = await Mine(db, actor).FirstOrDefaultAsync(m => m.Essay.BlindCode == blindCode, cancellation);
        if (work is not null)
            await db.Entry(work.Contest).Collection(c => c.Criteria).LoadAsync(cancellation);
        return work;
    }

    private static async Task<IReadOnlyList<OtherReview>> OthersAsync(PortalDb db, Work work, CancellationToken cancellation)
    {
        var others = await db.Reviews.AsNoTracking()
            .Where(r => r.EssayId == work.Essay.Id && r.Id != work.Review.Id && r.State == ReviewState.Submitted).ToListAsync(cancellation);
        // named in an order that says nothing about who or when
        return
        [
            .. others.OrderBy(r => OrderOf(r.Id, work.Essay.BlindCode), StringComparer.Ordinal)
                .Select((r, i) => new OtherReview(((char)('A' + i)).ToString(), r.Scores.ToDictionary(s => s.CriterionId, s => s.Value), r.CommentForOrganisers)),
        ];
    }

    /// <summary>SQLite lets one transaction write at a time, so each field is the last writer's and none is lost.</summary>
    private async Task<Outcome<ReviewSaved>> SaveAsync(
        Actor actor, string blindCode, Func<Work, Outcome> save, string? action = null, ReviewState? from = ReviewState.Assigned)
    {
        if (!actor.Is(Role.Judge))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await FindAsync(db, actor, blindCode, default) is not { } work)
            return Refusal.NotFound;
        // a conflict can be declared as long as the contest is judged: no review is better than a biased one
        if (from is null ? work.Contest.Stage != ContestStage.Judging : !IsOpen(work.Contest))
            return Outcome.Invalid("Due");
        if (from is { } state && work.Review.State != state)
            return Outcome.Invalid(work.Review.State.ToString());
        var outcome = save(work);
        if (!outcome.IsDone)
            return outcome;
        work.Review.Version++;
        work.Review.SavedUtc = NowUtc;
        if (action is not null)
            db.Note(actor, NowUtc, action, $"review/{work.Review.Id}");
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        feed.Publish(work.Contest.Id, new ContestActivity(work.Contest.Id));
        feed.Publish(actor.MemberId, new JudgeQueueChanged(actor.MemberId));
        return new ReviewSaved(work.Review.SavedUtc.Value, work.Review.Version);
    }

    private bool IsOpen(Contest contest) => contest.Stage == ContestStage.Judging && (contest.ReviewsDueUtc is not { } due || NowUtc < due);

    private static OwnReview ToOwn(Review r) => new(
        r.State, r.Scores.ToDictionary(s => s.CriterionId, s => s.Value), r.CommentForAuthor, r.CommentForOrganisers,
        [.. r.Notes.OrderBy(n => n.Start).ThenBy(n => n.Key, StringComparer.Ordinal).Select(n => new NoteLine(n.Key, n.Start, n.Length, n.Quote, n.Text))], r.SavedUtc, r.Version);

    /// <summary>Another for each judge and the same at every look; it follows neither time nor number.</summary>
    private static string OrderOf(int id, string blindCode) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}/{blindCode}"))));

    private sealed class Work
    {
        public required Review Review { get; init; }

        public required Essay Essay { get; init; }

        public required EssayRevision Sent { get; init; }

        public required Contest Contest { get; init; }
    }
}
