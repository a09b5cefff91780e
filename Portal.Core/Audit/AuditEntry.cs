namespace Portal.Core;

/// <summary>Who did what, written in the transaction of the deed itself.</summary>
public sealed class AuditEntry
{
    public long Id { get; set; }
    public DateTime AtUtc { get; set; }
    public int ActorId { get; set; }
    public required string ActorName { get; set; }

    /// <summary>Feature and verb: <c>article.withdraw</c>.</summary>
    public required string Action { get; set; }

    /// <summary>What it was done to: <c>article/12</c>.</summary>
    public required string Subject { get; set; }

    /// <summary>IP address the command came from; null for the portal itself.</summary>
    public string? Address { get; set; }

    public string? Detail { get; set; }
}

internal static class AuditTrail
{
    /// <summary>Adds the row to the caller's unit of work, so that both are kept or neither.</summary>
    public static void Note(this PortalDb db, Actor actor, DateTime atUtc, string action, string subject, string? detail = null) =>
        db.AuditEntries.Add(new AuditEntry
        {
            AtUtc = atUtc,
            ActorId = actor.MemberId,
            ActorName = actor.Name,
            Address = actor.Address,
            Action = action,
            Subject = subject,
            Detail = detail,
        });
}
