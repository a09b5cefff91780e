namespace Portal.Core;

/// <summary>When and where backups are made by themselves, and how many stay.</summary>
public sealed record BackupPlan
{
    /// <summary>Absolute; empty makes none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>By the society's clock.</summary>
    public TimeOnly At { get; init; } = new(3, 30);

    /// <summary>The newest of each of so many days; at least 1.</summary>
    public int KeepDaily { get; init; } = 7;

    /// <summary>The newest of each of so many weeks, which begin on Monday.</summary>
    public int KeepWeekly { get; init; } = 4;

    /// <summary>The newest of each of so many months.</summary>
    public int KeepMonthly { get; init; } = 6;

    public bool IsOn => Folder.Length > 0;

    /// <summary>The last moment at or before now when a backup was due.</summary>
    public DateTime DueUtc(DateTime nowUtc, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(nowUtc, zone));
        var due = MomentUtc(today, zone);
        return due <= nowUtc ? due : MomentUtc(today.AddDays(-1), zone);
    }

    /// <summary>The first moment after now when a backup is due.</summary>
    public DateTime NextUtc(DateTime nowUtc, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(nowUtc, zone));
        var due = MomentUtc(today, zone);
        return due > nowUtc ? due : MomentUtc(today.AddDays(1), zone);
    }

    private DateTime MomentUtc(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(At);
        // the hour that a clock leaves out in spring
        return TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(local) ? local.AddHours(1) : local, zone);
    }
}
