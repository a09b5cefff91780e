using FsCheck.Xunit;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class BackupRotationTests
{
    private static readonly DateTime Begin = new(2026, 1, 1, 3, 30, 0);

    [Fact]
    public void Keep_DailyForTwoYears_KeepsDaysWeeksAndMonths()
    {
        List<DateTime> there = [];
        for (var day = Begin; day < Begin.AddYears(2); day = day.AddDays(1))
            there = [.. BackupRotation.Keep([.. there, day], new BackupPlan()).Order()];

        var days = there.Select(t => t.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        // Friday 31 December 2027: the newest of each of six months, of four weeks, of seven days; some are the same
        Assert.Equal(
            ["2027-07-31", "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-12", "2027-12-19", "2027-12-25", "2027-12-26", "2027-12-27", "2027-12-28", "2027-12-29", "2027-12-30", "2027-12-31"],
            days);
    }

    [Fact]
    public void Keep_AfterALongPause_CountsOnlyTimesThatHaveBackups()
    {
        DateTime[] taken = [Begin, Begin.AddDays(1), Begin.AddDays(200)];
        Assert.Equal([taken[1], taken[2]], BackupRotation.Keep(taken, new BackupPlan { KeepDaily = 2, KeepWeekly = 0, KeepMonthly = 0 }).Order());
    }

    [Property]
    public bool Keep_Anything_KeepsTheNewestAndNoMoreThanAskedFor(ushort[] hours, byte daily, byte weekly, byte monthly)
    {
        var (taken, plan) = Arrange(hours, daily, weekly, monthly);
        var kept = BackupRotation.Keep(taken, plan);
        return kept.IsSubsetOf(taken) && kept.Count <= plan.KeepDaily + plan.KeepWeekly + plan.KeepMonthly && (taken.Count == 0 || kept.Contains(taken.Max()));
    }

    [Property]
    public bool Keep_OfWhatWasKept_KeepsItAll(ushort[] hours, byte daily, byte weekly, byte monthly)
    {
        var (taken, plan) = Arrange(hours, daily, weekly, monthly);
        var kept = BackupRotation.Keep(taken, plan);
        return kept.SetEquals(BackupRotation.Keep(kept, plan));
    }

    [Property]
    public bool Keep_MoreAskedFor_LetsNothingElseGo(ushort[] hours, byte daily, byte weekly, byte monthly)
    {
        var (taken, plan) = Arrange(hours, daily, weekly, monthly);
        return BackupRotation.Keep(taken, plan).IsSubsetOf(
            BackupRotation.Keep(taken, plan with { KeepDaily = plan.KeepDaily + 1, KeepWeekly = plan.KeepWeekly + 1, KeepMonthly = plan.KeepMonthly + 1 }));
    }

    [Property]
    public bool Keep_EachOfTheLastDaysThatHasOne_IsStillThere(ushort[] hours, byte daily)
    {
        var (taken, plan) = Arrange(hours, daily, 0, 0);
        var days = taken.Select(t => t.Date).Distinct().OrderDescending().Take(plan.KeepDaily);
        return days.SequenceEqual(BackupRotation.Keep(taken, plan).Select(t => t.Date).OrderDescending());
    }

    [Theory]
    // New York sets the clock forward at 02:00 on 8 March 2026, and back at 02:00 on 1 November
    [InlineData("2026-03-08T12:00:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z")]
    [InlineData("2026-03-08T07:29:59Z", "2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z")]
    [InlineData("2026-11-01T12:00:00Z", "2026-11-01T07:30:00Z", "2026-11-02T07:30:00Z")]
    [InlineData("2026-11-01T07:30:00Z", "2026-11-01T07:30:00Z", "2026-11-02T07:30:00Z")]
    public void Due_ClockSetForwardAndBack_IsOnceADay(string now, string due, string next)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var plan = new BackupPlan { At = new TimeOnly(2, 30) };

        Assert.Equal(Utc(due), plan.DueUtc(Utc(now), zone));
        Assert.Equal(Utc(next), plan.NextUtc(Utc(now), zone));
    }

    private static DateTime Utc(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

    private static (HashSet<DateTime> Taken, BackupPlan Plan) Arrange(ushort[] hours, byte daily, byte weekly, byte monthly) =>
        ([.. hours.Select(h => Begin.AddHours(h))], new BackupPlan { KeepDaily = 1 + (daily % 9), KeepWeekly = weekly % 6, KeepMonthly = monthly % 8 });
}
