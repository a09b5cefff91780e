using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class OverviewTests : CoreTest
{
    private Overview Overview => Portal.Get<Overview>();

    [Fact]
    public async Task Waiting_EachRole_SeesItsOwnTasksOnly()
    {
        var contest = new Contest { Title = "邻里", Code = "L1", TimeZone = "Asia/Shanghai", Stage = ContestStage.Called, OpensUtc = Portal.NowUtc, ClosesUtc = Portal.NowUtc.AddDays(1) };
        var judged = new Contest { Title = "青年", Code = "L2", TimeZone = "Asia/Shanghai", Stage = ContestStage.Judging, OpensUtc = Portal.NowUtc, ClosesUtc = Portal.NowUtc };
        await Portal.StoreAsync(contest, judged);
        var essay = new Essay { ContestId = contest.Id, BlindCode = "a", State = EssayState.Received };
        var other = new Essay { ContestId = judged.Id, BlindCode = "b", State = EssayState.Admitted };
        await Portal.StoreAsync(essay, other, new Essay { ContestId = contest.Id, BlindCode = "c", State = EssayState.Draft });
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("pingwei", "pingwei@qinghe.example", "评委", TestMember.Password, [Role.Judge, Role.Editor]));
        await Portal.StoreAsync(
            new Review { ContestId = judged.Id, EssayId = other.Id, JudgeId = made.Value, AssignedUtc = Portal.NowUtc },
            new OutgoingMail { To = "a@qinghe.example", ToName = "", Language = "en", Subject = "x", Text = "x", Kind = "essay.received", MessageId = "1@x", State = MailState.Failed, CreatedUtc = Portal.NowUtc });

        var judge = (await Overview.WaitingAsync(new Actor(made.Value, "pingwei", Role.Judge, Role.Editor), Token)).Value!;
        var administrator = (await Overview.WaitingAsync(TestPortal.Administrator, Token)).Value!;

        Assert.Equal([new WaitingLine(contest.Id, "邻里", 1)], judge.ToScreen);
        Assert.Equal((1, 0), (judge.Reviews, judge.FailedMails));
        Assert.Equal((0, 1), (administrator.Reviews, administrator.FailedMails));
        Assert.False(administrator.LogIsBroken);
    }

    [Fact]
    public async Task Waiting_AfterABrokenVerification_SaysSo()
    {
        await Portal.AddArticleAsync();
        await Portal.ExecuteAsync("DROP TRIGGER \"AuditFixed\"; UPDATE \"AuditEntries\" SET \"Detail\" = '别的'");
        await Portal.Get<AuditLog>().VerifyAsync(Actor.Console, cancellation: Token);

        Assert.True((await Overview.WaitingAsync(TestPortal.Administrator, Token)).Value!.LogIsBroken);
        Assert.False((await Overview.WaitingAsync(TestPortal.Editor, Token)).Value!.LogIsBroken);
    }

    [Fact]
    public async Task Live_Readers_AreCountedByArticleAndViewsByMinute()
    {
        var (one, two) = (await Portal.AddArticleAsync("甲"), await Portal.AddArticleAsync("乙"));
        using var first = Portal.Get<ReadersNow>().Join(Guid.NewGuid(), two);
        using var second = Portal.Get<ReadersNow>().Join(Guid.NewGuid(), two);
        using var third = Portal.Get<ReadersNow>().Join(Guid.NewGuid(), one);
        var views = Portal.Get<ViewCounter>();
        views.Record(Guid.NewGuid(), one);
        Portal.Time.Advance(TimeSpan.FromMinutes(2));
        views.Record(Guid.NewGuid(), one);
        views.Record(Guid.NewGuid(), two);

        var live = (await Overview.LiveAsync(TestPortal.Editor, Token)).Value!;

        Assert.Equal(3, live.Readers);
        Assert.Equal([new WaitingLine(two, "乙", 2), new WaitingLine(one, "甲", 1)], live.Articles);
        Assert.Equal([1, 0, 2], live.Minutes.TakeLast(3));
        Portal.Time.Advance(TimeSpan.FromMinutes(ViewCounter.MinutesKept - 1));
        Assert.Equal([2, .. Enumerable.Repeat(0, ViewCounter.MinutesKept - 1)], views.Minutes());
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, views.Minutes().Sum());
    }

    [Fact]
    public async Task Days_CountByTheSocietysCalendar()
    {
        var article = await Portal.AddArticleAsync();
        // 23:30 and 00:30 in Shanghai
        await Portal.StoreAsync(
            new ArticleDay { Day = new DateOnly(2026, 11, 22), ArticleId = article, Views = 7 },
            Joined("a", new DateTime(2026, 11, 22, 15, 30, 0, DateTimeKind.Utc)),
            Joined("b", new DateTime(2026, 11, 22, 16, 30, 0, DateTimeKind.Utc)));

        var days = (await Overview.DaysAsync(TestPortal.Editor, 3, Token)).Value!;

        Assert.Equal([new DayFigures(new(2026, 11, 21), 0, 0, 0), new DayFigures(new(2026, 11, 22), 7, 1, 0), new DayFigures(new(2026, 11, 23), 0, 1, 0)], days);
        Assert.Equal(Overview.MostDays, (await Overview.DaysAsync(TestPortal.Editor, 9999, Token)).Value!.Count);
    }

    [Fact]
    public async Task MostRead_OfAWeek_ForgetsWhatIsOlder()
    {
        var (one, two) = (await Portal.AddArticleAsync("甲"), await Portal.AddArticleAsync("乙"));
        await Portal.StoreAsync(
            new ArticleDay { Day = new DateOnly(2026, 11, 1), ArticleId = one, Views = 90 }, new ArticleDay { Day = new DateOnly(2026, 11, 20), ArticleId = one, Views = 1 },
            new ArticleDay { Day = new DateOnly(2026, 11, 20), ArticleId = two, Views = 2 });

        Assert.Equal(["乙", "甲"], (await Overview.MostReadAsync(TestPortal.Editor, 7, Token)).Value!.Select(a => a.Title));
        Assert.Equal([("甲", 91L), ("乙", 2L)], (await Overview.MostReadAsync(TestPortal.Editor, 30, Token)).Value!.Select(a => (a.Title, a.Views)));
    }

    [Fact]
    public async Task Missed_SearchesThatFoundNothing_AreCountedWithoutPeople()
    {
        await Portal.AddArticleAsync("街角的长椅");
        var search = Portal.Get<Search>();
        foreach (var query in (string[])["电梯", " 电梯 ", "Ｅlevator  改造", "elevator 改造", "wang@qinghe.example", "13800138000", "长椅", ""])
            await search.FindAsync(Actor.Visitor, new SearchRequest(query), Token);
        await search.FindAsync(Actor.Visitor, new SearchRequest("第二页", 2), Token);

        var missed = (await Overview.MissedAsync(TestPortal.Editor, Token)).Value!;

        Assert.Equal([("电梯", 2), ("elevator 改造", 2)], missed.Select(m => (m.Words, m.Count)).OrderByDescending(m => m.Words == "电梯"));
        Portal.Time.Advance(MissedSearches.Keep + TimeSpan.FromMinutes(1));
        await Portal.Get<Housekeeping>().PruneAsync(Token);
        Assert.Empty((await Overview.MissedAsync(TestPortal.Editor, Token)).Value!);
    }

    [Fact]
    public async Task Missed_Nonsense_FillsNoMoreThanItsShare()
    {
        var missed = Portal.Get<MissedSearches>();
        missed.Record("常搜的词");
        missed.Record("常搜的词");
        for (var i = 0; i < MissedSearches.MostRows + 600; i++)
        {
            missed.Record($"{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i / 676))} 乱");
            if (i % 400 == 399)
                await missed.FlushAsync(Token);
        }

        await missed.FlushAsync(Token);

        await using var db = Portal.Db();
        Assert.Equal(MissedSearches.MostRows, db.MissedSearches.Count());
        Assert.Equal("常搜的词", (await Overview.MissedAsync(TestPortal.Editor, Token)).Value![0].Words);
    }

    [Fact]
    public async Task System_Facts_TellOfThisPortal()
    {
        await Portal.AddArticleAsync();

        var facts = (await Portal.Get<SystemState>().ReadAsync(TestPortal.Administrator, Token)).Value!;

        Assert.Equal((Portal.Folder, 1L, 1L), (facts.DataPath, facts.Articles, facts.AuditRows));
        Assert.True(facts.DatabaseBytes > 0 && facts.FreeBytes > 0);
        Assert.Null(facts.NextBackupUtc);
    }

    private static Member Joined(string name, DateTime utc) => new()
    {
        UserName = name,
        NormalizedUserName = name,
        Email = name,
        NormalizedEmail = name,
        DisplayName = name,
        SecurityStamp = name,
        JoinedUtc = utc,
    };
}
