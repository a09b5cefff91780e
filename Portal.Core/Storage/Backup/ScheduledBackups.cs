using System.Globalization;

namespace Portal.Core;

/// <summary>How the backups that are made by themselves fare.</summary>
/// <param name="LastUtc">The newest in the folder.</param>
/// <param name="Problem">Why the last attempt was not what it should have been; null when it was.</param>
public sealed record BackupState(DateTime? LastUtc, BackupRefusal? Problem);

/// <summary>Makes a backup when one is due, also one that fell into a time when the portal stood still, and lets go of those that have served.</summary>
/// <remarks>What was made is read from the folder, so a restart neither forgets nor repeats one. Only files it named itself are ever deleted.</remarks>
public sealed class ScheduledBackups(Backups backups, BackupPlan plan, SiteSettingsCache settings, TimeProvider time)
{
    /// <summary>After a failure.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromHours(1);

    /// <summary>The time zone is a setting, and machines sleep: the clock is looked at this often.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromMinutes(10);

    private const string Pattern = "'portal-'yyyyMMdd'T'HHmmss'Z.zip'";

    private volatile BackupState _state = new(null, null);

    public bool IsOn => plan.IsOn;

    public BackupState State => _state;

    /// <summary>When the next is due; null when none is scheduled.</summary>
    public DateTime? NextUtc => plan.IsOn ? plan.NextUtc(time.GetUtcNow().UtcDateTime, settings.Current.Zone) : null;

    /// <summary>Makes one between times, in the same folder and under the same rules of what stays.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellation">Stops it and leaves nothing behind.</param>
    /// <returns>Refused as <see cref="Refusal.NotFound"/> when no folder is set; as <see cref="Refusal.Invalid"/> with a <see cref="BackupRefusal"/>.</returns>
    public async Task<Outcome<BackupReport>> MakeNowAsync(Actor actor, IProgress<BackupProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (!plan.IsOn)
            return Refusal.NotFound;
        var now = time.GetUtcNow().UtcDateTime;
        try
        {
            Directory.CreateDirectory(plan.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Outcome.Invalid(new BackupRefusal(BackupProblem.File, e.Message).ToString());
        }

        var made = await backups.MakeAsync(actor, PathOf(now), progress: progress, cancellation: cancellation);
        if (made.IsDone)
            _state = new BackupState(now, ProblemOf(made.Value));
        return made;
    }

    /// <summary>One look: makes what is due.</summary>
    /// <returns>How long to wait until the next one.</returns>
    public async Task<TimeSpan> RoundAsync(CancellationToken cancellation = default)
    {
        try
        {
            Directory.CreateDirectory(plan.Folder);
            var now = time.GetUtcNow().UtcDateTime;
            var zone = settings.Current.Zone;
            var last = Taken().Select(t => (DateTime?)t).Max();
            if (last >= plan.DueUtc(now, zone))
                _state = _state with { LastUtc = last };
            else if (!await MakeAsync(now, zone, cancellation))
                return Retry;
            var left = plan.NextUtc(now, zone) - now;
            return left < Look ? left : Look;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _state = _state with { Problem = new BackupRefusal(BackupProblem.File, e.Message) };
            return Retry;
        }
    }

    private async Task<bool> MakeAsync(DateTime now, TimeZoneInfo zone, CancellationToken cancellation)
    {
        var made = await backups.MakeAsync(Actor.Console, PathOf(now), cancellation: cancellation);
        if (!made.IsDone)
        {
            _state = _state with { Problem = BackupRefusal.Parse(made.Detail!) };
            return false;
        }

        _state = new BackupState(now, ProblemOf(made.Value));
        // only now: as long as none succeeds, none goes
        var byLocal = Taken().ToLookup(t => TimeZoneInfo.ConvertTimeFromUtc(t, zone));
        var kept = BackupRotation.Keep(byLocal.Select(g => g.Key), plan);
        foreach (var taken in byLocal.Where(g => !kept.Contains(g.Key)).SelectMany(g => g))
            File.Delete(PathOf(taken));
        return true;
    }

    private static BackupRefusal? ProblemOf(BackupReport report) =>
        report.Damaged.Count > 0 ? new BackupRefusal(BackupProblem.Damaged, string.Join(", ", report.Damaged.Take(3))) : null;

    private IEnumerable<DateTime> Taken()
    {
        foreach (var file in Directory.EnumerateFiles(plan.Folder, "portal-*Z.zip"))
        {
            if (DateTime.TryParseExact(Path.GetFileName(file), Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var taken))
                yield return taken;
        }
    }

    private string PathOf(DateTime taken) => Path.Combine(plan.Folder, taken.ToString(Pattern, CultureInfo.InvariantCulture));
}
