using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class JudgingTests : CoreTest
{
    private Judging Judging => Portal.Get<Judging>();

    [Fact]
    public async Task QueueAsync_TheJudgesEssays_WithoutNumberInAnOrderOfHisOwn()
    {
        var contest = await Portal.AddContestAsync(essays: 12, judges: 2);
        var orders = new List<string[]>();
        foreach (var judge in contest.Judges)
        {
            var line = Assert.Single((await QueueAsync(judge)).Open);
            Assert.Equal((contest.Id, "我的邻里", 2, 0), (line.ContestId, line.Title, line.Criteria, line.Done));
            Assert.Equal(contest.Essays.Select(e => e.BlindCode).Order(), line.Essays.Select(e => e.BlindCode).Order());
            orders.Add([.. line.Essays.Select(e => e.BlindCode)]);
            Assert.Equal(orders[^1], Assert.Single((await QueueAsync(judge)).Open).Essays.Select(e => e.BlindCode));
        }

        Assert.NotEqual(orders[0], orders[1]);
        Assert.DoesNotContain(contest.Essays.Select(e => e.BlindCode), (IEnumerable<string[]>)orders);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetAsync_NamesTheAuthors_OnlyWhereTheContestIsNotBlind(bool isBlind)
    {
        var contest = await Portal.AddContestAsync(essays: 1, judges: 1, change: c => c.IsBlind = isBlind);

        var desk = (await Judging.GetAsync(contest.Judges[0], contest.Essays[0].BlindCode, TestContext.Current.CancellationToken)).Value!;

        Assert.Equal(isBlind ? [] : ["作者1"], desk.Authors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Judge_MadeEditorMeanwhile_JudgesOnlyWhatIsNotBlind(bool isBlind)
    {
        var contest = await Portal.AddContestAsync(essays: 1, judges: 1, change: c => c.IsBlind = isBlind);
        var judge = contest.Judges[0] with { Roles = [Role.Member, Role.Judge, Role.Editor] };

        Assert.Equal(isBlind ? 0 : 1, (await QueueAsync(judge)).Open.Count);
        Assert.Equal(isBlind ? Refusal.NotFound : null, (await Judging.GetAsync(judge, contest.Essays[0].BlindCode, TestContext.Current.CancellationToken)).Refused);
        Assert.Equal(isBlind ? Refusal.NotFound : null, (await Judging.SaveScoreAsync(judge, contest.Essays[0].BlindCode, contest.Criteria[0], 5)).Refused);
    }

    [Theory]
    [InlineData(ContestStage.Called, false, false)]
    [InlineData(ContestStage.Judging, true, false)]
    [InlineData(ContestStage.Decided, false, true)]
    [InlineData(ContestStage.Published, false, true)]
    public async Task QueueAsync_Stage_OpensAndEnds(ContestStage stage, bool open, bool ended)
    {
        var contest = await Portal.AddContestAsync(stage: stage, change: c => c.PublishedUtc = stage == ContestStage.Published ? Portal.NowUtc : null);
        var queue = await QueueAsync(contest.Judges[0]);
        Assert.Equal((open, ended), (queue.Open.Count == 1, queue.Ended.Count == 1));
        Assert.Equal(open || ended, (await DeskOutcomeAsync(contest)).IsDone);

        Portal.Time.Advance(Judging.ReadableFor);
        Assert.Equal(stage == ContestStage.Decided, (await QueueAsync(contest.Judges[0])).Ended.Count == 1);
    }

    [Fact]
    public async Task GetAsync_WhatTheJudgeWasNotGiven_DoesNotExist()
    {
        var contest = await Portal.AddContestAsync();
        var other = await Portal.AddContestAsync();
        var code = contest.Essays[0].BlindCode;

        Assert.Equal(Refusal.NotFound, (await Judging.GetAsync(other.Judges[0], code, Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Judging.GetAsync(contest.Judges[0], "NONE", Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Judging.SaveScoreAsync(other.Judges[0], code, contest.Criteria[0], 5)).Refused);
        Assert.Equal(Refusal.NotFound, (await Judging.DownloadAsync(other.Judges[0], contest.Id, Token)).Refused);
        await Portal.ExecuteAsync($"UPDATE Essays SET State = {(int)EssayState.Withdrawn} WHERE Id = {contest.Essays[0].Id}");
        Assert.Equal(Refusal.NotFound, (await DeskOutcomeAsync(contest)).Refused);
    }

    [Fact]
    public async Task GetAsync_ShowsTheVersionThatWasSent_NotTheWorkingCopy()
    {
        var contest = await Portal.AddContestAsync();
        await Portal.ExecuteAsync("UPDATE Essays SET Title = '改了没交', Body = '<p>改了没交</p>'");
        var desk = await DeskAsync(contest);
        Assert.Equal(("第1条巷子", "第1条巷子从早上六点开始有声音。\n修车铺\n修车的人在等下雨。"), (desk.Essay.Title, desk.Essay.PlainText));
        Assert.Equal(["立意", "文字"], desk.Criteria.Select(c => c.Name));
    }

    [Fact]
    public async Task Saves_EachField_IsKeptAndToldLive()
    {
        var contest = await Portal.AddContestAsync();
        var (judge, code) = (contest.Judges[0], contest.Essays[0].BlindCode);
        List<object> told = [];
        using var queue = Feed.Subscribe<JudgeQueueChanged>(judge.MemberId, told.Add);
        using var activity = Feed.Subscribe<ContestActivity>(contest.Id, told.Add);

        Done(await Judging.SaveScoreAsync(judge, code, contest.Criteria[0], 7));
        Done(await Judging.SaveScoreAsync(judge, code, contest.Criteria[0], 9));
        Done(await Judging.SaveCommentsAsync(judge, code, "写得有耐心，结尾可以更短。", null));
        Done(await Judging.SaveCommentsAsync(judge, code, null, "可以得奖"));
        Done(await Judging.SaveNoteAsync(judge, code, 3, 4, "好"));
        var saved = Done(await Judging.SaveNoteAsync(judge, code, 0, 3, "更好"));

        var own = (await DeskAsync(contest)).Own;
        Assert.Equal([KeyValuePair.Create(contest.Criteria[0], 9)], own.Scores);
        Assert.Equal(("写得有耐心，结尾可以更短。", "可以得奖"), (own.CommentForAuthor, own.CommentForOrganisers));
        Assert.Equal([("第1条", "更好"), ("巷子从早", "好")], own.Notes.Select(n => (n.Quote, n.Text)));
        Assert.Equal((saved.Version, Portal.NowUtc), (own.Version, own.SavedUtc));
        Assert.Equal(12, told.Count);

        Done(await Judging.SaveNoteAsync(judge, code, 0, 3, "改了", own.Notes[0].Key));
        Done(await Judging.RemoveNoteAsync(judge, code, own.Notes[1].Key));
        Assert.Equal(["改了"], (await DeskAsync(contest)).Own.Notes.Select(n => n.Text));
        Assert.Empty((await DeskAsync(contest, judge: 1)).Own.Scores);
    }

    [Fact]
    public async Task Saves_OfTwoWindowsAtOnce_LoseNothing()
    {
        var contest = await Portal.AddContestAsync(change: c => c.Criteria.AddRange(Enumerable.Range(3, 8).Select(i => new Criterion { Place = i, Name = $"项{i}" })));
        var (judge, code) = (contest.Judges[0], contest.Essays[0].BlindCode);
        await Task.WhenAll(contest.Criteria.Select(c => Judging.SaveScoreAsync(judge, code, c, 5)).Append(Judging.SaveCommentsAsync(judge, code, "同时保存", null)));
        var own = (await DeskAsync(contest)).Own;
        Assert.Equal((10, "同时保存"), (own.Scores.Count, own.CommentForAuthor));
    }

    [Fact]
    public async Task Saves_WhatBreaksARule_AreRefusedByName()
    {
        var contest = await Portal.AddContestAsync();
        var (judge, code) = (contest.Judges[0], contest.Essays[0].BlindCode);
        Assert.Equal("value", (await Judging.SaveScoreAsync(judge, code, contest.Criteria[0], 0)).Detail);
        Assert.Equal("value", (await Judging.SaveScoreAsync(judge, code, contest.Criteria[0], 11)).Detail);
        Assert.Equal(Refusal.NotFound, (await Judging.SaveScoreAsync(judge, code, 999, 5)).Refused);
        Assert.Equal("forAuthor", (await Judging.SaveCommentsAsync(judge, code, new string('好', Judging.CommentLength + 1), null)).Detail);
        Assert.Equal("start", (await Judging.SaveNoteAsync(judge, code, 30, 4, "过界")).Detail);
        Assert.Equal("start", (await Judging.SaveNoteAsync(judge, code, -1, 4, "过界")).Detail);
        Assert.Equal("start", (await Judging.SaveNoteAsync(judge, code, 1, int.MaxValue, "过界")).Detail);
        Assert.Equal("text", (await Judging.SaveNoteAsync(judge, code, 0, 4, " ")).Detail);
        Assert.Equal("Assigned", (await Judging.ReopenAsync(judge, code)).Detail);
    }

    [Fact]
    public async Task SubmitAsync_SaysWhatIsMissing_ThenClosesTheReviewUntilItIsReopened()
    {
        var contest = await Portal.AddContestAsync();
        var (judge, code) = (contest.Judges[0], contest.Essays[0].BlindCode);
        Done(await Judging.SaveScoreAsync(judge, code, contest.Criteria[0], 7));
        Assert.Equal("Scores CommentForAuthor", (await Judging.SubmitAsync(judge, code)).Detail);

        await ReviewAsync(contest, 0);
        Assert.Equal(1, Assert.Single((await QueueAsync(judge)).Open).Done);
        Assert.Equal("Submitted", (await Judging.SaveScoreAsync(judge, code, contest.Criteria[0], 1)).Detail);
        Assert.Equal("Submitted", (await Judging.SubmitAsync(judge, code)).Detail);

        Done(await Judging.ReopenAsync(judge, code));
        Done(await Judging.SaveScoreAsync(judge, code, contest.Criteria[0], 1));
        Assert.Equal(["review.submit", "review.reopen"], (await Portal.AuditAsync()).Select(a => a.Action));
    }

    [Fact]
    public async Task Saves_OnceReviewsAreDue_AreRefusedButConflictsAreHeard()
    {
        var contest = await Portal.AddContestAsync();
        await ReviewAsync(contest, 0);
        Portal.Time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        Assert.True((await DeskAsync(contest)).MayWrite);
        Portal.Time.Advance(TimeSpan.FromTicks(1));

        var (judge, code) = (contest.Judges[0], contest.Essays[0].BlindCode);
        Assert.False((await DeskAsync(contest)).MayWrite);
        Assert.Equal("Due", (await Judging.ReopenAsync(judge, code)).Detail);
        Assert.Equal("Due", (await Judging.SaveScoreAsync(contest.Judges[1], code, contest.Criteria[0], 5)).Detail);
        Assert.True((await Judging.DeclareConflictAsync(contest.Judges[1], code, "")).IsDone);
    }

    [Fact]
    public async Task GetAsync_OthersReviews_OnlyWhileTheOwnIsSubmitted()
    {
        var contest = await Portal.AddContestAsync(judges: 3);
        await ReviewAsync(contest, 1);
        Assert.Empty((await DeskAsync(contest)).Others);
        Done(await Judging.SaveScoreAsync(contest.Judges[2], contest.Essays[0].BlindCode, contest.Criteria[0], 2));

        await ReviewAsync(contest, 0);
        var other = Assert.Single((await DeskAsync(contest)).Others);
        Assert.Equal(("A", "评委之间的话"), (other.Name, other.CommentForOrganisers));
        Assert.Equal(2, other.Scores.Count);

        Done(await Judging.ReopenAsync(contest.Judges[0], contest.Essays[0].BlindCode));
        Assert.Empty((await DeskAsync(contest)).Others);
    }

    [Fact]
    public async Task DeclareConflictAsync_TheEssayLeavesTheDeskAndWhatWasWrittenIsWiped()
    {
        var contest = await Portal.AddContestAsync();
        await ReviewAsync(contest, 0);
        var (judge, code) = (contest.Judges[0], contest.Essays[0].BlindCode);
        List<ContestActivity> told = [];
        using var activity = Feed.Subscribe<ContestActivity>(contest.Id, told.Add);

        Assert.True((await Judging.DeclareConflictAsync(judge, code, " 作者是我的学生 ")).IsDone);

        Assert.Single(told);
        Assert.Equal(Refusal.NotFound, (await DeskOutcomeAsync(contest)).Refused);
        Assert.DoesNotContain(Assert.Single((await QueueAsync(judge)).Open).Essays, e => e.BlindCode == code);
        await using var db = Portal.Db();
        var review = await db.Reviews.SingleAsync(r => r.JudgeId == judge.MemberId && r.EssayId == contest.Essays[0].Id, Token);
        Assert.Equal((ReviewState.Conflict, "作者是我的学生", 0, "", ""), (review.State, review.ConflictReason, review.Scores.Count, review.CommentForAuthor, review.CommentForOrganisers));
    }

    [Fact]
    public async Task DownloadAsync_EssaysAndFiles_NamedByTheBlindCodeWithoutTimes()
    {
        var contest = await Portal.AddContestAsync();
        var hash = await Portal.Get<ContentStore>().PutAsync("资料"u8.ToArray(), Token);
        await using (var db = Portal.Db())
        {
            foreach (var sent in await db.EssayRevisions.ToListAsync(Token))
                sent.Files.Add(new SentFile { Name = "沈知远的资料.txt", Kind = "txt", Hash = hash, OriginalHash = "x", Bytes = 6 });
            await db.SaveChangesAsync(Token);
        }


        await using var stream = (await Judging.DownloadAsync(contest.Judges[0], contest.Id, Token)).Value!;
        await using var zip = new ZipArchive(stream);
        Assert.Equal(
            contest.Essays.SelectMany(e => new[] { $"{e.BlindCode}/{e.BlindCode}.html", $"{e.BlindCode}/附件1.txt" }).Order(StringComparer.Ordinal),
            zip.Entries.Select(e => e.FullName).Order(StringComparer.Ordinal));
        Assert.All(zip.Entries, e => Assert.Equal(1980, e.LastWriteTime.Year));
        using var page = new StreamReader(await zip.GetEntry($"{contest.Essays[0].BlindCode}/{contest.Essays[0].BlindCode}.html")!.OpenAsync(Token), Encoding.UTF8);
        Assert.Contains("修车的人在等下雨。", await page.ReadToEndAsync(Token), StringComparison.Ordinal);

        var file = Done(await Judging.FileAsync(contest.Judges[0], contest.Essays[0].BlindCode, 1, Token));
        Assert.Equal(("附件1.txt", "资料"), (file.Name, await File.ReadAllTextAsync(file.Path, Token)));
        Assert.Equal(Refusal.NotFound, (await Judging.FileAsync(contest.Judges[0], contest.Essays[0].BlindCode, 2, Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Judging.FileAsync(contest.Judges[0], contest.Essays[0].BlindCode, 0, Token)).Refused);
    }

    private async Task<JudgeWork> QueueAsync(Actor judge) => Done(await Judging.QueueAsync(judge, Token));

    private Task<Outcome<ReviewDesk>> DeskOutcomeAsync(TestContest contest, int judge = 0) => Judging.GetAsync(contest.Judges[judge], contest.Essays[0].BlindCode, Token);

    private async Task<ReviewDesk> DeskAsync(TestContest contest, int judge = 0) => Done(await DeskOutcomeAsync(contest, judge));

    private async Task ReviewAsync(TestContest contest, int judge)
    {
        var (actor, code) = (contest.Judges[judge], contest.Essays[0].BlindCode);
        foreach (var criterion in contest.Criteria)
            Done(await Judging.SaveScoreAsync(actor, code, criterion, 8));
        Done(await Judging.SaveCommentsAsync(actor, code, "写得有耐心，结尾可以更短。", "评委之间的话"));
        Done(await Judging.SubmitAsync(actor, code));
    }

    private static T Done<T>(Outcome<T> outcome)
    {
        Assert.True(outcome.IsDone, $"{outcome.Refused} {outcome.Detail}");
        return outcome.Value;
    }
}
