using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class OrganisingTests : CoreTest
{
    private static readonly Actor Editor = TestPortal.Editor;

    private Organising Organising => Portal.Get<Organising>();

    private ContestText Text => new()
    {
        Title = "邻里之间",
        Code = "LJ-2026",
        TimeZone = "Asia/Shanghai",
        OpensLocal = new DateTime(2026, 11, 24, 9, 0, 0),
        ClosesLocal = new DateTime(2026, 12, 24, 18, 0, 0),
        CallHtml = "<p>写一件小事。</p>",
        Themes = ["楼道", " ", "楼道", "巷口"],
        Criteria = [new(0, "立意", "看见了什么", 3, 1, 10), new(0, "文字", "", 1, 1, 5)],
        Awards = [new(0, "一等奖", 1), new(0, "二等奖", 2)],
    };

    [Fact]
    public async Task Create_Contest_IsADraftThatReadersDoNotSee()
    {
        var id = (await Organising.CreateAsync(Editor, Text)).Value;

        var made = (await Organising.GetAsync(Editor, id, Token)).Value!;
        Assert.Equal(new DateTime(2026, 12, 24, 10, 0, 0, DateTimeKind.Utc), made.Card.ClosesUtc);
        Assert.Equal(["楼道", "巷口"], made.Text.Themes);
        Assert.Equal(["立意", "文字"], made.Text.Criteria.Select(c => c.Name));
        Assert.Null(await Portal.Get<Contests>().GetAsync(id, Token));
        Assert.Empty(await Portal.Get<Contests>().ListAsync(Token));
    }

    [Fact]
    public async Task Call_WithNotice_ShowsBothAtOnce()
    {
        var id = (await Organising.CreateAsync(Editor, Text)).Value;

        Assert.True((await Organising.CallAsync(Editor, id, withNotice: true)).IsDone);

        Assert.NotNull(await Portal.Get<Contests>().GetAsync(id, Token));
        var notice = Assert.Single((await Portal.Get<Notices>().ListAsync(Actor.Visitor, 1, Token)).Items);
        Assert.Equal("邻里之间", notice.Title);
        Assert.Equal(Refusal.NotFound, (await Organising.CallAsync(Editor, id, withNotice: true)).Refused);
    }

    [Fact]
    public async Task Call_Unfinished_SaysWhatIsMissing()
    {
        var id = (await Organising.CreateAsync(Editor, Text with { CallHtml = "", Criteria = [], ClosesLocal = new DateTime(2026, 11, 1), OpensLocal = new DateTime(2026, 10, 1) })).Value;

        Assert.Equal("CallHtml Criteria ClosesLocal", (await Organising.CallAsync(Editor, id, false)).Detail);
    }

    public static TheoryData<string, Func<ContestText, ContestText>> Wrong => new()
    {
        { nameof(ContestText.Title), t => t with { Title = " " } },
        { nameof(ContestText.Code), t => t with { Code = "LJ 2026" } },
        { nameof(ContestText.TimeZone), t => t with { TimeZone = "Asia/Qinghe" } },
        { nameof(ContestText.ClosesLocal), t => t with { ClosesLocal = t.OpensLocal } },
        { nameof(ContestText.ReviewsDueLocal), t => t with { ReviewsDueLocal = t.ClosesLocal } },
        { nameof(ContestText.MaxCharacters), t => t with { MinCharacters = 10, MaxCharacters = 9 } },
        { nameof(ContestText.GraceMinutes), t => t with { GraceMinutes = 1441 } },
        { nameof(ContestText.Criteria), t => t with { Criteria = [new(0, "立意", "", 1, 5, 5)] } },
        { nameof(ContestText.Awards), t => t with { Awards = [new(0, "", 1)] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Create_SomethingWrong_NamesTheField(string field, Func<ContestText, ContestText> change) =>
        Assert.Equal((Refusal.Invalid, field), (await Organising.CreateAsync(Editor, change(Text))) is var made ? (made.Refused!.Value, made.Detail) : default);

    [Fact]
    public async Task Change_ByTwo_TheSecondIsToldAndNothingIsOverwritten()
    {
        var id = (await Organising.CreateAsync(Editor, Text)).Value;
        var read = (await Organising.GetAsync(Editor, id, Token)).Value!.Text;

        Assert.True((await Organising.ChangeAsync(Editor, id, read with { Title = "第一个人" })).IsDone);
        Assert.Equal(Refusal.Stale, (await Organising.ChangeAsync(Editor, id, read with { Title = "第二个人" })).Refused);

        var now = (await Organising.GetAsync(Editor, id, Token)).Value!.Text;
        Assert.Equal("第一个人", now.Title);
        Assert.Equal(read.Criteria, now.Criteria);
    }

    [Fact]
    public async Task Change_RubricAndCode_AreFixedOnceUsed()
    {
        var contest = await Portal.AddContestAsync(change: c => c.MaxCharacters = 5000);
        var read = (await Organising.GetAsync(Editor, contest.Id, Token)).Value!.Text;
        Assert.True((await Organising.ChangeAsync(Editor, contest.Id, read with { Criteria = [.. read.Criteria, new(0, "材料", "", 1, 1, 10)] })).IsDone);
        await using (var db = Portal.Db())
            await db.Reviews.ExecuteUpdateAsync(r => r.SetProperty(x => x.SavedUtc, Portal.NowUtc), Token);
        read = (await Organising.GetAsync(Editor, contest.Id, Token)).Value!.Text;

        Assert.Equal("Criteria", (await Organising.ChangeAsync(Editor, contest.Id, read with { Criteria = read.Criteria.Take(1).ToList() })).Detail);
        Assert.Equal("Code", (await Organising.ChangeAsync(Editor, contest.Id, read with { Code = "ANDERS" })).Detail);
        Assert.True((await Organising.ChangeAsync(Editor, contest.Id, read with { Title = "只改题目" })).IsDone);
    }

    [Fact]
    public async Task Extend_OpenContest_IsHeardByOpenForms()
    {
        var contest = await Portal.AddOpenContestAsync();
        using var heard = new Listener<ContestChanged>(Portal.Get<LiveFeed>(), contest.Id);

        Assert.True((await Organising.ExtendAsync(Editor, contest.Id, contest.ClosesUtc.AddHours(8).AddDays(1))).IsDone);

        await heard.HearAsync();
        Assert.Equal(contest.ClosesUtc.AddDays(1), (await Portal.Get<Contests>().GetAsync(contest.Id, Token))!.Card.ClosesUtc);
        Assert.Equal("closesLocal", (await Organising.ExtendAsync(Editor, contest.Id, contest.ClosesUtc.AddHours(8))).Detail);
    }

    [Fact]
    public async Task Remind_UnsentDrafts_OnceADay()
    {
        var contest = await Portal.AddOpenContestAsync();
        var author = await Portal.AddAuthorAsync();
        await Portal.WriteAsync(author, contest.Id);
        // nobody wrote a word in this one
        await Portal.Get<Essays>().BeginAsync(author, contest.Id);
        var sender = await Portal.AddAuthorAsync("何青");
        await Portal.SendAsync(sender, await Portal.WriteAsync(sender, contest.Id));

        Assert.Equal(1, (await Organising.RemindAsync(Editor, contest.Id)).Value);
        Assert.Equal(0, (await Organising.RemindAsync(Editor, contest.Id)).Value);

        await using var db = Portal.Db();
        Assert.Equal(1, await db.OutgoingMails.CountAsync(m => m.Kind == "essay.reminder", Token));
    }
}
