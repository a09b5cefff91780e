namespace Portal.Core;

/// <summary>Who did what, written in the transaction of the deed itself, and never changed: see <see cref="AuditChain"/>.</summary>
public sealed class AuditEntry
{
    /// <summary>Counts up without a gap.</summary>
    public long Id { get; set; }
    public DateTime AtUtc { get; set; }
    public int ActorId { get; set; }

    /// <summary>Empty once the member has left: then number and digest are all that is kept.</summary>
    public required string ActorName { get; set; }

    /// <summary>Feature and verb: <c>article.withdraw</c>.</summary>
    public required string Action { get; set; }

    /// <summary>What it was done to: <c>article/12</c>.</summary>
    public required string Subject { get; set; }

    /// <summary>IP address the command came from; null for the portal itself.</summary>
    public string? Address { get; set; }

    public string? Detail { get; set; }

    /// <summary>What stood there, where the command replaces something that fits into a few lines.</summary>
    public string? Before { get; set; }

    public string? After { get; set; }

    /// <summary>Null once name and address are forgotten.</summary>
    public byte[]? WhoSalt { get; set; }

    public byte[] WhoDigest { get; set; } = [];

    /// <summary>Null when there is nothing to say, or once it is forgotten.</summary>
    public byte[]? WhatSalt { get; set; }

    public byte[]? WhatDigest { get; set; }

    public byte[] PreviousHash { get; set; } = [];

    public byte[] Hash { get; set; } = [];
}
