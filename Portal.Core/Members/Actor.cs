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
    /// <summary>Somebody who is not signed in.</summary>
    public static Actor Visitor { get; } = new(0, "visitor");

    /// <summary>The portal itself, and whoever runs its commands on the machine it lives on.</summary>
    public static Actor Console { get; } = new(0, "console", Role.Administrator, Role.Editor);

    public bool Is(Role role) => Roles.Contains(role);

    /// <summary>Editors and administrators make what readers see.</summary>
    public bool MayEdit => Is(Role.Editor) || Is(Role.Administrator);
}
