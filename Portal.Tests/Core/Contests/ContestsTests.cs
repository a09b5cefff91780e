using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ContestsTests : CoreTest
{
    private static readonly DateTime Opens = new(2026, 11, 1, 1, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Closes = new(2026, 11, 30, 10, 0, 0, DateTimeKind.Utc);
    private static readonly ContestCard Card = new(1, "征文", "", ContestStage.Called, Opens, Closes, "Asia/Shanghai");

    private Contests Contests => Portal.Get<Contests>();

    [Fact]
    public void PhaseAt_Boundaries_BelongToWhatBegins()
    {
        Assert.Equal(ContestPhase.Announced, Card.PhaseAt(Opens.AddTicks(-1)));
        Assert.Equal(ContestPhase.Open, Card.PhaseAt(Opens));
        Assert.Equal(ContestPhase.Open, Card.PhaseAt(Closes.AddTicks(-1)));
        Assert.Equal(ContestPhase.Closed, Card.PhaseAt(Closes));
    }

    [Theory]
    [InlineData(-2 * TimeSpan.TicksPerDay - 1, 3)]
    [InlineData(-2 * TimeSpan.TicksPerDay, 2)]
    [InlineData(-TimeSpan.TicksPerDay - 1, 2)]
    [InlineData(-TimeSpan.TicksPerDay, 1)]
    [InlineData(-TimeSpan.TicksPerHour, 1)]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(TimeSpan.TicksPerDay * 5, 0)]
    public void DaysLeft_BegunDays_CountWhole(long ticksFromTheDeadline, int days) => Assert.Equal(days, Card.DaysLeft(Closes.AddTicks(ticksFromTheDeadline)));

    [Fact]
    public void Deadline_InTheZoneItWasStatedIn()
    {
        Assert.Equal(new DateTime(2026, 11, 30, 18, 0, 0), Card.ClosesLocal);
        Assert.Equal(new DateTime(2026, 11, 1, 9, 0, 0), Card.OpensLocal);
        Assert.Equal(new DateTime(2026, 11, 30, 5, 0, 0), (Card with { TimeZone = "America/New_York" }).ClosesLocal);
    }

    [Fact]
    public async Task List_Order_IsOpenThenAnnouncedThenClosedFromTheNewest()
    {
        await Portal.StoreAsync(
            Contest("结束，早", -90, -60), Contest("预告，晚", 5, 90), Contest("进行，晚", -3, 20), Contest("结束，近", -90, -1),
            Contest("预告，早", 5, 40), Contest("进行，早", -9, 2));

        Assert.Equal(["进行，早", "进行，晚", "预告，早", "预告，晚", "结束，近", "结束，早"], (await Contests.ListAsync(Token)).Select(c => c.Title));
        Assert.Equal(["进行，早", "进行，晚"], (await Contests.OpenAsync(Token)).Select(c => c.Title));
    }

    [Fact]
    public async Task Open_ByTheClock_OpensAndClosesToTheTick()
    {
        await Portal.StoreAsync(Contest("征文", 1, 2));
        Assert.Empty(await Contests.OpenAsync(Token));
        Portal.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.Empty(await Contests.OpenAsync(Token));
        Portal.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Single(await Contests.OpenAsync(Token));
        Portal.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.Single(await Contests.OpenAsync(Token));
        Portal.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Empty(await Contests.OpenAsync(Token));
    }

    [Fact]
    public async Task Get_Contest_HasItsRules()
    {
        var contest = Contest("征文", -1, 9);
        contest.Summary = "写一件小事。";
        contest.Call = SafeHtml.Clean("<p>征文启事。</p>");
        contest.Themes = ["楼道", "巷口"];
        contest.GraceMinutes = 10;
        contest.MinCharacters = 800;
        contest.MaxCharacters = 3000;
        contest.EssaysPerPerson = 2;
        contest.IsBlind = false;
        await Portal.StoreAsync(contest);

        var detail = (await Contests.GetAsync(contest.Id, Token))!;

        Assert.Equal(new ContestCard(contest.Id, "征文", "写一件小事。", ContestStage.Called, contest.OpensUtc, contest.ClosesUtc, "Asia/Shanghai"), detail.Card);
        Assert.Equal(("<p>征文启事。</p>", 10, 800, 3000, 2, false), (detail.Call.Html, detail.Rules.GraceMinutes, detail.Rules.MinCharacters, detail.Rules.MaxCharacters, detail.Rules.EssaysPerPerson, detail.Rules.IsBlind));
        Assert.Equal(["楼道", "巷口"], detail.Rules.Themes);
        Assert.Equal(DateTimeKind.Utc, detail.Card.ClosesUtc.Kind);
        Assert.Null(await Contests.GetAsync(contest.Id + 1, Token));
    }

    private Contest Contest(string title, int opens, int closes) =>
        new() { Title = title, Code = $"X{Guid.NewGuid():N}", OpensUtc = Portal.NowUtc.AddDays(opens), ClosesUtc = Portal.NowUtc.AddDays(closes), TimeZone = "Asia/Shanghai" };
}
