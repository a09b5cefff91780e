using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>What authors and organisers of a contest see, each page once: axe in light and dark, a clean console, and nothing wider than a phone.</summary>
public sealed class ContestPagesTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private const int Phone = 390;
    private const string Pen = "pen-of-the-test";
    private const string Passage = "那年梅雨下得久有人忘了带走她怕被风刮坏就拿毛线拴了个圈挂在那里第二天下雨伞不见了第三天它又回来了";

    private static readonly Actor Organiser = new(0, "test", Role.Editor);

    // between the editions only the colours differ
    private static readonly AxeRunOptions Colours = new() { RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast", "link-in-text-block"] } };

    private readonly List<string> _faults = [];

    // colours change at once
    private static BrowserNewContextOptions Calm => new() { ReducedMotion = ReducedMotion.Reduce };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AuthorsPages_InLightAndDark_PassAxeAndFitAPhone()
    {
        var author = await Server.AddMemberAsync();
        var (draft, sent) = await WriteAsync(author);
        var page = await NewPageOfAsync(author, "light..", Calm);
        await LookAsync(page, $"/contests/{draft.ContestId}/submit");
        var form = $"/contests/{draft.ContestId}/submit?essay=";
        await LookAsync(page, $"{form}{draft.Id}", async () =>
        {
            // a pair of eyes on the form as it is first, as it is written in, and under a dialog
            await Assertions.Expect(page.Locator(".panel [data-press]")).ToBeEnabledAsync();
            await CheckAsync(page, "the form, empty");
            await page.GetByLabel("题目").FillAsync("三单元门后那把挂了四年、借出去一百三十二回、只丢过一次的公用伞");
            await page.GetByLabel("街巷与邻里").CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "添加合作者" }).ClickAsync();
            await page.Locator("[data-picker][accept*='.docx']").SetInputFilesAsync(new FilePayload { Name = "一个名字很长很长的附件，里面是伞的照片和它的来历.txt", MimeType = "text/plain", Buffer = [.. "umbrella"u8] });
            await Assertions.Expect(page.Locator(".ups li")).ToContainTextAsync("已上传");
            await CheckAsync(page, "the form, filled");
            await page.GetByRole(AriaRole.Button, new() { Name = "从 Word 文件填入" }).SetInputFilesAsync(new FilePayload
            {
                Name = "灯.docx",
                MimeType = "application/octet-stream",
                Buffer = TestDocx.With(string.Concat(Enumerable.Repeat(TestDocx.P("巷口有一盏灯，很旧，很亮。"), 30))).ToBytes(),
            });
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        });
        foreach (var path in (string[])[$"{form}{draft.Id}&preview=1", $"{form}{sent}&receipt=1", "/member/essays", $"/member/essays/{sent}"])
            await LookAsync(page, path);

        Assert.True(_faults.Count == 0, string.Join('\n', _faults));
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task OrganisersPages_InLightAndDark_PassAxeAndFitAPhone()
    {
        var (contest, pair) = await JudgeAsync();
        var page = await NewPageOfAsync(await Server.AddMemberAsync(Role.Member, Role.Editor), "light..", Calm);
        var start = $"/admin/contests/{contest.Id}";
        foreach (var path in (string[])["/admin/contests", start, $"{start}/rules", $"{start}/essays", $"{start}/essays/{contest.Essays[0].Id}", $"{start}/similar", $"{start}/similar/{pair}", $"{start}/judges", $"{start}/board", $"{start}/results"])
        {
            await LookAsync(page, path, async () =>
            {
                await page.Locator(".work[data-live]").WaitForAsync();
                await Assertions.Expect(page.GetByText("正在读取…")).ToHaveCountAsync(0);
            });
        }

        Assert.True(_faults.Count == 0, string.Join('\n', _faults));
        Assert.Empty(Complaints);
    }

    /// <param name="page">Where.</param>
    /// <param name="path">Of the page.</param>
    /// <param name="arrange">What comes before the look.</param>
    private async Task LookAsync(IPage page, string path, Func<Task>? arrange = null)
    {
        await page.GotoAsync(path);
        await WaitForLiveAsync(page);
        if (arrange is not null)
            await arrange();
        await CheckAsync(page, path);
    }

    private async Task CheckAsync(IPage page, string what)
    {
        Note(await page.RunAxe(), what);
        await page.EvaluateAsync("() => { document.documentElement.dataset.theme = 'dark'; }");
        Note(await page.RunAxe(Colours), $"{what}, dark,");

        var before = page.ViewportSize!;
        await page.SetViewportSizeAsync(Phone, before.Height);
        foreach (var reading in (string[])["", "elder"])
        {
            await page.EvaluateAsync("reading => { document.documentElement.dataset.reading = reading; }", reading);
            if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") is > 0 and var wider)
                _faults.Add($"{what} {reading} is {wider} px wider than {Phone}: {await page.EvaluateAsync<string>(Widest)}");
        }

        await page.SetViewportSizeAsync(before.Width, before.Height);
        await page.EvaluateAsync("() => { document.documentElement.dataset.theme = 'light'; delete document.documentElement.dataset.reading; }");
    }

    private void Note(AxeResult axe, string where) => _faults.AddRange(axe.Violations.Select(v => $"{where} {v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));

    private const string Widest = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth).slice(0, 4).map(e => e.outerHTML.slice(0, 120)).join(' | ')";

    /// <summary>A draft that lacks everything, and an essay that was sent.</summary>
    private async Task<(Essay Draft, int Sent)> WriteAsync(TestMember author)
    {
        var draft = await Server.AddEssayAsync(author.Id, writer: null, c =>
        {
            c.Themes = ["楼道与院落", "街巷与邻里"];
            (c.MinCharacters, c.MaxCharacters, c.EssaysPerPerson, c.GraceMinutes) = (3, 500, 3, 15);
        });
        var actor = new Actor(author.Id, author.Name, Role.Member);
        var essays = Server.Get<Essays>();
        var sent = (await essays.BeginAsync(actor, draft.ContestId)).Value;
        await essays.OpenAsync(actor, sent, Pen);
        Assert.True((await essays.SaveAsync(actor, sent, Pen, new EssayChange("公用的伞", "楼道与院落", string.Concat(Enumerable.Repeat("伞的来历。", 30)), true, Html: $"<h2>伞</h2><p>{Passage}。</p>"))).IsDone);
        var receipt = await essays.SubmitAsync(actor, sent, Pen, "key");
        Assert.True(receipt.IsDone, receipt.Detail);
        return (draft, sent);
    }

    /// <summary>A judged contest with two essays that share a passage.</summary>
    private async Task<(TestContest Contest, int Pair)> JudgeAsync()
    {
        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        var contest = await TestResults.StoreJudgedAsync(db, TimeProvider.System.GetUtcNow().UtcDateTime, [(9, 9), (7, 7), (5, 6)]);
        foreach (var (i, essay) in contest.Essays.Take(2).Index())
        {
            var sent = await db.EssayRevisions.SingleAsync(r => r.EssayId == essay.Id, Token);
            sent.Body = SafeHtml.Clean(string.Create(CultureInfo.InvariantCulture, $"<p>这一篇的开头是自己写的，第 {i} 次。{Passage}。</p>"));
        }

        await db.SaveChangesAsync(Token);
        var screening = Server.Get<Screening>();
        // earlier contests of other tests may share it too
        Assert.NotEqual(0, (await screening.CompareAsync(Organiser, contest.Id, Token)).Value);
        return (contest, (await screening.SimilarAsync(Organiser, contest.Id)).Value.Pairs[0].PairId);
    }
}
