using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>评委会: who judges a contest and who gets which essay. For editors and administrators.</summary>
public sealed class Panels
{
    /// <summary>A judge is reminded once in this time at most.</summary>
    public static readonly TimeSpan RemindPause = TimeSpan.FromHours(24);

    private const int MostEssays = 2_000;

    /// <summary>What an organiser may wave through.</summary>
    private static readonly BeginGap[] Waivable = [BeginGap.ShortOfJudges, BeginGap.LateAccess];

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly JudgeMail _mail;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal Panels(IDbContextFactory<PortalDb> databases, JudgeMail mail, LiveFeed feed, TimeProvider time) => (_databases, _mail, _feed, _time) = (databases, mail, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>The judges of a contest, their work, and the admitted essays by number.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<Panel>> GetAsync(Actor actor, int contestId, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        if (await PanelBoard.LoadAsync(db, contestId, cancellation) is not { } board)
            return Refusal.NotFound;
        return new Panel(
            Contests.ToCard(board.Contest), board.Contest.IsBlind, board.Contest.JudgesPerEssay, board.Contest.ReviewsDueUtc,
            [.. board.Judges.Select(board.ToJudge)], [.. board.Essays.Select(board.ToEssay)],
            board.Contest.Stage == ContestStage.Called ? [.. await GapsAsync(db, board, cancellation)] : []);
    }

    /// <summary>Members with the role of a judge who do not judge this contest yet, and what bars them.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<PanelCandidate>>> CandidatesAsync(Actor actor, int contestId, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        if (await PanelBoard.LoadAsync(db, contestId, cancellation) is not { } board)
            return Refusal.NotFound;
        return new Outcome<IReadOnlyList<PanelCandidate>>([.. await PanelCandidates.OfAsync(db, board, cancellation)], null);
    }

    /// <summary>Takes a member into the panel.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="memberId">One of <see cref="CandidatesAsync"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the name of a <see cref="PanelBar"/>.</returns>
    public Task<Outcome> AddJudgeAsync(Actor actor, int contestId, int memberId) => EditAsync(actor, contestId, "panel.add", async (db, board) =>
    {
        var candidate = (await PanelCandidates.OfAsync(db, board, default)).FirstOrDefault(c => c.MemberId == memberId);
        if (candidate is null)
            return Refusal.NotFound;
        if (candidate.Bar != PanelBar.None)
            return Outcome.Invalid(candidate.Bar.ToString());
        db.ContestJudges.Add(new ContestJudge { ContestId = contestId, JudgeId = memberId });
        return Outcome.Done;
    }, memberId);

    /// <summary>Takes a judge out of the panel; essays he has not finished are free again.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="judgeId">One of its judges.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Submitted</c> once he has handed a review in.</returns>
    public Task<Outcome> RemoveJudgeAsync(Actor actor, int contestId, int judgeId) => EditAsync(actor, contestId, "panel.remove", (db, board) =>
    {
        var reviews = board.Reviews.Where(r => r.JudgeId == judgeId).ToList();
        if (board.Judges.All(j => j.Id != judgeId))
            return Task.FromResult<Outcome>(Refusal.NotFound);
        if (reviews.Exists(r => r.State == ReviewState.Submitted))
            return Task.FromResult(Outcome.Invalid(nameof(ReviewState.Submitted)));
        db.ContestJudges.Remove(board.Places.Single(p => p.JudgeId == judgeId));
        // a declared conflict stays: he may come back
        db.Reviews.RemoveRange(reviews.Where(r => r.State == ReviewState.Assigned));
        return Task.FromResult(Outcome.Done);
    }, judgeId);

    /// <summary>Says how many essays a judge takes at most; what he has stays.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="judgeId">One of its judges.</param>
    /// <param name="most">0 to 2,000; null for any number.</param>
    public Task<Outcome> SetMaxEssaysAsync(Actor actor, int contestId, int judgeId, int? most) => EditAsync(actor, contestId, "panel.limit", (_, board) =>
    {
        if (board.Places.Find(p => p.JudgeId == judgeId) is not { } place)
            return Task.FromResult<Outcome>(Refusal.NotFound);
        if (most is < 0 or > MostEssays)
            return Task.FromResult(Outcome.Invalid(nameof(most)));
        place.MaxEssays = most;
        return Task.FromResult(Outcome.Done);
    }, judgeId);

    /// <summary>Gives essays to a judge by hand. Those that a rule keeps from him are left out and named.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">A contest before or in the judging.</param>
    /// <param name="essayIds">Admitted essays; those he has already stay his.</param>
    /// <param name="judgeId">One of its judges.</param>
    public async Task<Outcome<AssignmentResult>> AssignAsync(Actor actor, int contestId, IReadOnlyCollection<int> essayIds, int judgeId)
    {
        AssignmentResult? result = null;
        var outcome = await EditAsync(actor, contestId, "panel.assign", (db, board) =>
        {
            if (!board.MayAssign)
                return Task.FromResult(Outcome.Invalid(nameof(Contest.Stage)));
            if (board.Judges.Find(j => j.Id == judgeId) is not { } judge)
                return Task.FromResult<Outcome>(Refusal.NotFound);
            List<JudgeOfEssay> added = [];
            List<AssignmentObstacle> obstacles = [];
            var held = board.Existing.ToHashSet();
            foreach (var essay in board.Essays.Where(e => essayIds.Contains(e.Id) && !held.Contains(new(e.Id, judgeId))))
            {
                var against = JudgeAssignment.RulesAgainst(essay.ToJudge, judge, board.Declared);
                if (against.Count == 0 && board.Existing.Count(x => x.JudgeId == judgeId) + added.Count >= judge.MaxLoad)
                    against = [AssignmentRule.LoadLimit];
                obstacles.AddRange(against.Select(rule => new AssignmentObstacle(essay.Id, judgeId, rule)));
                if (against.Count == 0)
                    added.Add(new(essay.Id, judgeId));
            }

            board.Give(db, added, NowUtc);
            result = new AssignmentResult(added.Count, obstacles);
            return Task.FromResult(Outcome.Done);
        }, judgeId);
        return outcome.IsDone ? result! : outcome;
    }

    /// <summary>Takes an essay from a judge.</summary>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the review's state when it is handed in or a declared conflict.</returns>
    public Task<Outcome> UnassignAsync(Actor actor, int contestId, int essayId, int judgeId) => EditAsync(actor, contestId, "panel.unassign", (db, board) =>
    {
        if (board.Reviews.Find(r => r.EssayId == essayId && r.JudgeId == judgeId) is not { } review)
            return Task.FromResult<Outcome>(Refusal.NotFound);
        if (review.State != ReviewState.Assigned)
            return Task.FromResult(Outcome.Invalid(review.State.ToString()));
        db.Reviews.Remove(review);
        return Task.FromResult(Outcome.Done);
    }, judgeId);

    /// <summary>Gives every essay its judges, evenly and against no rule; what was given before stays.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">A contest before or in the judging.</param>
    /// <param name="evenSo">Fill what can be filled although some essays stay short; else obstacles leave everything as it was.</param>
    /// <param name="seed">The same gives the same plan.</param>
    public async Task<Outcome<AssignmentResult>> AssignAutomaticallyAsync(Actor actor, int contestId, bool evenSo = false, int seed = 0)
    {
        AssignmentResult? result = null;
        var outcome = await EditAsync(actor, contestId, "panel.assign-all", (db, board) =>
        {
            if (!board.MayAssign)
                return Task.FromResult(Outcome.Invalid(nameof(Contest.Stage)));
            var plan = JudgeAssignment.Plan([.. board.Essays.Select(e => e.ToJudge)], board.Judges, board.Existing, board.Declared, board.Contest.JudgesPerEssay, seed);
            var added = plan.Obstacles.Count == 0 || evenSo ? plan.Added : [];
            board.Give(db, added, NowUtc);
            result = new AssignmentResult(added.Count, plan.Obstacles);
            return Task.FromResult(Outcome.Done);
        });
        return outcome.IsDone ? result! : outcome;
    }

    /// <summary>Begins the judging and writes to the judges.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">A contest whose call is out.</param>
    /// <param name="evenSo">Although essays are short of judges or somebody has late access.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the names of each <see cref="BeginGap"/>, separated by spaces.</returns>
    public async Task<Outcome> BeginAsync(Actor actor, int contestId, bool evenSo = false)
    {
        var outcome = await EditAsync(actor, contestId, "contest.judge", async (db, board) =>
        {
            if (board.Contest.Stage != ContestStage.Called)
                return Refusal.NotFound;
            var gaps = (await GapsAsync(db, board, default)).Where(g => !evenSo || !Waivable.Contains(g)).ToList();
            if (gaps.Count > 0)
                return Outcome.Invalid(string.Join(' ', gaps));
            board.Contest.Stage = ContestStage.Judging;
            board.Contest.Version++;
            foreach (var work in board.Existing.GroupBy(x => x.JudgeId))
                await _mail.BeginAsync(db, board.Contest, work.Key, work.Count());
            return Outcome.Done;
        });
        if (!outcome.IsDone)
            return outcome;
        _mail.Wake();
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));
        _feed.Publish(contestId, new ContestChanged(contestId));
        return outcome;
    }

    /// <summary>Writes to every judge who has not finished, once in <see cref="RemindPause"/> at most.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">A contest that is judged.</param>
    /// <returns>How many were written to. Refused as <see cref="Refusal.Invalid"/> with <see cref="BeginGap.NoDueDate"/> when reviews are overdue or have no date.</returns>
    public async Task<Outcome<int>> RemindJudgesAsync(Actor actor, int contestId)
    {
        var reminded = 0;
        var outcome = await EditAsync(actor, contestId, "panel.remind", async (db, board) =>
        {
            if (board.Contest.Stage != ContestStage.Judging)
                return Refusal.NotFound;
            if (board.Contest.ReviewsDueUtc is not { } due || due <= NowUtc)
                return Outcome.Invalid(nameof(BeginGap.NoDueDate));
            var admitted = board.Essays.Select(e => e.Id).ToHashSet();
            foreach (var work in board.Reviews.Where(r => r.State == ReviewState.Assigned && r.JudgeId is not null && admitted.Contains(r.EssayId)).GroupBy(r => r.JudgeId!.Value))
                reminded += await _mail.RemindAsync(db, board.Contest, work.Key, work.Count(), NowUtc - RemindPause) ? 1 : 0;
            return Outcome.Done;
        });
        if (!outcome.IsDone)
            return outcome;
        _mail.Wake();
        return reminded;
    }

    private async Task<IEnumerable<BeginGap>> GapsAsync(PortalDb db, PanelBoard board, CancellationToken cancellation)
    {
        var (contest, now) = (board.Contest, NowUtc);
        List<BeginGap> gaps = [];
        if (Deadlines.PhaseAt(now, contest.OpensUtc, contest.ClosesUtc, TimeSpan.FromMinutes(contest.GraceMinutes)) != DeadlinePhase.Over)
            gaps.Add(BeginGap.StillOpen);
        else if (await db.LateAccesses.AnyAsync(l => l.ContestId == contest.Id && l.UntilUtc > now, cancellation))
            gaps.Add(BeginGap.LateAccess);
        if (await db.Essays.AnyAsync(e => e.ContestId == contest.Id && (e.State == EssayState.Received || e.State == EssayState.Returned), cancellation))
            gaps.Add(BeginGap.Unscreened);
        if (board.Essays.Count == 0)
            gaps.Add(BeginGap.NoEssays);
        var judges = board.Existing.ToLookup(x => x.EssayId);
        if (board.Essays.Exists(e => judges[e.Id].Count() < contest.JudgesPerEssay))
            gaps.Add(BeginGap.ShortOfJudges);
        if (contest.ReviewsDueUtc is not { } due || due <= now)
            gaps.Add(BeginGap.NoDueDate);
        return gaps;
    }

    /// <param name="judgeId">Whose queue changes; null for everybody's.</param>
    private async Task<Outcome> EditAsync(Actor actor, int contestId, string action, Func<PortalDb, PanelBoard, Task<Outcome>> edit, int? judgeId = null)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await PanelBoard.LoadAsync(db, contestId) is not { } board)
            return Refusal.NotFound;
        var outcome = await edit(db, board);
        if (!outcome.IsDone)
            return outcome;
        db.Note(actor, NowUtc, action, $"contest/{contestId}", judgeId is { } judge ? $"member/{judge}" : null);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        _feed.Publish(contestId, new ContestActivity(contestId));
        foreach (var id in judgeId is { } one ? [one] : board.Judges.Select(j => j.Id))
            _feed.Publish(id, new JudgeQueueChanged(id));
        return Outcome.Done;
    }
}
