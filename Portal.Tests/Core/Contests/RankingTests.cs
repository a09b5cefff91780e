using FsCheck.Xunit;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class RankingTests
{
    private static readonly RankedCriterion[] Rubric = [new(1, 3, 0, 10), new(2, 1, 1, 5), new(3, 0.5m, 0, 100)];

    [Fact]
    public void Of_WeightsAndScales_AsTheFormulaSays()
    {
        // 5 of 0..10, 5 of 1..5, 20 of 0..100: 100 * (3 * 0.5 + 1 * 1 + 0.5 * 0.2) / 4.5 = 57.78; all best: 100
        var essay = Ranking.Of(Rubric, [Essay(1, 3, [5, 5, 20], [10, 5, 100])]).Single();
        Assert.Equal((78.89m, 21.11m, 42.22m), (essay.Percent, essay.Deviation, essay.Range));
        Assert.Equal((2, 1), (essay.ReviewsDone, essay.ReviewsMissing));
    }

    [Fact]
    public void Of_Ties_ShareARankAndTheNextIsLeftOut()
    {
        var ranked = Ranking.Of([new(1, 1, 0, 100)], [Single(1, 60), Single(2, 80), Single(3, 80), Single(4, 90), Essay(5, 2)]);
        Assert.Equal([4, 2, 3, 1, 5], ranked.Select(e => e.EssayId));
        Assert.Equal([1, 2, 2, 4, null], ranked.Select(e => e.Rank));
        Assert.Equal([false, true, true, false, false], ranked.Select(e => e.IsTied));
        Assert.Equal((null, 0, 2), (ranked[4].Percent, ranked[4].ReviewsDone, ranked[4].ReviewsMissing));
    }

    [Fact]
    public void Of_DifferenceThatIsNotShown_IsATie()
    {
        var ranked = Ranking.Of([new(1, 1, 0, 100)], [Single(1, 70.001m), Single(2, 70.004m), Single(3, 70.006m)]);
        Assert.Equal([1, 2, 2], ranked.Select(e => e.Rank));
        Assert.Equal([70.01m, 70m, 70m], ranked.Select(e => e.Percent));
    }

    [Property]
    public void Of_OtherOrder_SameRanking(int seed)
    {
        var random = new Random(seed);
        var essays = Draw(random);
        var shuffled = essays.Select(e => e with { Reviews = [.. e.Reviews.OrderBy(_ => random.Next())] }).OrderBy(_ => random.Next()).ToList();
        Assert.Equal(Ranking.Of(Rubric, essays), Ranking.Of([.. Rubric.Reverse()], shuffled));
    }

    [Property]
    public void Of_OneScoreRaised_PercentAndRankNeverWorse(int seed)
    {
        var random = new Random(seed);
        var essays = Draw(random);
        var chosen = essays.Where(e => e.Reviews.Count > 0).OrderBy(_ => random.Next()).FirstOrDefault();
        if (chosen is null)
            return;
        var criterion = Rubric[random.Next(Rubric.Length)];
        var raised = chosen.Reviews.Select((r, i) => i > 0 ? r : new Dictionary<int, decimal>(r) { [criterion.Id] = Math.Min(criterion.Highest, r[criterion.Id] + 1) }).ToList();

        var before = Ranking.Of(Rubric, essays).Single(e => e.EssayId == chosen.EssayId);
        var after = Ranking.Of(Rubric, [.. essays.Select(e => e == chosen ? e with { Reviews = raised } : e)]).Single(e => e.EssayId == chosen.EssayId);
        Assert.True(after.Percent >= before.Percent);
        Assert.True(after.Rank <= before.Rank);
    }

    [Property]
    public void Of_AnyContest_RankIsOnePlusHowManyAreBetter(int seed)
    {
        var ranked = Ranking.Of(Rubric, Draw(new(seed)));
        Assert.All(ranked, e => Assert.Equal(e.Percent is null ? null : 1 + ranked.Count(o => o.Percent > e.Percent), e.Rank));
        Assert.All(ranked, e => Assert.Equal(e.Percent is not null && ranked.Count(o => o.Percent == e.Percent) > 1, e.IsTied));
        Assert.All(ranked.Where(e => e.Percent is not null), e => Assert.InRange(e.Percent!.Value, 0, 100));
        Assert.Equal(ranked.Count(e => e.Rank is null), ranked.Reverse().TakeWhile(e => e.Rank is null).Count());
    }

    [Fact]
    public void Of_ReviewThatIsNotCompleteOrOffItsScale_Throws()
    {
        Assert.Throws<ArgumentException>(() => Ranking.Of(Rubric, [Essay(1, 1, [5, 5])]));
        Assert.Throws<ArgumentException>(() => Ranking.Of(Rubric, [Essay(1, 1, [5, 6, 20])]));
        Assert.Throws<ArgumentException>(() => Ranking.Of(Rubric, [Essay(1, 1, [5, 0, 20])]));
        Assert.Throws<ArgumentException>(() => Ranking.Of([], []));
        Assert.Throws<ArgumentException>(() => Ranking.Of([new(1, 0, 0, 10)], []));
        Assert.Throws<ArgumentException>(() => Ranking.Of([new(1, 1, 5, 5)], []));
    }

    private static EssayScores Single(int id, decimal score) => Essay(id, 1, [score]);

    private static EssayScores Essay(int id, int expected, params decimal[][] reviews) =>
        new(id, expected, [.. reviews.Select(r => r.Index().ToDictionary(s => s.Index + 1, s => s.Item))]);

    /// <summary>Few values, so that ties are common.</summary>
    private static List<EssayScores> Draw(Random random) =>
    [
        .. Enumerable.Range(1, random.Next(1, 12)).Select(id => Essay(
            id, 3, [.. Enumerable.Range(0, random.Next(4)).Select(_ => new[] { random.Next(5) * 2.5m, random.Next(1, 6), random.Next(3) * 50m })])),
    ];
}
