namespace Portal.Core;

/// <summary>What it takes to make an account for somebody.</summary>
public sealed record NewMember(string UserName, string Email, string DisplayName, string Password, params IReadOnlyList<Role> Roles);

/// <summary>What somebody who wants to join fills in.</summary>
/// <param name="UserName">See <see cref="UserNames"/>.</param>
/// <param name="DisplayName">1 to 60 characters.</param>
/// <param name="UnitId">A member unit, or null with <paramref name="Organisation"/> naming another place or nothing.</param>
/// <param name="Consent">Agreed to the rules.</param>
/// <param name="Trap">A field that people do not see: whoever fills it is a machine.</param>
public sealed record NewRegistration(
    string UserName, string Email, string Password, string DisplayName, int? UnitId, string? Organisation, bool Consent, string Language, string? Trap = null);

/// <param name="IsPending">An administrator has to approve it first.</param>
public sealed record ConfirmedRegistration(int MemberId, string UserName, bool IsPending);

/// <summary>What a member sees and changes of the own account.</summary>
public sealed record MemberProfile(
    int Id, string UserName, string Email, string DisplayName, int? UnitId, string? UnitName, string? Organisation, string Language, MemberState State,
    IReadOnlyList<Role> Roles, DateTime JoinedUtc, bool HasTotp, int RecoveryCodesLeft, IReadOnlyList<PasskeyLine> Passkeys);

public sealed record ProfileChange(string DisplayName, int? UnitId, string? Organisation, string Language);

/// <param name="Id">The credential's id in base64url.</param>
public sealed record PasskeyLine(string Id, string Name, DateTime CreatedUtc, bool IsSynced);

/// <summary>An authenticator app about to be set up.</summary>
/// <param name="Key">Base32, in groups of four, to type in.</param>
/// <param name="Uri">otpauth address for a QR code.</param>
public sealed record TotpSetup(string Key, string Uri);

/// <summary>A line in the administrators' list of members.</summary>
public sealed record MemberRow(
    int Id, string UserName, string DisplayName, string Email, string? Organisation, MemberState State, IReadOnlyList<Role> Roles, DateTime JoinedUtc,
    DateTime? LastSeenUtc, bool HasSecondFactor);

/// <summary>Whose account it is has changed in a way that sessions and open pages must know.</summary>
public sealed record MemberChanged(int MemberId)
{
    /// <summary>Key of the topic that hears of all members.</summary>
    public const int Everywhere = 0;
}
