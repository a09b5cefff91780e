namespace Portal.Core;

/// <summary>Whose failures are counted together.</summary>
internal static class SignInBuckets
{
    private static readonly TimeSpan QuarterHour = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>A browser the member knows counts alone. Any other counts with its address for this name, with everybody who tries this name, and with its address for all names.</summary>
    public static IReadOnlyList<Throttle.Bucket> Password(Member? member, string typed, MemberDevice? device, Caller from)
    {
        if (device is not null)
            return [new($"own/device/{device.Id}", 10, QuarterHour)];
        var name = member is null ? $"?{typed.ToUpperInvariant()[..Math.Min(typed.Length, 60)]}" : $"{member.Id}";
        var network = Networks.Of(from.Address);
        return [new($"own/{name}/{network}", 5, QuarterHour), new($"name/{name}", 30, Minute), new($"network/{network}", 100, QuarterHour)];
    }

    public static IReadOnlyList<Throttle.Bucket> Code(Member member, MemberDevice? device, Caller from) => device is not null
        ? [new($"own/code-device/{device.Id}", 5, QuarterHour)]
        : [new($"own/code/{member.Id}/{Networks.Of(from.Address)}", 5, QuarterHour), new($"code/{member.Id}", 20, QuarterHour)];

    public static Throttle.Bucket Session(Actor actor) => new($"own/session/{actor.SessionId}", 5, QuarterHour);

    /// <summary>Things one address may ask for: a mail each.</summary>
    public static IReadOnlyList<Throttle.Bucket> Asking(string what, string? address) => [new($"{what}/{Networks.Of(address)}", 10, QuarterHour)];

    /// <summary>What a success wipes out: not what others have done.</summary>
    public static bool IsOwn(Throttle.Bucket bucket) => bucket.Key.StartsWith("own/", StringComparison.Ordinal);
}
