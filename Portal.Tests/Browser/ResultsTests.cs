using System.Text;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>From the board to the certificate, in a browser.</summary>
public sealed partial class ResultsTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private static readonly Actor Editor = new(0, "test", Role.Editor);

    [Fact]
    public async Task Organiser_FromTheBoardToThePublishedList()
    {
        var contest = await StoreAsync([(9, 9), (7, 7), (5, 6)]);
        var page = await NewPageOfAsync(await Server.AddMemberAsync(Role.Member, Role.Editor));
        await page.GotoAsync($"/admin/contests/{contest.Id}/board");
        await WaitForLiveAsync(page);
        await page.GetByLabel($"{contest.Essays[1].Number} 的奖项").SelectOptionAsync("一等奖");
        await Assertions.Expect(page.GetByLabel($"{contest.Essays[0].Number} 的理由")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "完成评定" }).ClickAsync();
        await Assertions.Expect(page.GetByText($"还没有写理由：{contest.Essays[0].Number} {contest.Essays[1].Number}")).ToBeVisibleAsync();
        await AssertAxeAsync(page);

        var reason = page.GetByLabel($"{contest.Essays[0].Number} 的理由");
        await reason.FillAsync("与已发表的文章相同");
        await reason.BlurAsync();
        await Assertions.Expect(page.GetByText("请写明理由。")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "完成评定" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "公布结果" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "写通知信" }).ClickAsync();
        await Assertions.Expect(page.GetByText("写好 3 封，请过目。")).ToBeVisibleAsync();
        await page.Locator(".letters summary").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "修改" }).First.ClickAsync();
        await page.GetByLabel("主题行").FillAsync("请您核对");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.GetByText("信已改好。")).ToBeVisibleAsync();
        await AssertAxeAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "现在公布" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "公布", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "获奖作品刊登" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "送编辑部" }).ClickAsync();
        await Assertions.Expect(page.GetByText("已在文章列表里")).ToBeVisibleAsync();

        await page.GotoAsync($"/contests/{contest.Id}/results");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "第2条巷子" })).ToBeVisibleAsync();
        await AssertAxeAsync(page);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Board_Opened_DecidesNothingByItself()
    {
        var contest = await StoreAsync([(9, 9), (7, 7)]);
        var page = await NewPageOfAsync(await Server.AddMemberAsync(Role.Member, Role.Editor));
        // the page goes live in place of the one that was served: no list in it may say that somebody has chosen
        await page.AddInitScriptAsync("window.changes = 0; document.addEventListener('change', () => window.changes++, true)");
        await page.GotoAsync($"/admin/contests/{contest.Id}/board");
        await page.Locator(".work[data-live]").WaitForAsync();
        await page.GetByLabel($"{contest.Essays[0].Number} 的奖项").SelectOptionAsync("一等奖");
        await Assertions.Expect(page.GetByText("已记下。")).ToBeVisibleAsync();

        Assert.Equal(1, await page.EvaluateAsync<int>("window.changes"));
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal([$"essay/{contest.Essays[0].Id}"], await db.AuditEntries.Where(a => a.Action == "essay.decide" && (a.Subject == $"essay/{contest.Essays[0].Id}" || a.Subject == $"essay/{contest.Essays[1].Id}")).Select(a => a.Subject).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("第1条巷子", "作者1")]
    [InlineData("三单元门后那把挂了四年、借出去一百三十二回、只丢过一次的没有主人的黑色公用伞和它的钉子", "欧阳方小满、司徒何青云、Christopher Featherstonehaugh-Montgomery")]
    public async Task Certificate_Printed_IsOneSheetOfA4(string title, string names)
    {
        var contest = await TestResults.AddDecidedAsync(Server);
        await Server.Get<Publication>().PublishNowAsync(Editor, contest.Id);
        var certificate = (await Server.Get<Publication>().CertificatesAsync(Editor, contest.Id)).Value![0];
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await db.Certificates.Where(c => c.Id == certificate.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.EssayTitle, title).SetProperty(x => x.Names, names).SetProperty(x => x.ContestTitle, "“邻里之间”二〇二六年度社区生活征文活动（第十二届）"), TestContext.Current.CancellationToken);
        }

        var page = await NewPageAsync();
        await page.GotoAsync($"/certificates/{certificate.Key}/print");
        await AssertAxeAsync(page);
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "打印" })).ToBeHiddenAsync();
        // nothing is cut off, and the code leads to where it is checked
        Assert.True(await page.Locator(".certificate").EvaluateAsync<bool>("c => c.scrollHeight <= c.clientHeight + 1 && c.scrollWidth <= c.clientWidth + 1"));
        Assert.True(await page.Locator(".certificate img").EvaluateAsync<bool>("i => i.complete && i.naturalWidth > 0"));
        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true });

        Assert.Single(PdfPage().Matches(Encoding.Latin1.GetString(pdf)));
        Assert.Empty(Complaints);
    }

    private static async Task AssertAxeAsync(IPage page)
    {
        var result = await page.RunAxe();
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}")));
    }

    private async Task<TestContest> StoreAsync((int, int)[] scores)
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await TestResults.StoreJudgedAsync(db, TimeProvider.System.GetUtcNow().UtcDateTime, scores);
    }

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex PdfPage();
}
