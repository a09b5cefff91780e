using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>形式审查: what came in is looked through, goes on to the judges, back to its author, or out; and essays that share passages are found.</summary>
public sealed class Screening : IDisposable
{
    /// <summary>Entries on a page of the list.</summary>
    public const int PageSize = 50;

    private const int ReasonLength = 2000;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly EssayMail _mail;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _comparing = new(1, 1);

    internal Screening(IDbContextFactory<PortalDb> databases, EssayMail mail, LiveFeed feed, TimeProvider time) => (_databases, _mail, _feed, _time) = (databases, mail, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Essays that were sent, in the order of their numbers.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    /// <param name="state">Only these; null for all but withdrawn ones.</param>
    /// <param name="query">Part of a number, title or name.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<PagedList<ScreeningRow>>> ListAsync(
        Actor actor, int contestId, EssayState? state = null, string? query = null, int page = 1, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var sent = Sent(db, contestId).Where(x => state == null ? x.Essay.State != EssayState.Withdrawn : x.Essay.State == state);
        if (query?.Trim() is { Length: > 0 } words)
        {
            var named = db.Users.Where(u => u.DisplayName.Contains(words)).Select(u => (int?)u.Id);
            sent = sent.Where(x => x.Essay.Number!.Contains(words) || x.Sent.Title.Contains(words) || named.Contains(x.Essay.MemberId));
        }

        var total = await sent.CountAsync(cancellation);
        var rows = page < 1 || (long)(page - 1) * PageSize >= total
            ? []
            : await sent.OrderBy(x => x.Essay.Number!.Length).ThenBy(x => x.Essay.Number).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellation);
        var contest = await db.Contests.AsNoTracking().FirstOrDefaultAsync(c => c.Id == contestId, cancellation);
        if (contest is null)
            return Refusal.NotFound;
        var similar = await SimilarIdsAsync(db, contestId, cancellation);
        return new PagedList<ScreeningRow>([.. rows.Select(x => ToRow(x, contest, similar))], page, PageSize, total);
    }

    /// <summary>An essay as it was sent, with its author and what was noticed.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="essayId">Which essay.</param>
    public async Task<Outcome<ScreenedEssay>> GetAsync(Actor actor, int essayId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        var contestId = await db.Essays.Where(e => e.Id == essayId).Select(e => (int?)e.ContestId).FirstOrDefaultAsync();
        if (contestId is null || await Sent(db, contestId.Value).FirstOrDefaultAsync(x => x.Essay.Id == essayId) is not { } found)
            return Refusal.NotFound;
        var contest = await db.Contests.AsNoTracking().FirstAsync(c => c.Id == contestId);
        var (essay, sent) = (found.Essay, found.Sent);
        var versions = await db.EssayRevisions.AsNoTracking().Where(r => r.EssayId == essayId).OrderByDescending(r => r.Place)
            .Select(r => new SentVersion(r.Place, r.SentUtc, r.Characters, r.Sha256)).ToListAsync();
        var pairs = await PairsAsync(db, db.EssayPairs.Where(p => p.EssayId == essayId || p.OtherEssayId == essayId));
        var ids = await db.Essays.Where(e => e.ContestId == contestId && e.SentRevisionId != null && e.State != EssayState.Withdrawn)
            .OrderBy(e => e.Number!.Length).ThenBy(e => e.Number).Select(e => e.Id).ToListAsync();
        var place = ids.IndexOf(essayId);
        var email = await db.Users.Where(u => u.Id == essay.MemberId).Select(u => u.Email).FirstOrDefaultAsync();
        return new ScreenedEssay(
            ToRow(found, contest, pairs.Count > 0 ? [essayId] : []), Contests.ToCard(contest), Contests.RulesOf(contest), [.. sent.Authors.Select(Essays.ToLine)], email, sent.Abstract, sent.Body,
            [.. sent.Files.Select(f => new SentFileLine(f.Name, f.Kind, f.Bytes))], sent.Sha256, sent.BegunUtc, sent.IsInGrace, essay.ScreeningReason, versions, contest.ReturnReasons, pairs,
            place > 0 ? ids[place - 1] : null,
            place >= 0 && place < ids.Count - 1 ? ids[place + 1] : null);
    }

    /// <summary>A file of the version that counts, as it came.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="essayId">Which essay.</param>
    /// <param name="index">Its place among the files, from 0.</param>
    /// <returns>Its hash in the store, and its name.</returns>
    public async Task<Outcome<(string Hash, string Name)>> FileAsync(Actor actor, int essayId, int index)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        var sent = await db.EssayRevisions.AsNoTracking().FirstOrDefaultAsync(r => r.Id == db.Essays.Where(e => e.Id == essayId).Select(e => e.SentRevisionId).FirstOrDefault());
        return sent is null || index < 0 || index >= sent.Files.Count ? Refusal.NotFound : (sent.Files[index].OriginalHash, sent.Files[index].Name);
    }

    /// <summary>Lets essays through to the judges. Those already through, or not here, are passed over.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    /// <param name="essayIds">Which essays.</param>
    /// <returns>How many went through.</returns>
    public async Task<Outcome<int>> AdmitAsync(Actor actor, int contestId, IReadOnlyCollection<int> essayIds)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var contest = await db.Contests.AsNoTracking().FirstOrDefaultAsync(c => c.Id == contestId);
        if (contest is null)
            return Refusal.NotFound;
        if (MayNotScreen(contest))
            return Outcome.Invalid("Phase");
        var essays = await db.Essays.Where(e => e.ContestId == contestId && essayIds.Contains(e.Id) && e.SentRevisionId != null
            && (e.State == EssayState.Received || e.State == EssayState.Returned || e.State == EssayState.Declined)).ToListAsync();
        foreach (var essay in essays)
        {
            (essay.State, essay.ScreeningReason, essay.ReturnedUntilUtc) = (EssayState.Admitted, null, null);
            await _mail.AdmittedAsync(db, contest, essay);
            db.Note(actor, NowUtc, "essay.admit", $"essay/{essay.Id}");
        }

        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(contestId, essays);
        return essays.Count;
    }

    /// <summary>Sends an essay back to be completed: the author may write on it again until the given time.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="essayId">An essay that waits for the check.</param>
    /// <param name="reason">What is to be completed, 1 to 2,000 characters; the author reads it.</param>
    /// <param name="untilLocal">In the contest's zone, later than now.</param>
    public Task<Outcome> ReturnAsync(Actor actor, int essayId, string reason, DateTime untilLocal) => MoveAsync(actor, essayId, "essay.return", async (db, contest, essay) =>
    {
        if (essay.State is not (EssayState.Received or EssayState.Returned))
            return Refusal.NotFound;
        if (reason.Trim().Length is 0 or > ReasonLength)
            return Outcome.Invalid(nameof(reason));
        var until = Deadlines.ToUtc(untilLocal, contest.TimeZone);
        if (until <= NowUtc)
            return Outcome.Invalid(nameof(untilLocal));
        (essay.State, essay.ScreeningReason, essay.ReturnedUntilUtc) = (EssayState.Returned, reason.Trim(), until);
        await _mail.ReturnedAsync(db, contest, essay);
        return Outcome.Done;
    });

    /// <summary>Takes an essay out of the contest.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="essayId">An essay that is not judged yet.</param>
    /// <param name="reason">Why, 1 to 2,000 characters; the author reads it.</param>
    public Task<Outcome> DeclineAsync(Actor actor, int essayId, string reason) => MoveAsync(actor, essayId, "essay.decline", async (db, contest, essay) =>
    {
        if (essay.State is not (EssayState.Received or EssayState.Returned or EssayState.Admitted) || await db.Reviews.AnyAsync(r => r.EssayId == essayId && r.State == ReviewState.Submitted))
            return Refusal.NotFound;
        if (reason.Trim().Length is 0 or > ReasonLength)
            return Outcome.Invalid(nameof(reason));
        (essay.State, essay.ScreeningReason, essay.ReturnedUntilUtc) = (EssayState.Declined, reason.Trim(), null);
        var judges = await db.Reviews.Where(r => r.EssayId == essayId).Select(r => r.JudgeId).ToListAsync();
        await db.Reviews.Where(r => r.EssayId == essayId).ExecuteDeleteAsync();
        await _mail.DeclinedAsync(db, contest, essay);
        foreach (var judge in judges.OfType<int>())
            _feed.PublishLatest(judge, () => new JudgeQueueChanged(judge));
        return Outcome.Done;
    });

    /// <summary>Compares all essays that were sent with each other and with those of earlier contests. What was found before is replaced; what was marked as checked stays so.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    /// <param name="cancellation">Ends it; nothing is changed then.</param>
    /// <returns>How many pairs share passages; refused as too many while a comparison is running.</returns>
    public async Task<Outcome<int>> CompareAsync(Actor actor, int contestId, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (!await _comparing.WaitAsync(0, cancellation))
            return Refusal.TooMany;
        try
        {
            await using var db = await _databases.CreateDbContextAsync(cancellation);
            var contest = await db.Contests.FirstOrDefaultAsync(c => c.Id == contestId, cancellation);
            if (contest is null)
                return Refusal.NotFound;
            var texts = await db.Essays.AsNoTracking().Where(e => e.SentRevisionId != null && (e.ContestId == contestId ? e.State != EssayState.Withdrawn : e.State == EssayState.Admitted))
                .Where(e => e.ContestId == contestId || db.Contests.Any(c => c.Id == e.ContestId && c.OpensUtc < contest.OpensUtc))
                .Join(db.EssayRevisions, e => e.SentRevisionId, r => r.Id, (e, r) => new { e.Id, r.Body, IsEarlier = e.ContestId != contestId }).ToListAsync(cancellation);
            // minutes of work for two processors: not on the circuit that asked for it
            var pairs = await Task.Run(
                () => Similarity.Compare(
                    [.. texts.Select(t => new SimilarText(t.Id, t.Body.ToPlainText(), t.IsEarlier))], new SimilarityOptions { Boilerplate = [contest.Call.ToPlainText()] }, cancellation), cancellation);
            var own = texts.Where(t => !t.IsEarlier).Select(t => t.Id).ToHashSet();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            var checkedBefore = (await db.EssayPairs.Where(p => p.ContestId == contestId && p.IsChecked).Select(p => new { p.EssayId, p.OtherEssayId }).ToListAsync(cancellation))
                .Select(p => (p.EssayId, p.OtherEssayId)).ToHashSet();
            await db.EssayPairs.Where(p => p.ContestId == contestId).ExecuteDeleteAsync(cancellation);
            foreach (var pair in pairs)
            {
                // the contest's own essay first
                var (essay, other) = own.Contains(pair.IdA) ? (pair.IdA, pair.IdB) : (pair.IdB, pair.IdA);
                db.EssayPairs.Add(new EssayPair
                {
                    ContestId = contestId,
                    EssayId = essay,
                    OtherEssayId = other,
                    Score = Math.Max(pair.Score, pair.Passages.Count == 0 ? pair.Resemblance : 0),
                    SharedCharacters = pair.Passages.Sum(p => p.LengthA),
                    IsChecked = checkedBefore.Contains((essay, other)),
                });
            }

            contest.ComparedUtc = NowUtc;
            db.Note(actor, NowUtc, "contest.compare", $"contest/{contestId}", $"{texts.Count}: {pairs.Count}");
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            _feed.PublishLatest(contestId, () => new ContestActivity(contestId));
            return pairs.Count;
        }
        finally
        {
            _comparing.Release();
        }
    }

    /// <summary>Pairs that share passages, the most alike first.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    /// <returns>And when they were compared; null never.</returns>
    public async Task<Outcome<(DateTime? ComparedUtc, IReadOnlyList<SimilarLine> Pairs)>> SimilarAsync(Actor actor, int contestId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        var contest = await db.Contests.AsNoTracking().Where(c => c.Id == contestId).Select(c => new { c.ComparedUtc }).FirstOrDefaultAsync();
        return contest is null ? Refusal.NotFound : (contest.ComparedUtc, await PairsAsync(db, db.EssayPairs.Where(p => p.ContestId == contestId)));
    }

    /// <summary>Two essays side by side, with the passages they share.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="pairId">Which pair.</param>
    public async Task<Outcome<Comparison>> CompareSideBySideAsync(Actor actor, int pairId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        if (await PairsAsync(db, db.EssayPairs.Where(p => p.Id == pairId)) is not [var pair])
            return Refusal.NotFound;
        var left = await TextAsync(db, pair.EssayId);
        var right = await TextAsync(db, pair.OtherId);
        var shared = Similarity.Compare([new SimilarText(1, left), new SimilarText(2, right)]) is [var found] ? found.Passages : [];
        return new Comparison(
            pair,
            Pieces(left, [.. shared.Select((p, i) => (p.StartA, p.LengthA, i + 1))]),
            Pieces(right, [.. shared.Select((p, i) => (p.StartB, p.LengthB, i + 1))]));
    }

    /// <summary>Remembers that a pair was looked at.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="pairId">Which pair.</param>
    /// <param name="isChecked">False takes it back.</param>
    public async Task<Outcome> MarkPairAsync(Actor actor, int pairId, bool isChecked)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        var pair = await db.EssayPairs.FirstOrDefaultAsync(p => p.Id == pairId);
        if (pair is null)
            return Refusal.NotFound;
        pair.IsChecked = isChecked;
        db.Note(actor, NowUtc, "contest.pair-checked", $"contest/{pair.ContestId}", $"{pair.EssayId}/{pair.OtherEssayId}: {isChecked}");
        await db.SaveChangesAsync();
        _feed.PublishLatest(pair.ContestId, () => new ContestActivity(pair.ContestId));
        return Outcome.Done;
    }

    public void Dispose() => _comparing.Dispose();

    private async Task<Outcome> MoveAsync(Actor actor, int essayId, string action, Func<PortalDb, Contest, Essay, Task<Outcome>> move)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var essay = await db.Essays.FirstOrDefaultAsync(e => e.Id == essayId && e.SentRevisionId != null);
        if (essay is null)
            return Refusal.NotFound;
        var contest = await db.Contests.AsNoTracking().FirstAsync(c => c.Id == essay.ContestId);
        if (MayNotScreen(contest))
            return Outcome.Invalid("Phase");
        var outcome = await move(db, contest, essay);
        if (!outcome.IsDone)
            return outcome;
        db.Note(actor, NowUtc, action, $"essay/{essayId}", essay.ScreeningReason);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Tell(contest.Id, [essay]);
        return Outcome.Done;
    }

    private void Tell(int contestId, IReadOnlyCollection<Essay> essays)
    {
        _mail.Wake();
        foreach (var member in essays.Select(e => e.MemberId).OfType<int>().Distinct())
            _feed.Publish(member, new OwnEssaysChanged(member));
        _feed.PublishLatest(contestId, () => new ContestActivity(contestId));
    }

    // while it is open an author may still send a better version: what is let through then could not be revised any more
    private bool MayNotScreen(Contest contest) => Contests.ToCard(contest).PhaseAt(NowUtc) is not (ContestPhase.Closed or ContestPhase.Judging);

    private static ScreeningRow ToRow(SentEssay x, Contest contest, HashSet<int> similar) => new(
        x.Essay.Id, x.Essay.Number!, x.Sent.Title, x.Sent.Theme, x.Sent.Authors.Count > 0 ? string.Join('、', x.Sent.Authors.Select(a => a.Name)) : "",
        x.Sent.Authors.Count > 0 ? x.Sent.Authors[0].Unit : "", x.Essay.State, x.Sent.Characters, x.Sent.SentUtc, x.Sent.Place, x.Sent.Files.Count, [.. Hints(x, contest, similar)],
        x.Essay.ReturnedUntilUtc, x.Essay.MemberId is not null);

    private static IEnumerable<ScreeningHint> Hints(SentEssay x, Contest contest, HashSet<int> similar)
    {
        var sent = x.Sent;
        bool Has(string text, Func<EssayPerson, string> part) =>
            sent.Authors.Any(a => part(a).Trim() is { Length: > 1 } words && text.Contains(words, StringComparison.OrdinalIgnoreCase));
        if (contest.IsBlind)
        {
            var text = sent.Title + "\n" + sent.Abstract + "\n" + sent.Body.Html;
            if (Has(text, a => a.Name))
                yield return ScreeningHint.NameInText;
            if (Has(text, a => a.Unit))
                yield return ScreeningHint.UnitInText;
            if (sent.Files.Any(f => Has(f.Name, a => a.Name) || Has(f.Name, a => a.Unit)))
                yield return ScreeningHint.NameInFileName;
        }

        if (sent.Characters < contest.MinCharacters || sent.Characters > contest.MaxCharacters)
            yield return ScreeningHint.Length;
        if (similar.Contains(x.Essay.Id))
            yield return ScreeningHint.Similar;
        if (sent.IsInGrace)
            yield return ScreeningHint.InGrace;
    }

    private static async Task<HashSet<int>> SimilarIdsAsync(PortalDb db, int contestId, CancellationToken cancellation) =>
        [.. (await db.EssayPairs.Where(p => p.ContestId == contestId && !p.IsChecked).Select(p => new { p.EssayId, p.OtherEssayId }).ToListAsync(cancellation)).SelectMany(p => (int[])[p.EssayId, p.OtherEssayId])];

    private static async Task<string> TextAsync(PortalDb db, int essayId) =>
        (await db.Essays.Where(e => e.Id == essayId).Join(db.EssayRevisions, e => e.SentRevisionId, r => r.Id, (_, r) => r.Body).FirstOrDefaultAsync()).ToPlainText();

    private static async Task<IReadOnlyList<SimilarLine>> PairsAsync(PortalDb db, IQueryable<EssayPair> pairs)
    {
        var rows = await pairs.AsNoTracking().OrderBy(p => p.IsChecked).ThenByDescending(p => p.Score).ThenBy(p => p.Id).Take(500).ToListAsync();
        var ids = rows.SelectMany(p => (int[])[p.EssayId, p.OtherEssayId]).Distinct().ToList();
        var essays = await db.Essays.AsNoTracking().Where(e => ids.Contains(e.Id)).Join(db.EssayRevisions, e => e.SentRevisionId, r => r.Id, (e, r) => new SentEssay { Essay = e, Sent = r }).ToListAsync();
        var known = essays.ToDictionary(e => e.Essay.Id);
        var contests = await db.Contests.AsNoTracking().Select(c => new { c.Id, c.Title }).ToDictionaryAsync(c => c.Id, c => c.Title);
        return
        [
            .. rows.Where(p => known.ContainsKey(p.EssayId) && known.ContainsKey(p.OtherEssayId)).Select(p => (Pair: p, A: known[p.EssayId], B: known[p.OtherEssayId])).Select(x => new SimilarLine(
                x.Pair.Id, x.A.Essay.Id, x.A.Essay.Number!, x.A.Sent.Title, NamesOf(x.A), x.B.Essay.Id, x.B.Essay.Number!, x.B.Sent.Title, NamesOf(x.B),
                x.B.Essay.ContestId == x.A.Essay.ContestId ? null : contests[x.B.Essay.ContestId], x.Pair.Score, x.Pair.SharedCharacters, x.Pair.IsChecked)),
        ];
    }

    private static string NamesOf(SentEssay x) => string.Join('、', x.Sent.Authors.Select(a => a.Name));

    private static List<ComparedPiece> Pieces(string text, IReadOnlyList<(int Start, int Length, int Shared)> marks)
    {
        List<ComparedPiece> pieces = [];
        var at = 0;
        foreach (var (start, length, shared) in marks.OrderBy(m => m.Start))
        {
            if (start > at)
                pieces.Add(new ComparedPiece(text[at..start], 0));
            pieces.Add(new ComparedPiece(text.Substring(start, length), shared));
            at = start + length;
        }

        if (at < text.Length)
            pieces.Add(new ComparedPiece(text[at..], 0));
        return pieces;
    }

    private static IQueryable<SentEssay> Sent(PortalDb db, int contestId) => db.Essays.AsNoTracking().Where(e => e.ContestId == contestId)
        .Join(db.EssayRevisions.AsNoTracking(), e => e.SentRevisionId, r => r.Id, (e, r) => new SentEssay { Essay = e, Sent = r });

    private sealed class SentEssay
    {
        public required Essay Essay { get; init; }

        public required EssayRevision Sent { get; init; }
    }
}
