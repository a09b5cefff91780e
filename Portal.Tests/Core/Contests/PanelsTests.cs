using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class PanelsTests : CoreTest
{
    private static readonly Actor Organiser = TestPortal.Editor;

    private Panels Panels => Portal.Get<Panels>();

    [Fact]
    public async Task GetAsync_LoadsAndPlaces_AsTheyStand()
    {
        var contest = await Portal.AddContestAsync(essays: 2, judges: 2);
        Assert.True((await Portal.Get<Judging>().DeclareConflictAsync(contest.Judges[1], contest.Essays[0].BlindCode, "师生")).IsDone);

        var panel = await PanelAsync(contest);
        Assert.Equal([("评委1", 2, 0, 0), ("评委2", 1, 0, 1)], panel.Judges.Select(j => (j.Name, j.Load, j.Done, j.Conflicts)));
        Assert.Equal([("评委1", ReviewState.Assigned, null), ("评委2", ReviewState.Conflict, "师生")], panel.Essays[0].Judges.Select(j => (j.Name, j.State, j.ConflictReason)));
        Assert.Equal(1, panel.ShortEssays);
        Assert.Empty(panel.Gaps);
    }

    [Fact]
    public async Task AddJudgeAsync_WhoSeesAuthorsOrWrites_IsBarredByName()
    {
        var contest = await Portal.AddContestAsync(judges: 0);
        var open = await Portal.AddContestAsync(judges: 0, change: c => c.IsBlind = false);
        var (plain, editor, author) = (await MemberAsync("评委"), await MemberAsync("编辑", Role.Editor), await MemberAsync("写作的评委"));
        await Portal.StoreAsync(new Essay { ContestId = contest.Id, MemberId = author, BlindCode = "X" });

        Assert.Equal(
            [("写作的评委", PanelBar.IsAuthor), ("编辑", PanelBar.SeesAuthors), ("评委", PanelBar.None)],
            (await Panels.CandidatesAsync(Organiser, contest.Id, Token)).Value!.Select(c => (c.Name, c.Bar)).OrderBy(c => c.Name, StringComparer.Ordinal));
        Assert.Equal("SeesAuthors", (await Panels.AddJudgeAsync(Organiser, contest.Id, editor)).Detail);
        Assert.Equal("IsAuthor", (await Panels.AddJudgeAsync(Organiser, contest.Id, author)).Detail);
        Assert.Equal(Refusal.NotFound, (await Panels.AddJudgeAsync(Organiser, contest.Id, contest.Essays[0].Author.MemberId)).Refused);
        Assert.True((await Panels.AddJudgeAsync(Organiser, open.Id, editor)).IsDone);
        Assert.True((await Panels.AddJudgeAsync(Organiser, contest.Id, plain)).IsDone);
        Assert.Equal(Refusal.NotFound, (await Panels.AddJudgeAsync(Organiser, contest.Id, plain)).Refused);
        Assert.Equal(["评委"], (await PanelAsync(contest)).Judges.Select(j => j.Name));
    }

    [Fact]
    public async Task RemoveJudgeAsync_UnfinishedWork_IsFreeAgainButReviewsStay()
    {
        var contest = await Portal.AddContestAsync(essays: 2, judges: 2);
        await Portal.ExecuteAsync($"UPDATE Reviews SET State = {(int)ReviewState.Submitted} WHERE JudgeId = {contest.Judges[1].MemberId}");
        Assert.True((await Panels.RemoveJudgeAsync(Organiser, contest.Id, contest.Judges[0].MemberId)).IsDone);
        Assert.Equal("Submitted", (await Panels.RemoveJudgeAsync(Organiser, contest.Id, contest.Judges[1].MemberId)).Detail);
        var panel = await PanelAsync(contest);
        Assert.Equal(["评委2"], panel.Judges.Select(j => j.Name));
        Assert.All(panel.Essays, e => Assert.Equal(["评委2"], e.Judges.Select(j => j.Name)));
    }

    [Fact]
    public async Task AssignAsync_ByHand_LeavesOutAndNamesWhatARuleForbids()
    {
        var contest = await Portal.AddContestAsync(essays: 4, judges: 1, assign: false);
        var judge = contest.Judges[0];
        await ChangeAsync(async db =>
        {
            // co-author by name, by address, and the same typed organisation
            var sent = await db.EssayRevisions.OrderBy(r => r.Id).ToListAsync(Token);
            sent[0].Authors.Add(new EssayPerson { Name = "评 委1" });
            sent[1].Authors.Add(new EssayPerson { Name = "甲", Email = (await db.Users.FindAsync([judge.MemberId], Token))!.Email!.ToUpperInvariant() });
            (await db.Users.FindAsync([judge.MemberId], Token))!.Organisation = "城南社区学校";
            sent[2].Authors.Add(new EssayPerson { Name = "乙", Unit = "城南 社区学校" });
        });

        var result = (await Panels.AssignAsync(Organiser, contest.Id, [.. contest.Essays.Select(e => e.Id)], judge.MemberId)).Value!;
        Assert.Equal(1, result.Added);
        Assert.Equal(
            [(contest.Essays[0].Id, AssignmentRule.Author), (contest.Essays[1].Id, AssignmentRule.Author), (contest.Essays[2].Id, AssignmentRule.SameUnit)],
            result.Obstacles.Select(o => (o.EssayId, o.Rule)));
        // again: what he has stays his
        Assert.Equal(0, (await Panels.AssignAsync(Organiser, contest.Id, [contest.Essays[3].Id], judge.MemberId)).Value!.Added);
    }

    [Fact]
    public async Task AssignAsync_MemberUnitAndTypedName_AreTheSameUnit()
    {
        var contest = await Portal.AddContestAsync(essays: 1, judges: 1, assign: false);
        var unit = new CouncilUnit { Name = "清禾大学" };
        await Portal.StoreAsync(unit);
        await ChangeAsync(async db =>
        {
            (await db.Users.FindAsync([contest.Judges[0].MemberId], Token))!.UnitId = unit.Id;
            (await db.Users.FindAsync([contest.Essays[0].Author.MemberId], Token))!.Organisation = "清禾大学";
        });
        var result = (await Panels.AssignAsync(Organiser, contest.Id, [contest.Essays[0].Id], contest.Judges[0].MemberId)).Value!;
        Assert.Equal([AssignmentRule.SameUnit], result.Obstacles.Select(o => o.Rule));
    }

    [Fact]
    public async Task AssignAutomaticallyAsync_FillsEvenlyAndTellsTheJudges()
    {
        var contest = await Portal.AddContestAsync(essays: 6, judges: 4, assign: false, change: c => c.JudgesPerEssay = 2);
        List<JudgeQueueChanged> told = [];
        using var queue = Feed.Subscribe<JudgeQueueChanged>(contest.Judges[2].MemberId, told.Add);

        var result = (await Panels.AssignAutomaticallyAsync(Organiser, contest.Id)).Value!;
        Assert.Equal((12, 0), (result.Added, result.Obstacles.Count));
        Assert.Equal([3, 3, 3, 3], (await PanelAsync(contest)).Judges.Select(j => j.Load));
        Assert.Single(told);
        Assert.Equal(0, (await Panels.AssignAutomaticallyAsync(Organiser, contest.Id)).Value!.Added);
    }

    [Fact]
    public async Task AssignAutomaticallyAsync_Impossible_SaysWhyAndChangesNothingUnlessAsked()
    {
        var contest = await Portal.AddContestAsync(essays: 2, judges: 2, assign: false);
        Assert.True((await Panels.SetMaxEssaysAsync(Organiser, contest.Id, contest.Judges[0].MemberId, 1)).IsDone);
        var result = (await Panels.AssignAutomaticallyAsync(Organiser, contest.Id)).Value!;
        Assert.Equal((0, contest.Judges[0].MemberId, AssignmentRule.LoadLimit), (result.Added, result.Obstacles.Single().JudgeId!.Value, result.Obstacles.Single().Rule));
        Assert.Equal(0, (await PanelAsync(contest)).Judges.Sum(j => j.Load));
        Assert.Equal(3, (await Panels.AssignAutomaticallyAsync(Organiser, contest.Id, evenSo: true)).Value!.Added);
        Assert.Equal(Refusal.Invalid, (await Panels.SetMaxEssaysAsync(Organiser, contest.Id, contest.Judges[0].MemberId, -1)).Refused);
    }

    [Fact]
    public async Task UnassignAsync_OnlyWhatIsNotHandedIn()
    {
        var contest = await Portal.AddContestAsync();
        var (essay, judge) = (contest.Essays[0].Id, contest.Judges[0].MemberId);
        Assert.True((await Panels.UnassignAsync(Organiser, contest.Id, essay, judge)).IsDone);
        Assert.Equal(Refusal.NotFound, (await Panels.UnassignAsync(Organiser, contest.Id, essay, judge)).Refused);
        await Portal.ExecuteAsync($"UPDATE Reviews SET State = {(int)ReviewState.Conflict}");
        Assert.Equal("Conflict", (await Panels.UnassignAsync(Organiser, contest.Id, essay, contest.Judges[1].MemberId)).Detail);
        Assert.Equal("Stage", (await Panels.AssignAsync(Organiser, (await Portal.AddContestAsync(stage: ContestStage.Decided)).Id, [essay], judge)).Detail);
    }

    [Fact]
    public async Task BeginAsync_SaysWhatIsMissing()
    {
        var contest = await Portal.AddContestAsync(stage: ContestStage.Called, assign: false, change: c =>
        {
            c.ClosesUtc = Portal.NowUtc;
            c.GraceMinutes = 10;
            c.ReviewsDueUtc = null;
        });
        await ChangeAsync(async db => (await db.Essays.FirstAsync(Token)).State = EssayState.Returned);
        Assert.Equal("StillOpen Unscreened ShortOfJudges NoDueDate", (await Panels.BeginAsync(Organiser, contest.Id)).Detail);
        Portal.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1));
        await Portal.StoreAsync(new LateAccess { ContestId = contest.Id, KeyHash = "k", For = "张", UntilUtc = Portal.NowUtc.AddDays(1) });
        Assert.Equal("Unscreened NoDueDate", (await Panels.BeginAsync(Organiser, contest.Id, evenSo: true)).Detail);
        Assert.Equal(
            [BeginGap.LateAccess, BeginGap.Unscreened, BeginGap.ShortOfJudges, BeginGap.NoDueDate], (await PanelAsync(contest)).Gaps);
    }

    [Fact]
    public async Task BeginAsync_OpensTheQueuesAndWritesToTheJudges()
    {
        var contest = await Portal.AddContestAsync(essays: 3, stage: ContestStage.Called);
        List<ContestChanged> told = [];
        using var changed = Feed.Subscribe<ContestChanged>(contest.Id, told.Add);
        Assert.Empty((await Portal.Get<Judging>().QueueAsync(contest.Judges[0], Token)).Value!.Open);

        Assert.True((await Panels.BeginAsync(Organiser, contest.Id)).IsDone);

        Assert.Single(told);
        Assert.Equal(3, (await Portal.Get<Judging>().QueueAsync(contest.Judges[0], Token)).Value!.Waiting);
        var mails = await MailsAsync();
        Assert.Equal(["judge.begin", "judge.begin"], mails.Select(m => m.Kind));
        Assert.Contains("分给您的稿件有 3 篇，请在 2026 年 11 月 30 日 15:00（北京时间）之前评完：\n\nhttps://qinghe.example/member/judging\n", mails[0].Text, StringComparison.Ordinal);
        Assert.Equal(Refusal.NotFound, (await Panels.BeginAsync(Organiser, contest.Id)).Refused);
    }

    [Fact]
    public async Task RemindJudgesAsync_WhoHasNotFinished_OnceADay()
    {
        var contest = await Portal.AddContestAsync();
        await Portal.ExecuteAsync($"UPDATE Reviews SET State = {(int)ReviewState.Submitted} WHERE JudgeId = {contest.Judges[1].MemberId}");
        Assert.Equal(1, (await Panels.RemindJudgesAsync(Organiser, contest.Id)).Value);
        Assert.Equal(0, (await Panels.RemindJudgesAsync(Organiser, contest.Id)).Value);
        Portal.Time.Advance(Panels.RemindPause);
        Assert.Equal(1, (await Panels.RemindJudgesAsync(Organiser, contest.Id)).Value);
        Assert.All(await MailsAsync(), m => Assert.Equal("judge.remind", m.Kind));
        Portal.Time.Advance(TimeSpan.FromDays(6));
        Assert.Equal("NoDueDate", (await Panels.RemindJudgesAsync(Organiser, contest.Id)).Detail);
    }

    private async Task<Panel> PanelAsync(TestContest contest) => (await Panels.GetAsync(Organiser, contest.Id, Token)).Value!;

    private async Task<int> MemberAsync(string name, params Role[] roles)
    {
        await using var db = Portal.Db();
        return (await TestContests.AddMemberAsync(db, Portal.NowUtc, name, [Role.Judge, .. roles])).MemberId;
    }

    private async Task ChangeAsync(Func<PortalDb, Task> change)
    {
        await using var db = Portal.Db();
        await change(db);
        await db.SaveChangesAsync(Token);
    }

    private async Task<List<OutgoingMail>> MailsAsync()
    {
        await using var db = Portal.Db();
        return await db.OutgoingMails.AsNoTracking().OrderBy(m => m.Id).ToListAsync(Token);
    }
}
