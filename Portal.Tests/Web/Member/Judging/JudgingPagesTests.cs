using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web.Reviewing;

/// <summary>A judge's pages and downloads over HTTP.</summary>
public sealed class JudgingPagesTests(PortalServer server) : ServerTest(server)
{
    [Fact]
    public async Task Everything_AJudgesBrowserReceives_CarriesNothingOfTheAuthor()
    {
        var (contest, essay) = await AddCanaryAsync();
        var cookie = await AddJudgeAsync(contest.Id);
        var code = essay.BlindCode;

        List<string> texts = [];
        foreach (var path in new[]
        {
            "/member/judging", $"/member/judging/{code}", "/member/judging/NONE", $"/member/judging/{code}/files/1", $"/member/judging/{code}/files/2",
            $"/contests/{contest.Id}", "/search?q=%E5%B7%B7%E5%AD%90", $"/member/judging/export/{contest.Id}",
        })
        {
            var answer = await GetAsync(path, cookie);
            Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.NotFound]);
            texts.Add(answer.Text + string.Join('\n', new[] { "Content-Disposition", "Last-Modified", "ETag" }.Select(answer.Header)));
            if (path.Contains("export", StringComparison.Ordinal))
                texts.AddRange(await BlindnessTests.UnzipAsync(new MemoryStream(answer.Body)));
        }

        Assert.All(texts, t => Assert.Empty(Canary.In(t, essay)));
        // it would be seen
        Assert.Equal(3, texts.Count(t => t.Contains("第7719条巷子", StringComparison.Ordinal)));
        Assert.Contains("没有名字的资料", texts[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Downloads_Headers_KeepThemOutOfThePortalAndOfCaches()
    {
        var (contest, essay) = await AddCanaryAsync();
        var cookie = await AddJudgeAsync(contest.Id);
        foreach (var path in new[] { $"/member/judging/{essay.BlindCode}/files/1", $"/member/judging/export/{contest.Id}" })
        {
            var answer = await GetAsync(path, cookie);
            Assert.Equal((HttpStatusCode.OK, "no-store", "nosniff"), (answer.Status, answer.Header("Cache-Control"), answer.Header("X-Content-Type-Options")));
            Assert.StartsWith("attachment", answer.Header("Content-Disposition"), StringComparison.Ordinal);
            Assert.Contains("sandbox", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Null(answer.Header("Last-Modified"));
        }
    }

    [Fact]
    public async Task Everything_ForWhoeverIsNotTheEssaysJudge_IsNotThere()
    {
        var (contest, essay) = await AddCanaryAsync();
        await AddJudgeAsync(contest.Id);
        var (other, _) = await AddCanaryAsync();
        var (stranger, member, editor) = (await AddJudgeAsync(other.Id), await CookieAsync(await Server.AddMemberAsync()), await CookieAsync(await Server.AddMemberAsync(Role.Editor)));

        foreach (var path in new[] { $"/member/judging/{essay.BlindCode}/files/1", $"/member/judging/export/{contest.Id}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(path, stranger)).Status);
            Assert.StartsWith("/account/denied", Path(await GetAsync(path, member)), StringComparison.Ordinal);
            Assert.StartsWith("/account/denied", Path(await GetAsync(path, editor)), StringComparison.Ordinal);
            Assert.StartsWith("/account/login", Path(await GetAsync(path)), StringComparison.Ordinal);
        }

        var page = await GetAsync($"/member/judging/{essay.BlindCode}", stranger);
        Assert.Contains("这篇稿件不在您的评审之列", page.Text, StringComparison.Ordinal);
        Assert.StartsWith("/account/denied", Path(await GetAsync("/member/judging", member)), StringComparison.Ordinal);
        Assert.StartsWith("/account/denied", Path(await GetAsync($"/admin/contests/{contest.Id}/judges", stranger)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JudgesPage_Organiser_SeesPanelAndEssays()
    {
        var (contest, essay) = await AddCanaryAsync();
        await AddJudgeAsync(contest.Id);
        var page = await GetAsync($"/admin/contests/{contest.Id}/judges", await CookieAsync(await Server.AddMemberAsync(Role.Editor)));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(essay.Number, page.Text, StringComparison.Ordinal);
        Assert.Contains("测试会员", page.Page.QuerySelector(".plainrows tbody")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("没有这个征文。", (await GetAsync("/admin/contests/99999/judges", await CookieAsync(await Server.AddMemberAsync(Role.Editor)))).Text, StringComparison.Ordinal);
    }

    private static string Path(Answer answer) => answer.Header("Location") is { } location ? new Uri(new Uri("http://x"), location).PathAndQuery : $"{answer.Status}";

    private async Task<(TestContest Contest, TestEssay Essay)> AddCanaryAsync()
    {
        var now = Server.Get<TimeProvider>().GetUtcNow().UtcDateTime;
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation);
        var contest = await TestContests.StoreAsync(db, now, essays: 0, judges: 0);
        // each test has canaries of its own, and members need addresses of their own
        await db.Users.Where(u => u.Email == Canary.Email).ExecuteUpdateAsync(u => u.SetProperty(x => x.Email, x => x.UserName), Cancellation);
        return (contest, await Canary.AddAsync(db, Server.Get<ContentStore>(), contest.Id, now));
    }

    /// <summary>A judge who has all essays of the contest.</summary>
    private async Task<(string, string)> AddJudgeAsync(int contestId)
    {
        var judge = await Server.AddMemberAsync(Role.Judge);
        await Server.ChangeAsync(judge, async db =>
        {
            db.ContestJudges.Add(new ContestJudge { ContestId = contestId, JudgeId = judge.Id });
            foreach (var essay in await db.Essays.Where(e => e.ContestId == contestId).ToListAsync(Cancellation))
                db.Reviews.Add(new Review { ContestId = contestId, EssayId = essay.Id, JudgeId = judge.Id, AssignedUtc = essay.SavedUtc });
            await db.SaveChangesAsync(Cancellation);
        });
        return await CookieAsync(judge);
    }

    private async Task<(string, string)> CookieAsync(TestMember member) => ("Cookie", $"portal-session={await Server.SignInAsync(member)}");
}
