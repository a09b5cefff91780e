using FsCheck.Xunit;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class DeadlinesTests
{
    private static readonly DateTime Closes = new(2026, 11, 30, 10, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);
    private static readonly TimeZoneInfo[] Zones = [.. TimeZoneInfo.GetSystemTimeZones().OrderBy(z => z.Id, StringComparer.Ordinal)];

    [Theory]
    [InlineData("2026-11-30 18:00", "Asia/Shanghai", "2026-11-30 10:00:00")]
    [InlineData("2026-11-30 18:00", "UTC", "2026-11-30 18:00:00")]
    // set forward from 02:00 to 03:00: the moment of the change
    [InlineData("2026-03-29 02:30", "Europe/Berlin", "2026-03-29 01:00:00")]
    [InlineData("2026-03-29 03:00", "Europe/Berlin", "2026-03-29 01:00:00")]
    [InlineData("2026-03-08 02:00", "America/New_York", "2026-03-08 07:00:00")]
    // set back from 03:00 to 02:00: the second time
    [InlineData("2026-10-25 02:30", "Europe/Berlin", "2026-10-25 01:30:00")]
    [InlineData("2026-11-01 01:30", "America/New_York", "2026-11-01 06:30:00")]
    // by half an hour
    [InlineData("2026-04-05 01:45", "Australia/Lord_Howe", "2026-04-04 15:15:00")]
    // a whole day that there never was
    [InlineData("2011-12-30 12:00", "Pacific/Apia", "2011-12-30 10:00:00")]
    // Shanghai had summer time once
    [InlineData("1986-09-14 01:30", "Asia/Shanghai", "1986-09-13 17:30:00")]
    // a change of the base offset, not of summer time
    [InlineData("2014-10-26 01:30", "Europe/Moscow", "2014-10-25 22:30:00")]
    public void ToUtc_AroundChanges_IsTheLaterOrTheFirstThatExists(string local, string zone, string utc)
    {
        var found = Deadlines.ToUtc(Parse(local), zone);
        Assert.Equal(Parse(utc), found);
        Assert.Equal(DateTimeKind.Utc, found.Kind);
    }

    [Property(MaxTest = 2000)]
    public void ToUtc_AnyZoneAndTime_ShowsThatTimeForTheLastTimeOrSkipsIt(int seed)
    {
        var random = new Random(seed);
        var zone = Zones[random.Next(Zones.Length)];
        AssertRule(new DateTime(1970 + random.Next(70), 1, 1).AddMinutes(random.Next(366 * 24 * 60)), zone);
    }

    [Fact]
    public void ToUtc_AroundEveryChangeOfEveryZoneOfTwoYears_Holds()
    {
        Assert.True(Zones.Length > 300, "This machine has no time zones.");
        var changes = 0;
        foreach (var zone in Zones)
        {
            for (var utc = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc); utc.Year < 2026; utc = utc.AddDays(1))
            {
                var (before, after) = (zone.GetUtcOffset(utc), zone.GetUtcOffset(utc.AddDays(1)));
                if (before == after)
                    continue;
                changes++;
                var change = utc;
                while (zone.GetUtcOffset(change) == before)
                    change = change.AddMinutes(1);
                foreach (var minutes in new[] { -90, -60, -31, -1, 0, 1, 29, 30, 59, 60, 61, 119 })
                    AssertRule((change + before).AddMinutes(minutes), zone);
            }
        }
        Assert.True(changes > 200);
    }

    [Property]
    public void ToLocal_AndBack_IsTheSameMomentOrTheLaterOne(int seed)
    {
        var random = new Random(seed);
        var zone = Zones[random.Next(Zones.Length)];
        var utc = new DateTime(1970 + random.Next(70), 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(366 * 24 * 3600));
        var back = Deadlines.ToUtc(Deadlines.ToLocal(utc, zone.Id), zone.Id);
        Assert.True(back >= utc);
        Assert.Equal(Deadlines.ToLocal(utc, zone.Id), Deadlines.ToLocal(back, zone.Id));
    }

    [Theory]
    [InlineData("0001-01-01 00:00")]
    [InlineData("9999-12-31 23:59")]
    public void ToUtc_EndsOfTheCalendar_AreHeldAtIt(string local)
    {
        foreach (var zone in new[] { "Asia/Shanghai", "America/New_York" })
            Assert.InRange((Deadlines.ToUtc(Parse(local), zone) - Parse(local)).Duration(), TimeSpan.Zero, TimeSpan.FromHours(15));
    }

    [Fact]
    public void ToUtc_UnknownZone_Throws() => Assert.Throws<TimeZoneNotFoundException>(() => Deadlines.ToUtc(Closes, "Asia/Nowhere"));

    [Fact]
    public void PhaseAt_Boundaries()
    {
        var opens = Closes.AddDays(-30);
        Assert.Equal(DeadlinePhase.Before, Deadlines.PhaseAt(opens.AddTicks(-1), opens, Closes, Grace));
        Assert.Equal(DeadlinePhase.Open, Deadlines.PhaseAt(opens, opens, Closes, Grace));
        Assert.Equal(DeadlinePhase.Open, Deadlines.PhaseAt(Closes.AddTicks(-1), opens, Closes, Grace));
        Assert.Equal(DeadlinePhase.Grace, Deadlines.PhaseAt(Closes, opens, Closes, Grace));
        Assert.Equal(DeadlinePhase.Grace, Deadlines.PhaseAt(Closes + Grace, opens, Closes, Grace));
        Assert.Equal(DeadlinePhase.Over, Deadlines.PhaseAt(Closes + Grace + TimeSpan.FromTicks(1), opens, Closes, Grace));
        Assert.Equal(DeadlinePhase.Over, Deadlines.PhaseAt(Closes, opens, Closes, TimeSpan.Zero));
    }

    [Fact]
    public void IsInTime_Boundaries()
    {
        var tick = TimeSpan.FromTicks(1);
        Assert.True(Deadlines.IsInTime(Closes - tick, null, Closes, Grace));
        Assert.False(Deadlines.IsInTime(Closes, null, Closes, Grace));
        Assert.True(Deadlines.IsInTime(Closes + Grace, Closes - tick, Closes, Grace));
        Assert.False(Deadlines.IsInTime(Closes + Grace, Closes, Closes, Grace));
        Assert.False(Deadlines.IsInTime(Closes + Grace + tick, Closes - tick, Closes, Grace));
        Assert.False(Deadlines.IsInTime(Closes, Closes.AddHours(-1), Closes, TimeSpan.Zero - tick));

        var late = Closes.AddDays(2);
        Assert.True(Deadlines.IsInTime(late - tick, null, Closes, Grace, late));
        Assert.True(Deadlines.IsInTime(late + Grace, late - tick, Closes, Grace, late));
        Assert.False(Deadlines.IsInTime(late, null, Closes, Grace, late));
        Assert.True(Deadlines.IsInTime(Closes - tick, null, Closes, Grace, Closes.AddDays(-1)));
    }

    [Property]
    public void IsInTime_EarlierOrMoreGenerous_NeverTakesTheRightAway(int arrived, int begun, byte grace, short late)
    {
        var (arrivedUtc, begunUtc) = (Closes.AddSeconds(arrived % 4000), Closes.AddSeconds(begun % 4000));
        begunUtc = begunUtc > arrivedUtc ? arrivedUtc : begunUtc;
        var (allowed, until) = (TimeSpan.FromSeconds(grace), Closes.AddSeconds(late));
        var inTime = Deadlines.IsInTime(arrivedUtc, begunUtc, Closes, allowed);

        Assert.True(!inTime || Deadlines.IsInTime(arrivedUtc.AddSeconds(-1), begunUtc.AddSeconds(-1), Closes, allowed));
        Assert.True(!inTime || Deadlines.IsInTime(arrivedUtc, begunUtc, Closes.AddSeconds(1), allowed));
        Assert.True(!inTime || Deadlines.IsInTime(arrivedUtc, begunUtc, Closes, allowed + TimeSpan.FromSeconds(1)));
        Assert.True(!inTime || Deadlines.IsInTime(arrivedUtc, begunUtc, Closes, allowed, until));
        Assert.True(!Deadlines.IsInTime(arrivedUtc, null, Closes, allowed) || inTime);
        Assert.Equal(arrivedUtc <= Closes + allowed && (arrivedUtc < Closes || begunUtc < Closes), inTime);
    }

    /// <summary>For three hours after it: the zone's clock is right there for the last time, or jumps over it there.</summary>
    private static void AssertRule(DateTime local, TimeZoneInfo zone)
    {
        var utc = Deadlines.ToUtc(local, zone.Id);
        var shown = Deadlines.ToLocal(utc, zone.Id);
        Assert.True(shown >= local, $"{local:s} {zone.Id}: {utc:s}Z shows {shown:s}");
        if (shown > local)
            Assert.True(Deadlines.ToLocal(utc.AddTicks(-1), zone.Id) < local, $"{local:s} {zone.Id}: {utc:s}Z is not where the clock jumps");
        for (var later = 1; later <= 181; later += 5)
            Assert.True(Deadlines.ToLocal(utc.AddMinutes(later), zone.Id) > local, $"{local:s} {zone.Id}: {utc:s}Z, but it comes again");
    }

    private static DateTime Parse(string time) => DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}
