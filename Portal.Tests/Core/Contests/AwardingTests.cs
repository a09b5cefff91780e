using System.IO.Compression;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>From scores to awards, and what organisers take home.</summary>
public sealed class AwardingTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    private Awarding Awarding => _portal.Get<Awarding>();

    private static Actor Editor => TestPortal.Editor;

    public async ValueTask InitializeAsync() => _portal = await TestPortal.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Board_RanksByScores_AndCountsWhatIsMissing()
    {
        var contest = await AddAsync([(9, 9), (5, 6), (9, 9)], missing: 1);

        var board = (await Awarding.BoardAsync(Editor, contest.Id)).Value!;

        Assert.Equal([1, 1, 3], board.Essays.Select(e => e.Score.Rank!.Value));
        Assert.Equal([true, true, false], board.Essays.Select(e => e.Score.IsTied));
        Assert.Equal(contest.Essays[1].Number, board.Essays[2].Number);
        Assert.Equal((1, 1), (board.ReviewsMissing, board.Essays[2].Score.ReviewsMissing));
        Assert.Equal("作者2", board.Essays[2].Names);
        Assert.Equal("写得真。", Assert.Single(board.Essays[2].Comments).ForAuthor);
    }

    [Fact]
    public async Task Finish_WithADepartureWithoutReason_NamesTheEssays()
    {
        var contest = await AddAsync([(9, 9), (5, 6)]);
        var awards = await AwardsAsync(contest);
        Assert.True((await Awarding.DecideAsync(Editor, contest.Id, contest.Essays[1].Id, awards[0], null)).IsDone);

        var refused = await Awarding.FinishAsync(Editor, contest.Id);
        Assert.Equal((Refusal.Invalid, $"{contest.Essays[0].Number} {contest.Essays[1].Number}"), (refused.Refused!.Value, refused.Detail));

        Assert.True((await Awarding.DecideAsync(Editor, contest.Id, contest.Essays[0].Id, null, " 与已发表的文章相同 ")).IsDone);
        Assert.True((await Awarding.FinishAsync(Editor, contest.Id)).IsDone);
        var board = (await Awarding.BoardAsync(Editor, contest.Id)).Value!;
        Assert.Equal(ContestStage.Decided, board.Contest.Stage);
        Assert.Equal("与已发表的文章相同", board.Essays[0].Reason);
    }

    [Fact]
    public async Task Decide_OnceDecided_KeepsThatEveryDepartureHasItsReason()
    {
        var contest = await AddAsync([(9, 9), (5, 6)]);
        var awards = await AwardsAsync(contest);
        await Awarding.DecideAsync(Editor, contest.Id, contest.Essays[0].Id, awards[0], null);
        Assert.True((await Awarding.FinishAsync(Editor, contest.Id)).IsDone);

        var refused = await Awarding.DecideAsync(Editor, contest.Id, contest.Essays[0].Id, null, null);
        await Awarding.DecideAsync(Editor, contest.Id, contest.Essays[1].Id, awards[1], null);

        Assert.Equal("awardId", (await Awarding.DecideAsync(Editor, contest.Id, contest.Essays[0].Id, 99_999, null)).Detail);
        Assert.True(refused.IsDone, "with no award at all nothing departs");
        Assert.Null((await Awarding.BoardAsync(Editor, contest.Id)).Value!.Essays[1].AwardId);
    }

    [Fact]
    public async Task Finish_WhileEssaysWaitForTheCheck_IsRefused()
    {
        var contest = await AddAsync([(9, 9), (5, 6)]);
        await using (var db = _portal.Db())
            await db.Essays.Where(e => e.Id == contest.Essays[1].Id).ExecuteUpdateAsync(e => e.SetProperty(x => x.State, EssayState.Returned), Cancellation);

        Assert.Equal("screening", (await Awarding.FinishAsync(Editor, contest.Id)).Detail);
    }

    [Fact]
    public async Task Finish_WithAMomentThatHasPassed_DoesNotPublish()
    {
        var contest = await AddAsync([(9, 9)], change: c => c.ResultsUtc = _portal.NowUtc.AddDays(-1));

        Assert.True((await Awarding.FinishAsync(Editor, contest.Id)).IsDone);

        Assert.Null(await _portal.Get<ResultRelease>().NextUtcAsync(Cancellation));
        Assert.Equal(0, await _portal.Get<ResultRelease>().ReleaseDueAsync(Cancellation));
    }

    [Fact]
    public async Task List_BeforeAndAfterPublication_ShowsNothingAndThenTheAwards()
    {
        var contest = await DecidedAsync();
        var before = await Awarding.ListPublishedAsync(contest.Id, Cancellation);
        Assert.Equal((null, 0), (before!.PublishedUtc, before.Awards.Count));

        Assert.True((await _portal.Get<Publication>().PublishNowAsync(Editor, contest.Id)).IsDone);

        var after = (await Awarding.ListPublishedAsync(contest.Id, Cancellation))!;
        Assert.Equal(_portal.NowUtc, after.PublishedUtc);
        Assert.Equal(["一等奖", "二等奖"], after.Awards.Select(a => a.Name));
        Assert.Equal(("第1条巷子", "作者1"), (after.Awards[0].Essays[0].Title, after.Awards[0].Essays[0].Names));
        Assert.Null(await Awarding.ListPublishedAsync(99_999, Cancellation));
    }

    [Fact]
    public async Task QueueAsArticle_Twice_MakesOneDraftThatEditorsSee()
    {
        var contest = await DecidedAsync();
        var column = await _portal.AddColumnAsync();
        Assert.Equal(Refusal.NotFound, (await Awarding.QueueAsArticleAsync(Editor, contest.Essays[0].Id, column)).Refused);
        await _portal.Get<Publication>().PublishNowAsync(Editor, contest.Id);

        var first = await Awarding.QueueAsArticleAsync(Editor, contest.Essays[0].Id, column);
        var second = await Awarding.QueueAsArticleAsync(Editor, contest.Essays[0].Id, column);

        Assert.Equal(first.Value, second.Value);
        var articles = _portal.Get<Articles>();
        var row = Assert.Single((await _portal.Get<ArticleShelf>().ListAsync(Editor, new ArticleQuery(ArticleTab.Draft), Cancellation)).Value!.Rows.Items);
        Assert.Equal("第1条巷子", row.Title);
        Assert.Null(await articles.GetAsync(row.Id, Cancellation));
        await _portal.Services.ReleaseArticleAsync(row.Id);
        var article = (await articles.GetAsync(row.Id, Cancellation))!;
        Assert.Equal(("作者1", "我的邻里", _portal.NowUtc), (article.Byline, Assert.Single(article.Tags), article.PublishedUtc));
        Assert.Equal(row.Id, (await Awarding.ListPublishedAsync(contest.Id, Cancellation))!.Awards[0].Essays[0].ArticleId);
    }

    [Fact]
    public async Task Csv_OpensInExcel_AndRunsNoFormula()
    {
        var contest = await AddAsync([(9, 8), (5, 6)]);
        await using (var db = _portal.Db())
            await db.EssayRevisions.Where(r => r.EssayId == contest.Essays[0].Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.Title, "=HYPERLINK(\"http://x\")"), Cancellation);
        var awards = await AwardsAsync(contest);
        await Awarding.DecideAsync(Editor, contest.Id, contest.Essays[0].Id, awards[0], null);

        var (name, content) = (await Awarding.ExportCsvAsync(Editor, contest.Id)).Value;

        Assert.EndsWith(".csv", name, StringComparison.Ordinal);
        Assert.Equal([0xEF, 0xBB, 0xBF], content[..3]);
        var lines = Encoding.UTF8.GetString(content[3..]).TrimEnd().Split("\r\n");
        Assert.StartsWith("编号,状态,题目,主题,作者,单位,字数,提交时间（Asia/Shanghai）,SHA-256,立意,文字,总分（百分制）", lines[0], StringComparison.Ordinal);
        Assert.Equal($"{contest.Essays[0].Number},已通过审查,\"'=HYPERLINK(\"\"http://x\"\")\",邻里,作者1,,24,2026-11-21 15:00:00,{new string('0', 64)},9,8,86.11,0,2,0,1,一等奖,", lines[1]);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task Zip_HoldsEachEssayByItsNumber_WithPicturesAndOriginals()
    {
        var store = _portal.Get<ContentStore>();
        var picture = await store.PutAsync(new byte[] { 1, 2, 3 }, Cancellation);
        var original = await store.PutAsync(new byte[] { 4, 5 }, Cancellation);
        var contest = await AddAsync([(9, 9), (5, 6)]);
        await using (var db = _portal.Db())
        {
            var sent = await db.EssayRevisions.FirstAsync(r => r.EssayId == contest.Essays[0].Id, Cancellation);
            sent.Body = SafeHtml.Clean($"<p>图：</p><figure><img src=\"/media/{picture}.png\" alt=\"\"></figure>");
            sent.Files = [new SentFile { Name = "../坏/名:字.pdf", Kind = "pdf", Hash = "x", OriginalHash = original }, new SentFile { Name = ".._坏_名_字.pdf", Kind = "pdf", Hash = "x", OriginalHash = original }];
            await db.SaveChangesAsync(Cancellation);
            await db.Essays.Where(e => e.Id == contest.Essays[1].Id).ExecuteUpdateAsync(e => e.SetProperty(x => x.State, EssayState.Withdrawn), Cancellation);
        }

        var export = (await Awarding.ExportZipAsync(Editor, contest.Id)).Value!;
        using var file = new MemoryStream();
        await export.WriteAsync(file, null, Cancellation);

        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        var number = contest.Essays[0].Number;
        Assert.Equal(
            [$"{number}/图片1.png", $"{number}/正文.html", $"{number}/信息.txt", $"{number}/附件/_坏_名_字.pdf", $"{number}/附件/2-_坏_名_字.pdf"], zip.Entries.Select(e => e.FullName));
        var page = await ReadAsync(zip, "正文.html");
        Assert.Contains($"src=\"{Uri.EscapeDataString("图片1.png")}\"", page, StringComparison.Ordinal);
        Assert.Contains("<h1>第1条巷子</h1>", page, StringComparison.Ordinal);
        Assert.Contains("作者：作者1\r\n", await ReadAsync(zip, "信息.txt"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b\\c:d.pdf", "a_b_c_d.pdf")]
    [InlineData("..", "otherwise")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("a\u202Efdp.exe", "a_fdp.exe")]
    [InlineData("  点 . ", "点")]
    public void SafeName_OfAnything_IsOneFileInOneFolder(string name, string expected) => Assert.Equal(expected, ResultExport.SafeName(name, "otherwise"));

    [Fact]
    public async Task Board_OfADeletedAuthor_ShowsTheEssayWithoutAName()
    {
        var contest = await AddAsync([(9, 9)]);
        await using (var db = _portal.Db())
        {
            await EssayAnonymity.ForgetAsync(db, contest.Essays[0].Author.MemberId);
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.Equal("", (await Awarding.BoardAsync(Editor, contest.Id)).Value!.Essays[0].Names);
        Assert.True((await Awarding.ExportCsvAsync(Editor, contest.Id)).IsDone);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<string> ReadAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(zip.Entries.Single(e => e.Name == name).Open());
        return await reader.ReadToEndAsync(Cancellation);
    }

    private Task<TestContest> AddAsync((int Idea, int Words)[] scores, int missing = 0, Action<Contest>? change = null) => TestResults.AddJudgedAsync(_portal, scores, missing, change);

    private Task<IReadOnlyList<int>> AwardsAsync(TestContest contest) => TestResults.AwardsAsync(_portal, contest);

    private Task<TestContest> DecidedAsync() => TestResults.AddDecidedAsync(_portal);
}
