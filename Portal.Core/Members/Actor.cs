namespace Portal.Core;

/// <summary>What a member may do. A member can hold several.</summary>
public enum Role
{
    Member,
    Judge,
    Editor,
    Administrator,
}

/// <summary>Who gives a command. Every command of Core takes one and decides for itself whether it may be done.</summary>
/// <param name="MemberId">0 for the portal itself.</param>
public sealed record Actor(int MemberId, string Name, params IReadOnlyList<Role> Roles)
{
    /// <summary>How long proving who one is opens the way to passwords, factors and the account itself. ASVS 5.0, 7.5.1.</summary>
    public static readonly TimeSpan ProofLasts = TimeSpan.FromMinutes(15);

    /// <summary>Somebody who is not signed in.</summary>
    public static Actor Visitor { get; } = new(0, "visitor");

    /// <summary>The portal itself, and whoever runs its commands on the machine it lives on.</summary>
    public static Actor Console { get; } = new(0, "console", Role.Administrator, Role.Editor);

    /// <summary>Where the command came from, for the audit log.</summary>
    public string? Address { get; init; }

    /// <summary>The session through which the command came; 0 without one.</summary>
    public int SessionId { get; init; }

    /// <summary>When the actor last proved to be the member: by password, code or passkey.</summary>
    public DateTime? ProvedUtc { get; init; }

    public bool Is(Role role) => Roles.Contains(role);

    /// <summary>Editors and administrators make what readers see.</summary>
    public bool MayEdit => Is(Role.Editor) || Is(Role.Administrator);

    /// <summary>Whether the actor is this very member.</summary>
    public bool IsSelf(int memberId) => MemberId != 0 && MemberId == memberId;

    /// <summary>Whether the proof is fresh enough for what must not be done from a page left open.</summary>
    public bool HasProved(DateTime nowUtc) => ProvedUtc > nowUtc - ProofLasts;
}
