namespace Portal.Core;

/// <summary>What of the log is wanted; what is null is not asked.</summary>
/// <param name="Person">A member's user name, name or number after <c>#</c>; <c>console</c> and <c>visitor</c> are the portal itself and whoever is not signed in.</param>
/// <param name="Action">One deed, <c>article.withdraw</c>, or all of a feature, <c>article.</c></param>
/// <param name="Subject">One object, <c>article/12</c>, or all of a kind, <c>article/</c>.</param>
/// <param name="From">First day, by the society's clock.</param>
/// <param name="Until">Last day.</param>
public sealed record AuditQuery(string? Person = null, string? Action = null, string? Subject = null, DateOnly? From = null, DateOnly? Until = null);

/// <summary>One deed.</summary>
/// <param name="ActorId">0 for the portal itself and for whoever was not signed in.</param>
/// <param name="ActorName">Empty when the member has left.</param>
public sealed record AuditRow(long Id, DateTime AtUtc, int ActorId, string ActorName, string Action, string Subject, string? Address, string? Detail, string? Before, string? After);

/// <summary>Part of the log, the newest first.</summary>
/// <param name="Found">How many there are in all; counted up to <see cref="AuditLog.CountLimit"/>.</param>
/// <param name="Older">Give it back for the next part; null at the end.</param>
public sealed record AuditPart(IReadOnlyList<AuditRow> Rows, int Found, long? Older);

/// <summary>In which way the log is not what was written.</summary>
public enum AuditBreakKind
{
    /// <summary>The row says something else than when it was written.</summary>
    Changed,

    /// <summary>The row is gone.</summary>
    Removed,

    /// <summary>The row was put there behind the portal's back.</summary>
    Inserted,
}

/// <param name="Row">Its number.</param>
/// <param name="AtUtc">The time it bears; of a row that is gone, the time of its neighbour.</param>
public sealed record AuditBreak(AuditBreakKind Kind, long Row, DateTime AtUtc);

/// <summary>What a verification found.</summary>
/// <param name="Rows">How many were read.</param>
/// <param name="Break">The first place where the chain does not hold; null when it does.</param>
/// <param name="Seal">Number and hash of the last row, <c>1234:9f86…</c>: kept elsewhere, it shows later that nothing up to there was rewritten.</param>
public sealed record AuditVerdict(long Rows, AuditBreak? Break, string Seal);

/// <summary>The verification before.</summary>
/// <param name="ByName">Empty when the member has left.</param>
public sealed record AuditCheck(DateTime AtUtc, string ByName, long Rows, AuditBreakKind? Kind, long BrokenRow);

/// <summary>How far a verification has come.</summary>
public readonly record struct AuditProgress(long Done, long Total);
