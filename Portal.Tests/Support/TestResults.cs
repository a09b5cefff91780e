using Microsoft.EntityFrameworkCore;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>Contests whose judges are done.</summary>
internal static class TestResults
{
    /// <summary>Two judges gave each essay these points; the awards are 一等奖 for one and 二等奖 for two.</summary>
    /// <param name="portal">Where.</param>
    /// <param name="scores">For 立意 and 文字, an essay each.</param>
    /// <param name="missing">How many reviews of the second essay are not there.</param>
    /// <param name="change">Of the contest before it is stored.</param>
    public static async Task<TestContest> AddJudgedAsync(this TestPortal portal, (int Idea, int Words)[] scores, int missing = 0, Action<Contest>? change = null)
    {
        await using var db = portal.Db();
        return await StoreJudgedAsync(db, portal.NowUtc, scores, missing, change);
    }

    public static async Task<TestContest> StoreJudgedAsync(PortalDb db, DateTime nowUtc, (int Idea, int Words)[] scores, int missing = 0, Action<Contest>? change = null)
    {
        var contest = await TestContests.StoreAsync(db, nowUtc, essays: scores.Length, judges: 2, change: c =>
        {
            c.Awards.Add(new Award { Place = 1, Name = "一等奖", Quota = 1 });
            c.Awards.Add(new Award { Place = 2, Name = "二等奖", Quota = 2 });
            change?.Invoke(c);
        });
        foreach (var (i, essay) in contest.Essays.Index())
        {
            var reviews = await db.Reviews.Where(r => r.EssayId == essay.Id).OrderBy(r => r.Id).ToListAsync();
            foreach (var review in reviews.Skip(i == 1 ? missing : 0))
            {
                review.State = ReviewState.Submitted;
                review.CommentForAuthor = "写得真。";
                review.Scores = [new ReviewScore { CriterionId = contest.Criteria[0], Value = scores[i].Idea }, new ReviewScore { CriterionId = contest.Criteria[1], Value = scores[i].Words }];
            }
        }

        await db.SaveChangesAsync();
        return contest;
    }

    /// <summary>Three essays, of which the first two have awards.</summary>
    public static async Task<TestContest> AddDecidedAsync(this TestPortal portal, Action<Contest>? change = null)
    {
        var contest = await portal.AddJudgedAsync([(9, 9), (7, 7), (5, 6)], change: change);
        var awards = await portal.AwardsAsync(contest);
        var results = portal.Get<Awarding>();
        for (var i = 0; i < 2; i++)
            Assert.True((await results.DecideAsync(TestPortal.Editor, contest.Id, contest.Essays[i].Id, awards[i], null)).IsDone);
        Assert.True((await results.FinishAsync(TestPortal.Editor, contest.Id)).IsDone);
        return contest;
    }

    /// <summary>The highest first.</summary>
    public static async Task<IReadOnlyList<int>> AwardsAsync(this TestPortal portal, TestContest contest)
    {
        await using var db = portal.Db();
        return await db.Awards.Where(a => a.ContestId == contest.Id).OrderBy(a => a.Place).Select(a => a.Id).ToListAsync();
    }
}
