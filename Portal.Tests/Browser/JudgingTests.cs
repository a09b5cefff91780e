using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>A judge at work in a real browser.</summary>
public sealed class JudgingTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private const string Comment = "写得有耐心，结尾可以更短。";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Judge_ByKeyboard_ReviewsAnEssayFromTheQueueToTheSubmit()
    {
        var (judge, essay, _) = await ArrangeAsync();
        var page = await NewPageOfAsync(judge);
        await GoToAsync(page, "/member/judging");
        await WaitForLiveAsync(page);
        await Assertions.Expect(page.GetByText("已评 0 / 1 篇")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "第1条巷子" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".paper .body")).ToContainTextAsync("修车的人在等下雨。");

        // a digit for a score, and Tab to the next
        await page.GetByRole(AriaRole.Group, new() { Name = "立意" }).GetByRole(AriaRole.Radio).First.FocusAsync();
        await page.Keyboard.PressAsync("8");
        await Assertions.Expect(page.GetByRole(AriaRole.Group, new() { Name = "立意" }).GetByRole(AriaRole.Radio, new() { Name = "8" })).ToBeCheckedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.GetByText("“文字”还没有打分")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".saved")).ToContainTextAsync("已保存 ");

        // the comment is kept while it is typed, without leaving the field
        await page.Locator(".paper[data-ready]").WaitForAsync();
        await page.GetByLabel("给作者的评语").FocusAsync();
        await page.Keyboard.InsertTextAsync(Comment);
        await Assertions.Expect(page.GetByText("都填好了，可以提交。")).ToBeVisibleAsync();
        Assert.Equal(Comment, (await ReviewAsync(essay)).CommentForAuthor);

        // a note beside a paragraph, chosen without a mouse
        await page.GetByRole(AriaRole.Button, new() { Name = "添加批注" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("批注哪里").SelectOptionAsync(new SelectOptionValue { Label = "修车的人在等下雨。" });
        await page.GetByLabel("批注内容").FillAsync("这句最好");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存批注" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator(".paper mark")).ToHaveTextAsync("修车的人在等下雨。");

        await page.GetByRole(AriaRole.Button, new() { Name = "提交评审" }).PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "重新打开" })).ToBeVisibleAsync();
        var review = await ReviewAsync(essay);
        Assert.Equal((ReviewState.Submitted, "修车的人在等下雨。"), (review.State, review.Notes.Single().Quote));
        Assert.Equal(2, review.Scores.Count);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Judge_SelectsAPassageWithTheMouse_SeesItMarkedAndAgainAfterAReload()
    {
        var (judge, essay, _) = await ArrangeAsync();
        var page = await NewPageOfAsync(judge);
        await GoToAsync(page, $"/member/judging/{essay.BlindCode}");
        await page.Locator(".paper[data-ready]").WaitForAsync();
        await page.EvaluateAsync("""
            () => {
              const paragraphs = document.querySelectorAll('.paper .body p, .paper .body h2');
              getSelection().setBaseAndExtent(paragraphs[0].firstChild, 3, paragraphs[1].firstChild, 2);
            }
            """);
        await page.GetByRole(AriaRole.Button, new() { Name = "添加批注" }).ClickAsync();
        await page.GetByLabel("批注内容").FillAsync("从这里到标题");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存批注" }).ClickAsync();

        string[] marked = ["巷子从早上六点开始有声音。", "修车"];
        await Assertions.Expect(page.Locator(".paper mark")).ToHaveTextAsync(marked);
        Assert.Equal("巷子从早上六点开始有声音。\n修车", (await ReviewAsync(essay)).Notes.Single().Quote);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".paper mark")).ToHaveTextAsync(marked);

        await page.GetByRole(AriaRole.Button, new() { Name = "删除批注" }).ClickAsync();
        await Assertions.Expect(page.Locator(".paper mark")).ToHaveCountAsync(0);
        Assert.Equal("第1条巷子从早上六点开始有声音。", await page.Locator(".paper .body p").First.InnerTextAsync());
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Comment_ReloadedBeforeItWasSent_ComesBackAndIsKept()
    {
        var (judge, essay, _) = await ArrangeAsync();
        var page = await NewPageOfAsync(judge);
        await GoToAsync(page, $"/member/judging/{essay.BlindCode}");
        await page.Locator(".paper[data-ready]").WaitForAsync();
        await page.GetByLabel("给作者的评语").FocusAsync();
        await page.Keyboard.InsertTextAsync(Comment);
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByLabel("给作者的评语")).ToHaveValueAsync(Comment);
        await Assertions.Expect(page.Locator("[data-keep=author]")).ToHaveAttributeAsync("data-kept", $"{Comment.Length}");
        Assert.Equal(Comment, (await ReviewAsync(essay)).CommentForAuthor);
        Assert.Equal(0, await page.EvaluateAsync<int>("Object.keys(sessionStorage).filter(k => k.startsWith('review/')).length"));
    }

    [Fact]
    public async Task Judge_TwoWindows_SeeEachOthersScores()
    {
        var (judge, essay, _) = await ArrangeAsync();
        var first = await NewPageOfAsync(judge);
        var second = await NewPageOfAsync(judge);
        foreach (var page in new[] { first, second })
        {
            await GoToAsync(page, $"/member/judging/{essay.BlindCode}");
            await WaitForLiveAsync(page);
        }

        await first.GetByRole(AriaRole.Group, new() { Name = "立意" }).GetByRole(AriaRole.Radio, new() { Name = "7" }).CheckAsync();
        await Assertions.Expect(second.GetByRole(AriaRole.Group, new() { Name = "立意" }).GetByRole(AriaRole.Radio, new() { Name = "7" })).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Judge_DeclaresAConflict_TheEssayIsGoneAndTheOrganiserSeesIt()
    {
        var (judge, essay, contest) = await ArrangeAsync();
        var organiser = await NewPageOfAsync(await Server.AddMemberAsync(Role.Editor));
        await GoToAsync(organiser, $"/admin/contests/{contest}/judges");
        await WaitForLiveAsync(organiser);

        var page = await NewPageOfAsync(judge);
        await GoToAsync(page, $"/member/judging/{essay.BlindCode}");
        await WaitForLiveAsync(page);
        await page.GetByText("回避", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("原因").FillAsync("作者是我的学生");
        await page.GetByRole(AriaRole.Button, new() { Name = "确认回避" }).ClickAsync();
        await Assertions.Expect(page.GetByText("已为您回避，我们会另请评委。")).ToBeVisibleAsync();

        await Assertions.Expect(organiser.GetByText("回避：作者是我的学生")).ToBeVisibleAsync();
        // and gives it to nobody else: there is no other judge
        await organiser.GetByRole(AriaRole.Button, new() { Name = "自动分派" }).ClickAsync();
        await Assertions.Expect(organiser.GetByText("测试会员已经回避")).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData("light..", 1440)]
    [InlineData("dark..", 820)]
    [InlineData("contrast..", 1440)]
    [InlineData(".elder.", 1440)]
    [InlineData("light..", 390)]
    public async Task Pages_InEachEdition_PassAxeAndFitTheWindow(string look, int width)
    {
        var (judge, essay, contest) = await ArrangeAsync();
        var actor = new Actor(judge.Id, judge.Name, Role.Judge);
        var judging = Server.Get<Judging>();
        Assert.True((await judging.SaveNoteAsync(actor, essay.BlindCode, 3, 12, "这句最好")).IsDone);
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token))
            Assert.True((await judging.SaveScoreAsync(actor, essay.BlindCode, await db.Criteria.Where(c => c.ContestId == contest).Select(c => c.Id).FirstAsync(Token), 8)).IsDone);

        var options = new BrowserNewContextOptions { ViewportSize = new() { Width = width, Height = 900 } };
        var page = await NewPageOfAsync(judge, look, options);
        var organiser = await NewPageOfAsync(await Server.AddMemberAsync(Role.Editor), look, options);
        foreach (var (browser, path) in new[] { (page, "/member/judging"), (page, $"/member/judging/{essay.BlindCode}"), (organiser, $"/admin/contests/{contest}/judges") })
        {
            await browser.GotoAsync(path);
            await WaitForLiveAsync(browser);
            if (path.EndsWith("judges", StringComparison.Ordinal))
            {
                await browser.GetByRole(AriaRole.Button, new() { Name = "自动分派" }).ClickAsync();
                await Assertions.Expect(browser.GetByText("评委会的人数不够")).ToBeVisibleAsync();
            }

            var axe = await browser.RunAxe();
            Assert.Empty(axe.Violations.Select(v => $"{path} {look}: {v.Id} {v.Nodes.FirstOrDefault()?.Html}"));
            Assert.True(await browser.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{path} {look} {width} is wider than the window");
        }

        Assert.Empty(Complaints);
    }

    private async Task<(TestMember Judge, TestEssay Essay, int ContestId)> ArrangeAsync()
    {
        var judge = await Server.AddMemberAsync(Role.Judge);
        var now = Server.Get<TimeProvider>().GetUtcNow().UtcDateTime;
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        var contest = await TestContests.StoreAsync(db, now, essays: 1, judges: 0, change: c => c.JudgesPerEssay = 2);
        db.ContestJudges.Add(new ContestJudge { ContestId = contest.Id, JudgeId = judge.Id });
        db.Reviews.Add(new Review { ContestId = contest.Id, EssayId = contest.Essays[0].Id, JudgeId = judge.Id, AssignedUtc = now });
        await db.SaveChangesAsync(Token);
        return (judge, contest.Essays[0], contest.Id);
    }

    private async Task<Review> ReviewAsync(TestEssay essay)
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        return await db.Reviews.AsNoTracking().SingleAsync(r => r.EssayId == essay.Id, Token);
    }
}
