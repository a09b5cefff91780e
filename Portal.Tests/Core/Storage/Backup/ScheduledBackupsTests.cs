using Portal.Core;

namespace Portal.Tests.Core;

public sealed class ScheduledBackupsTests : BackupTest
{
    private string Folder => In("nightly");

    private string[] Made => Directory.Exists(Folder) ? [.. Directory.GetFiles(Folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];

    [Fact]
    public async Task Round_First_MakesWhatWasDueAndSaysWhenToLookAgain()
    {
        var wait = await Schedule().RoundAsync(Token);

        Assert.Equal(["portal-20261123T070000Z.zip"], Made);
        Assert.Equal(ScheduledBackups.Look, wait);
        Assert.True((await Backups.VerifyAsync(Actor.Console, Path.Combine(Folder, Made[0]), cancellation: Token)).IsDone);
    }

    [Fact]
    public async Task Round_AgainOrAfterARestart_MakesNoneUntilTheTimeOfTheSociety()
    {
        await Schedule().RoundAsync(Token);

        // 03:29 in Shanghai
        Portal.Time.SetUtcNow(new DateTimeOffset(2026, 11, 23, 19, 29, 0, TimeSpan.Zero));
        var again = Schedule();
        Assert.Equal(TimeSpan.FromMinutes(1), await again.RoundAsync(Token));
        Assert.Single(Made);
        Assert.Equal(new DateTime(2026, 11, 23, 7, 0, 0), again.State.LastUtc);

        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        await again.RoundAsync(Token);
        Assert.Equal(["portal-20261123T070000Z.zip", "portal-20261123T193000Z.zip"], Made);
    }

    [Fact]
    public async Task Round_DaysMissed_MakesOne()
    {
        await Schedule().RoundAsync(Token);
        Portal.Time.Advance(TimeSpan.FromDays(5));

        await Schedule().RoundAsync(Token);
        await Schedule().RoundAsync(Token);

        Assert.Equal(2, Made.Length);
    }

    [Fact]
    public async Task Round_ManyDays_KeepsWhatThePlanSaysAndWhatIsNotItsOwn()
    {
        Directory.CreateDirectory(Folder);
        string[] others = ["portal-before-update.zip", "portal-20250101T000000Z.zip.bak", "notes.txt"];
        foreach (var other in others)
            await File.WriteAllTextAsync(Path.Combine(Folder, other), "", Token);
        var schedule = Schedule(new BackupPlan { KeepDaily = 3, KeepWeekly = 2, KeepMonthly = 0 });

        for (var day = 0; day < 12; day++)
        {
            await schedule.RoundAsync(Token);
            Portal.Time.Advance(TimeSpan.FromDays(1));
        }

        // 23 November 2026 is a Monday; the last is of Friday, 4 December
        Assert.Equal(
            ["portal-20261129T070000Z.zip", "portal-20261202T070000Z.zip", "portal-20261203T070000Z.zip", "portal-20261204T070000Z.zip"],
            Made.Except(others));
        Assert.Equal(others.Length, Made.Intersect(others).Count());
        Assert.Null(schedule.State.Problem);
    }

    [Fact]
    public async Task Round_Fails_SaysWhyDeletesNothingAndTriesAgain()
    {
        var schedule = Schedule(new BackupPlan { KeepDaily = 1, KeepWeekly = 0, KeepMonthly = 0 });
        await schedule.RoundAsync(Token);
        var database = Path.Combine(Portal.Folder, "portal.db");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Move(database, database + ".away");
        Portal.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(ScheduledBackups.Retry, await schedule.RoundAsync(Token));
        Assert.Equal(BackupProblem.NoPortal, schedule.State.Problem!.Problem);
        Assert.Equal(["portal-20261123T070000Z.zip"], Made);

        File.Move(database + ".away", database);
        Assert.Equal(ScheduledBackups.Look, await schedule.RoundAsync(Token));
        Assert.Null(schedule.State.Problem);
        Assert.Equal(["portal-20261124T070000Z.zip"], Made);
    }

    [Fact]
    public async Task Round_FolderCannotBeMade_SaysWhy()
    {
        await File.WriteAllTextAsync(Folder, "a file", Token);
        var schedule = Schedule();

        Assert.Equal(ScheduledBackups.Retry, await schedule.RoundAsync(Token));
        Assert.Equal(BackupProblem.File, schedule.State.Problem!.Problem);
    }

    private ScheduledBackups Schedule(BackupPlan? plan = null) =>
        new(Backups, (plan ?? new BackupPlan()) with { Folder = Folder }, Portal.Get<SiteSettingsCache>(), Portal.Time);
}
