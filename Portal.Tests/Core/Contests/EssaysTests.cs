using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class EssaysTests : CoreTest
{
    private const string Writer = TestEssays.Writer;

    private Essays Essays => Portal.Get<Essays>();

    [Fact]
    public async Task Save_AField_KeepsItAndLeavesTheOthers()
    {
        var (author, id) = await BeginAsync();
        await Essays.SaveAsync(author, id, Writer, new EssayChange(Title: "伞", Abstract: "一把伞。"));

        await Essays.SaveAsync(author, id, Writer, new EssayChange(Html: "<p>钉子上挂着伞。</p><script>alert(1)</script>", Coauthors: [new(" 何青 ", "书屋")]));

        var draft = (await Essays.OpenAsync(author, id)).Value!;
        Assert.Equal(("伞", "一把伞。", "<p>钉子上挂着伞。</p>", 7), (draft.Title, draft.Abstract, draft.Body.Html, draft.Characters));
        Assert.Equal(("何青", "书屋"), (draft.Coauthors[0].Name, draft.Coauthors[0].Unit));
        Assert.True(draft.HasUnsentChanges);
    }

    [Fact]
    public async Task Save_AfterTheServerWasKilled_GoesOnWithEveryWordAndTheSameWindow()
    {
        var (author, id) = await BeginAsync();
        await Essays.SaveAsync(author, id, Writer, new EssayChange(Title: "断电之前"));

        await Portal.KillAndStartAsync();

        Assert.Equal("断电之前", (await Essays.OpenAsync(author, id)).Value!.Title);
        Assert.True((await Essays.SaveAsync(author, id, Writer, new EssayChange(Abstract: "断电之后"))).IsDone);
    }

    [Fact]
    public async Task Open_InASecondWindow_TellsAndTakesOverOnlyWhenAsked()
    {
        var (author, id) = await BeginAsync();
        using var held = Essays.Hold(id, Writer);
        using var moved = new Listener<PenMoved>(Portal.Get<LiveFeed>(), id);

        Assert.True((await Essays.OpenAsync(author, id, "zweites")).Value!.HeldElsewhere);
        Assert.Equal(Refusal.Stale, (await Essays.SaveAsync(author, id, "zweites", new EssayChange("X"))).Refused);
        Assert.True((await Essays.SaveAsync(author, id, Writer, new EssayChange("第一个窗口"))).IsDone);

        var taken = (await Essays.OpenAsync(author, id, "zweites", takeOver: true)).Value!;

        Assert.False(taken.HeldElsewhere);
        Assert.Equal("第一个窗口", taken.Title);
        Assert.Equal("zweites", (await moved.HearAsync()).Writer);
        Assert.Equal(Refusal.Stale, (await Essays.SaveAsync(author, id, Writer, new EssayChange("第一个窗口再写"))).Refused);
        Assert.True((await Essays.SaveAsync(author, id, "zweites", new EssayChange("第二个窗口"))).IsDone);
    }

    [Fact]
    public async Task Open_AfterTheOtherWindowHasGone_TakesThePenUnasked()
    {
        var (author, id) = await BeginAsync();
        Essays.Hold(id, Writer).Dispose();

        Assert.False((await Essays.OpenAsync(author, id, "zweites")).Value!.HeldElsewhere);
        Assert.True((await Essays.SaveAsync(author, id, "zweites", new EssayChange("换一台电脑"))).IsDone);
    }

    [Fact]
    public async Task Submit_CompleteEssay_GivesNumberHashAndMail()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var id = await Portal.WriteAsync(author, contest.Id);

        var receipt = await Portal.SendAsync(author, id);

        Assert.Equal(($"{contest.Code}-0001", 1, EssayState.Received, false), (receipt.Number, receipt.Version, receipt.State, receipt.IsInGrace));
        Assert.Equal(receipt.Sha256, Convert.ToHexStringLower(SHA256.HashData((await Essays.CopyAsync(author, id)).Value!)));
        await using var db = Portal.Db();
        var mail = await db.OutgoingMails.SingleAsync(m => m.Kind == "essay.received", Token);
        Assert.Contains(receipt.Number, mail.Text, StringComparison.Ordinal);
        Assert.Contains(receipt.Sha256, mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_TheSameKeyManyTimesAtOnce_SendsOnce()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var id = await Portal.WriteAsync(author, contest.Id);

        var receipts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Essays.SubmitAsync(author, id, Writer, "one"))));

        Assert.All(receipts, r => Assert.True(r.IsDone));
        Assert.Single(receipts.Select(r => r.Value!.Sha256).Distinct());
        await using var db = Portal.Db();
        Assert.Equal(1, await db.EssayRevisions.CountAsync(r => r.EssayId == id, Token));
        Assert.Equal(1, await db.OutgoingMails.CountAsync(Token));
    }

    [Fact]
    public async Task Submit_AnotherKeyWithNothingChanged_BringsTheSameReceipt()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var id = await Portal.WriteAsync(author, contest.Id);
        var first = await Portal.SendAsync(author, id);

        var second = await Portal.SendAsync(author, id);

        Assert.Equal((first.Sha256, 1), (second.Sha256, second.Version));
    }

    [Fact]
    public async Task Submit_AfterAChange_IsANewVersionWithTheSameNumber()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var id = await Portal.WriteAsync(author, contest.Id);
        var first = await Portal.SendAsync(author, id);
        await Essays.SaveAsync(author, id, Writer, new EssayChange("改过的题目"));

        var second = await Portal.SendAsync(author, id);

        Assert.Equal((first.Number, 2, "改过的题目"), (second.Number, second.Version, second.Title));
        Assert.NotEqual(first.Sha256, second.Sha256);
    }

    [Fact]
    public async Task Submit_SomethingMissing_NamesAllOfIt()
    {
        var contest = await Portal.AddOpenContestAsync(c => (c.Themes, c.MinAbstract, c.MaxAbstract) = (["楼道"], 5, 50));
        var author = await Portal.AddAuthorAsync();
        var id = (await Essays.BeginAsync(author, contest.Id)).Value;
        await Essays.OpenAsync(author, id, Writer);

        var refused = await Essays.SubmitAsync(author, id, Writer, "k");

        Assert.Equal((Refusal.Invalid, "Title Theme AbstractTooShort BodyTooShort Original"), (refused.Refused!.Value, refused.Detail));
        Assert.Equal([new(EssayLack.Title), new(EssayLack.Theme), new(EssayLack.AbstractTooShort, 5), new(EssayLack.BodyTooShort, 3), new(EssayLack.Original)], (await Essays.ProgressAsync(author, id)).Value!.Gaps);
    }

    [Fact]
    public async Task Submit_BegunBeforeTheDeadlineArrivedInGrace_Counts()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var id = await Portal.WriteAsync(author, contest.Id);
        Portal.Time.Advance(contest.ClosesUtc - Portal.NowUtc + TimeSpan.FromMinutes(15));

        var sent = await Essays.SubmitAsync(author, id, Writer, "k", contest.ClosesUtc.AddSeconds(-1));

        Assert.True(sent.IsDone, sent.Detail);
        Assert.True(sent.Value.IsInGrace);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, null)]
    [InlineData(901, -1)]
    public async Task Submit_TooLate_IsRefused(int secondsAfter, int? begunSecondsAfter)
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var id = await Portal.WriteAsync(author, contest.Id);
        Portal.Time.Advance(contest.ClosesUtc - Portal.NowUtc + TimeSpan.FromSeconds(secondsAfter));

        var sent = await Essays.SubmitAsync(author, id, Writer, "k", begunSecondsAfter is { } s ? contest.ClosesUtc.AddSeconds(s) : null);

        Assert.Equal((Refusal.Invalid, "Closed"), (sent.Refused!.Value, sent.Detail));
    }

    [Fact]
    public async Task Submit_WithAPersonalLink_CountsUntilItRunsOutAndForNobodyElse()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var other = await Portal.AddAuthorAsync("何青");
        var id = await Portal.WriteAsync(author, contest.Id);
        var key = (await Portal.Get<Organising>().GiveLateAccessAsync(TestPortal.Editor, contest.Id, "方小满，出差", contest.ClosesUtc.AddHours(8 + 48))).Value!;
        Portal.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(EntryBar.Closed, (await Essays.DeskAsync(author, contest.Id, Token)).Value!.Bar);

        Assert.True((await Essays.UseLateAccessAsync(author, contest.Id, key)).IsDone);

        Assert.Equal(Refusal.NotFound, (await Essays.UseLateAccessAsync(other, contest.Id, key)).Refused);
        Assert.Equal(EntryBar.Closed, (await Essays.DeskAsync(other, contest.Id, Token)).Value!.Bar);
        Assert.True((await Essays.DeskAsync(author, contest.Id, Token)).Value!.IsLate);
        await Portal.SendAsync(author, id);
        Portal.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(Refusal.Invalid, (await Essays.SaveAsync(author, id, Writer, new EssayChange("X"))).Refused);
    }

    [Fact]
    public async Task Withdraw_UntilTheDeadline_KeepsNumberAndText()
    {
        var contest = await Portal.AddOpenContestAsync(c => c.EssaysPerPerson = 1);
        var author = await Portal.AddAuthorAsync();
        var id = await Portal.WriteAsync(author, contest.Id);
        var number = (await Portal.SendAsync(author, id)).Number;

        Assert.True((await Essays.WithdrawAsync(author, id)).IsDone);

        Assert.Equal(0, (await Portal.Get<Contests>().GetAsync(contest.Id, Token))!.Received);
        Assert.True((await Essays.BeginAsync(author, contest.Id)).IsDone);
        Assert.Equal("Enough", (await Essays.SubmitAsync(author, id, Writer, "again")).Detail);
        Assert.Equal((number, "公用的伞"), ((await Essays.ReceiptAsync(author, id)).Value!.Number, (await Essays.OpenAsync(author, id)).Value!.Title));
        Portal.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(Refusal.NotFound, (await Essays.WithdrawAsync(author, id)).Refused);
    }

    [Theory]
    [InlineData(Eligibility.Members, MemberState.Pending, false, EntryBar.NotMember)]
    [InlineData(Eligibility.Members, MemberState.Active, false, EntryBar.None)]
    [InlineData(Eligibility.Units, MemberState.Active, false, EntryBar.NoUnit)]
    [InlineData(Eligibility.Units, MemberState.Active, true, EntryBar.None)]
    [InlineData(Eligibility.Public, MemberState.Pending, false, EntryBar.None)]
    public async Task Begin_ByWhomever_FollowsTheRule(Eligibility eligibility, MemberState state, bool hasUnit, EntryBar expected)
    {
        var contest = await Portal.AddOpenContestAsync(c => c.Eligibility = eligibility);
        var author = await Portal.AddAuthorAsync();
        var unit = new CouncilUnit { Name = "一间书屋" };
        await Portal.StoreAsync(unit);
        await using (var db = Portal.Db())
            await db.Users.Where(u => u.Id == author.MemberId).ExecuteUpdateAsync(u => u.SetProperty(x => x.State, state).SetProperty(x => x.UnitId, hasUnit ? unit.Id : null), Token);

        var begun = await Essays.BeginAsync(author, contest.Id);

        Assert.Equal(expected, (await Essays.DeskAsync(author, contest.Id, Token)).Value!.Bar);
        Assert.Equal(expected == EntryBar.None ? null : expected.ToString(), begun.Detail);
    }

    [Fact]
    public async Task Begin_ManyAtOnce_NeverMoreThanAPersonMay()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();

        var begun = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Essays.BeginAsync(author, contest.Id))));

        Assert.Equal(2, begun.Count(b => b.IsDone));
    }

    [Fact]
    public async Task Delete_TheAuthorsAccount_KeepsNumberAndTextAndLosesThePerson()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync("方小满");
        var sent = await Portal.WriteAsync(author, contest.Id);
        var number = (await Portal.SendAsync(author, sent)).Number;
        var draft = await Portal.WriteAsync(author, contest.Id);

        Assert.True((await Portal.Get<Members>().DeleteAsync(author, author.MemberId)).IsDone);

        await using var db = Portal.Db();
        var essay = await db.Essays.AsNoTracking().SingleAsync(e => e.ContestId == contest.Id, Token);
        var revision = await db.EssayRevisions.AsNoTracking().SingleAsync(r => r.EssayId == essay.Id, Token);
        Assert.Equal((sent, number, null), (essay.Id, essay.Number, essay.MemberId));
        Assert.Empty(revision.Authors);
        Assert.Equal("公用的伞", revision.Title);
        Assert.NotEqual(draft, essay.Id);
    }

    [Fact]
    public async Task Submit_ManyAuthorsInTheLastMinute_NoneLostNoneTwice()
    {
        const int Authors = 40;
        var contest = await Portal.AddOpenContestAsync();
        List<(Actor Author, int Essay)> all = [];
        for (var i = 0; i < Authors; i++)
        {
            var author = await Portal.AddAuthorAsync($"作者{i}");
            all.Add((author, await Portal.WriteAsync(author, contest.Id, $"第{i}篇")));
        }

        var receipts = await Task.WhenAll(all.SelectMany(a => Enumerable.Range(0, 2).Select(_ => Task.Run(() => Essays.SubmitAsync(a.Author, a.Essay, Writer, $"k{a.Essay}")))));

        Assert.All(receipts, r => Assert.True(r.IsDone, r.Detail));
        Assert.Equal(Authors, receipts.Select(r => r.Value!.Number).Distinct().Count());
        await using var db = Portal.Db();
        Assert.Equal(Authors, await db.EssayRevisions.CountAsync(Token));
        Assert.Equal(Authors, await db.OutgoingMails.CountAsync(Token));
    }

    private async Task<(Actor Author, int Essay)> BeginAsync()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        var id = (await Essays.BeginAsync(author, contest.Id)).Value;
        await Essays.OpenAsync(author, id, Writer);
        return (author, id);
    }
}
