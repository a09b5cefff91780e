using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ScreeningTests : CoreTest
{
    private const string Passage = "那年梅雨下得久有人忘了带走她怕被风刮坏就拿毛线拴了个圈挂在那里第二天下雨伞不见了第三天它又回来了";

    private static readonly Actor Editor = TestPortal.Editor;

    private Screening Screening => Portal.Get<Screening>();

    [Fact]
    public async Task Admit_WhileItIsOpen_IsRefused()
    {
        var (contest, _, essay) = await SentAsync();

        Assert.Equal("Phase", (await Screening.AdmitAsync(Editor, contest.Id, [essay])).Detail);
    }

    [Fact]
    public async Task Admit_AfterTheDeadline_TellsTheAuthorLiveAndByMail()
    {
        var (contest, author, essay) = await SentAsync();
        Portal.Time.Advance(TimeSpan.FromDays(2));
        using var heard = new Listener<OwnEssaysChanged>(Portal.Get<LiveFeed>(), author.MemberId);

        Assert.Equal(1, (await Screening.AdmitAsync(Editor, contest.Id, [essay, essay + 1])).Value);

        await heard.HearAsync();
        Assert.Equal(EssayState.Admitted, (await Portal.Get<Essays>().ListAsync(author, Token)).Value![0].State);
        await using var db = Portal.Db();
        Assert.Equal(1, await db.OutgoingMails.CountAsync(m => m.Kind == "essay.admitted", Token));
    }

    [Fact]
    public async Task Return_WithADeadline_LetsTheAuthorCompleteItUntilThen()
    {
        var (contest, author, essay) = await SentAsync();
        Portal.Time.Advance(TimeSpan.FromDays(2));
        var until = Portal.NowUtc.AddDays(3);

        Assert.True((await Screening.ReturnAsync(Editor, essay, "文中有姓名", until.AddHours(8))).IsDone);

        var essays = Portal.Get<Essays>();
        Assert.True((await essays.SaveAsync(author, essay, TestEssays.Writer, new EssayChange(Html: "<p>去掉了姓名的正文。</p>"))).IsDone);
        var sent = await Portal.SendAsync(author, essay);
        Assert.Equal((EssayState.Received, 2), (sent.State, sent.Version));
        Assert.True((await Screening.ReturnAsync(Editor, essay, "还有一处", until.AddHours(8))).IsDone);
        Portal.Time.Advance(TimeSpan.FromDays(4));
        Assert.Equal("Closed", (await essays.SaveAsync(author, essay, TestEssays.Writer, new EssayChange("X"))).Detail);
    }

    [Fact]
    public async Task List_NameInTextAndFileName_IsHinted()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync("方小满");
        var essay = await Portal.WriteAsync(author, contest.Id, body: "<p>我叫方小满，住在三单元。</p>");
        await Portal.SendAsync(author, essay);

        var row = Assert.Single((await Screening.ListAsync(Editor, contest.Id, cancellation: Token)).Value!.Items);

        Assert.Contains(ScreeningHint.NameInText, row.Hints);
        Assert.DoesNotContain(ScreeningHint.NameInFileName, row.Hints);
    }

    [Fact]
    public async Task List_TenThousandthNumber_ComesAfterTheOthers()
    {
        var contest = await Portal.AddOpenContestAsync(c => c.LastNumber = 9998);
        var author = await Portal.AddAuthorAsync();
        await Portal.SendAsync(author, await Portal.WriteAsync(author, contest.Id));
        await Portal.SendAsync(author, await Portal.WriteAsync(author, contest.Id));

        Assert.Equal([$"{contest.Code}-9999", $"{contest.Code}-10000"], (await Screening.ListAsync(Editor, contest.Id, cancellation: Token)).Value!.Items.Select(r => r.Number));
    }

    [Fact]
    public async Task Compare_SharedPassage_IsFoundMarkedAndStaysChecked()
    {
        var contest = await Portal.AddOpenContestAsync(c => c.MaxCharacters = 500);
        var one = await Portal.AddAuthorAsync("一");
        var two = await Portal.AddAuthorAsync("二");
        await Portal.SendAsync(one, await Portal.WriteAsync(one, contest.Id, body: $"<p>开头完全是自己写的，说的是菜场。{Passage}。</p>"));
        await Portal.SendAsync(two, await Portal.WriteAsync(two, contest.Id, body: $"<p>{Passage}。后面写到了球场边上的老人与孩子们。</p>"));

        Assert.Equal(1, (await Screening.CompareAsync(Editor, contest.Id, Token)).Value);

        var pair = Assert.Single((await Screening.SimilarAsync(Editor, contest.Id)).Value.Pairs);
        var comparison = (await Screening.CompareSideBySideAsync(Editor, pair.PairId)).Value!;
        Assert.Contains(comparison.Left, p => p.Shared == 1 && p.Text.Contains(Passage[..30], StringComparison.Ordinal));
        Assert.Contains(comparison.Right, p => p.Shared == 1 && p.Text.Contains(Passage[..30], StringComparison.Ordinal));
        Assert.Contains(comparison.Left, p => p.Shared == 0 && p.Text.Contains("菜场", StringComparison.Ordinal));
        await Screening.MarkPairAsync(Editor, pair.PairId, true);
        await Screening.CompareAsync(Editor, contest.Id, Token);
        Assert.True(Assert.Single((await Screening.SimilarAsync(Editor, contest.Id)).Value.Pairs).IsChecked);
    }

    private async Task<(Contest Contest, Actor Author, int Essay)> SentAsync()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var essay = await Portal.WriteAsync(author, contest.Id);
        await Portal.SendAsync(author, essay);
        return (contest, author, essay);
    }
}
