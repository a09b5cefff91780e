using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Loads a contest as it stands for the decision: essays, scores, ranks, and where awards depart from them.</summary>
internal sealed record ResultBoard(Contest Contest, IReadOnlyList<JudgedEssay> Essays, IReadOnlyDictionary<int, DepartingEssay> Departing)
{
    /// <summary>Numbers of the essays whose decision lacks its reason.</summary>
    public IReadOnlyList<string> Unexplained => [.. Essays.Where(e => Departing.GetValueOrDefault(e.Essay.Id) is { NeedsReason: true }).Select(e => e.Essay.Number!)];

    public static async Task<ResultBoard?> LoadAsync(PortalDb db, int contestId, CancellationToken cancellation = default)
    {
        var contest = await db.Contests.AsNoTracking().Include(c => c.Criteria).Include(c => c.Awards).OrderBy(c => c.Id).AsSplitQuery()
            .FirstOrDefaultAsync(c => c.Id == contestId, cancellation);
        if (contest is null)
            return null;
        // bodies stay where they are: a board of 2,000 essays needs none
        var rows = await db.Essays.AsNoTracking().Where(e => e.ContestId == contestId && e.State == EssayState.Admitted)
            .Join(db.EssayRevisions.AsNoTracking(), e => e.SentRevisionId, r => r.Id, (e, r) => new
            {
                Essay = new EssayFacet(e.Id, e.Number!, e.MemberId, e.AwardId, e.DecisionReason, r.Title, r.Theme, r.Characters, r.SentUtc, r.Sha256),
                r.Id,
            }).ToListAsync(cancellation);
        var ids = rows.ConvertAll(r => r.Id);
        var authors = (await db.EssayRevisions.AsNoTracking().Where(r => ids.Contains(r.Id)).Select(r => new { r.EssayId, r.Authors }).ToListAsync(cancellation))
            .ToDictionary(r => r.EssayId, r => r.Authors);
        var reviews = (await db.Reviews.AsNoTracking().Where(r => r.ContestId == contestId && r.State != ReviewState.Conflict).ToListAsync(cancellation))
            .ToLookup(r => r.EssayId);
        var ranked = Rank(contest, rows.Select(r => r.Essay), reviews);
        var places = contest.Awards.ToDictionary(a => a.Id, a => a.Place);
        var essays = rows.ConvertAll(r => new JudgedEssay(r.Essay, authors.GetValueOrDefault(r.Essay.Id) ?? [], [.. reviews[r.Essay.Id]], ranked[r.Essay.Id]));
        var departing = Departures.Of(
            essays.ConvertAll(e => new Decided(
                e.Essay.Id, e.Score.Rank, e.Essay.AwardId is { } award ? places[award] : null, e.Score.ReviewsMissing, e.Essay.DecisionReason is not null)),
            contest.Awards.ToDictionary(a => a.Place, a => a.Quota));
        return new ResultBoard(
            contest, [.. essays.OrderBy(e => e.Score.Rank ?? int.MaxValue).ThenBy(e => e.Essay.Number!.Length).ThenBy(e => e.Essay.Number, StringComparer.Ordinal)], departing);
    }

    private static Dictionary<int, RankedEssay> Rank(Contest contest, IEnumerable<EssayFacet> essays, ILookup<int, Review> reviews)
    {
        if (contest.Criteria.Count == 0)
            return essays.ToDictionary(e => e.Id, e => new RankedEssay(e.Id, null, false, null, 0, 0, 0, 0, reviews[e.Id].Count()));
        RankedCriterion[] rubric = [.. contest.Criteria.Select(c => new RankedCriterion(c.Id, c.Weight, c.MinScore, c.MaxScore))];
        return Ranking.Of(rubric, [.. essays.Select(e => new EssayScores(e.Id, reviews[e.Id].Count(), [.. reviews[e.Id].Where(IsComplete).Select(ScoresOf)]))])
            .ToDictionary(r => r.EssayId);

        bool IsComplete(Review review) => review.State == ReviewState.Submitted && Array.TrueForAll(rubric, c =>
            review.Scores.Exists(s => s.CriterionId == c.Id && s.Value >= c.Lowest && s.Value <= c.Highest));
    }

    private static Dictionary<int, decimal> ScoresOf(Review review) => review.Scores.ToDictionary(s => s.CriterionId, s => (decimal)s.Value);
}

/// <summary>What of an essay decides; the version that was sent.</summary>
internal sealed record EssayFacet(
    int Id, string? Number, int? MemberId, int? AwardId, string? DecisionReason, string Title, string? Theme, int Characters, DateTime SentUtc, string Sha256);

internal sealed record JudgedEssay(EssayFacet Essay, IReadOnlyList<EssayPerson> Authors, IReadOnlyList<Review> Reviews, RankedEssay Score)
{
    public string Names => string.Join('、', Authors.Select(a => a.Name));

    public string Units => string.Join('、', Authors.Select(a => a.Unit).Where(u => u.Length > 0).Distinct());
}
