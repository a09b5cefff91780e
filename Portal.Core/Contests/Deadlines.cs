namespace Portal.Core;

/// <summary>Where a moment lies between the opening and the end of the grace period.</summary>
public enum DeadlinePhase
{
    Before,
    Open,

    /// <summary>Closed, but what was begun before may still arrive.</summary>
    Grace,
    Over,
}

/// <summary>The rules of opening and closing: pure, so that the server's clock is the only clock.</summary>
public static class Deadlines
{
    /// <summary>No zone has ever been further from UTC; .NET allows 14 hours.</summary>
    private static readonly TimeSpan FurthestOffset = TimeSpan.FromHours(16);

    /// <summary>No zone has changed its clock and changed it back within an hour.</summary>
    private static readonly TimeSpan ShortestRule = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The moment a clock in the zone shows <paramref name="local"/>. In an hour that occurs twice (the clock is set back) it is the later one, in favour of
    /// the authors; in one that does not occur (the clock is set forward) it is the moment of the change, the first that exists after it.
    /// </summary>
    /// <param name="zone">An IANA name such as <c>Asia/Shanghai</c>.</param>
    /// <exception cref="TimeZoneNotFoundException">There is no such zone on this machine.</exception>
    public static DateTime ToUtc(DateTime local, string zone)
    {
        var rules = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var wanted = new DateTime(local.Ticks, DateTimeKind.Utc);

        // IsInvalidTime and IsAmbiguousTime follow .NET's model of yearly rules, which misses changes of the base offset; the offset of an instant is always known
        HashSet<TimeSpan> offsets = [];
        for (var step = -FurthestOffset; step <= FurthestOffset; step += ShortestRule)
            offsets.Add(rules.GetUtcOffset(Add(wanted, step)));

        var matching = offsets.Select(o => Add(wanted, -o)).Where(u => LocalTicks(u, rules) == wanted.Ticks).ToList();
        return matching.Count > 0 ? matching.Max() : ChangeAfter(wanted, Add(wanted, -offsets.Max()), Add(wanted, -offsets.Min()), rules);
    }

    /// <summary>What a clock in the zone shows at a moment.</summary>
    /// <exception cref="TimeZoneNotFoundException">There is no such zone on this machine.</exception>
    public static DateTime ToLocal(DateTime utc, string zone) =>
        new(LocalTicks(new(utc.Ticks, DateTimeKind.Utc), TimeZoneInfo.FindSystemTimeZoneById(zone)), DateTimeKind.Unspecified);

    /// <summary>A boundary belongs to what begins with it, and the last moment of the grace period to that period.</summary>
    public static DeadlinePhase PhaseAt(DateTime nowUtc, DateTime opensUtc, DateTime closesUtc, TimeSpan grace) =>
        nowUtc >= closesUtc ? nowUtc - closesUtc <= grace && grace > TimeSpan.Zero ? DeadlinePhase.Grace : DeadlinePhase.Over
        : nowUtc < opensUtc ? DeadlinePhase.Before
        : DeadlinePhase.Open;

    /// <summary>
    /// Whether a submit counts: it arrived before the deadline, or it was begun before the deadline and arrived within the grace period, its last moment included.
    /// Late access moves the deadline of one author, and never forward.
    /// </summary>
    /// <param name="begunUtc">By the server's clock; null when nobody knows. A moment after <paramref name="arrivedUtc"/> counts as the arrival.</param>
    public static bool IsInTime(DateTime arrivedUtc, DateTime? begunUtc, DateTime closesUtc, TimeSpan grace, DateTime? lateAccessUntilUtc = null)
    {
        var deadline = lateAccessUntilUtc > closesUtc ? lateAccessUntilUtc.Value : closesUtc;
        return arrivedUtc < deadline || (begunUtc < deadline && arrivedUtc - deadline <= grace);
    }

    /// <summary>Between two moments around one gap the clock jumps over the wanted time once: halving finds where.</summary>
    private static DateTime ChangeAfter(DateTime wanted, DateTime before, DateTime after, TimeZoneInfo rules)
    {
        var (low, high) = (before.Ticks, after.Ticks);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (LocalTicks(new(middle, DateTimeKind.Utc), rules) > wanted.Ticks)
                high = middle;
            else
                low = middle;
        }
        return new(high, DateTimeKind.Utc);
    }

    private static long LocalTicks(DateTime utc, TimeZoneInfo rules) =>
        Math.Clamp(utc.Ticks + rules.GetUtcOffset(utc).Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);

    /// <summary>The first and the last year of the calendar have no room for an offset.</summary>
    private static DateTime Add(DateTime utc, TimeSpan step) =>
        new(Math.Clamp(utc.Ticks + step.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
}
