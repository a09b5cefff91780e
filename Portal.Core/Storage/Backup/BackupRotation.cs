namespace Portal.Core;

/// <summary>Grandfather, father, son: which backups stay.</summary>
internal static class BackupRotation
{
    /// <summary>The newest of each of the last days, weeks and months that have any, counted back from the newest backup of all, which always stays.</summary>
    /// <param name="taken">By the society's clock.</param>
    /// <param name="plan">How many days, weeks and months.</param>
    public static IReadOnlySet<DateTime> Keep(IEnumerable<DateTime> taken, BackupPlan plan)
    {
        var newestFirst = taken.OrderDescending().ToList();
        return newestFirst.Take(1)
            .Concat(NewestOfEach(newestFirst, DayOf, plan.KeepDaily))
            .Concat(NewestOfEach(newestFirst, WeekOf, plan.KeepWeekly))
            .Concat(NewestOfEach(newestFirst, MonthOf, plan.KeepMonthly)).ToHashSet();
    }

    private static IEnumerable<DateTime> NewestOfEach(List<DateTime> newestFirst, Func<DateTime, DateTime> periodOf, int periods) =>
        newestFirst.DistinctBy(periodOf).Take(periods);

    private static DateTime DayOf(DateTime moment) => moment.Date;

    private static DateTime WeekOf(DateTime moment) => moment.Date.AddDays(-(((int)moment.DayOfWeek + 6) % 7));

    private static DateTime MonthOf(DateTime moment) => new(moment.Year, moment.Month, 1);
}
