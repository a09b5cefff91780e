namespace Portal.Core;

/// <summary>Where the log ends.</summary>
/// <param name="Sequence">The highest number ever given.</param>
/// <param name="Last">The highest number that is there; 0 when there is none.</param>
/// <param name="Hash">Of that row.</param>
internal sealed record AuditEnd(long Sequence, long Last, byte[]? Hash);
