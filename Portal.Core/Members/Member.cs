using Microsoft.AspNetCore.Identity;

namespace Portal.Core;

/// <summary>Where an account stands.</summary>
public enum MemberState
{
    Active,

    /// <summary>Confirmed the address and waits for an administrator: may sign in, holds no role yet.</summary>
    Pending,

    /// <summary>Switched off by an administrator: may not sign in.</summary>
    Off,
}

/// <summary>A person with an account.</summary>
public sealed class Member : IdentityUser<int>
{
    /// <summary>Longest name, in characters.</summary>
    public const int NameLength = 60;

    /// <summary>Longest name of an organisation, in characters.</summary>
    public const int OrganisationLength = 100;

    /// <summary>The name others see, up to <see cref="NameLength"/> characters.</summary>
    [PersonalData]
    public string DisplayName { get; set; } = "";

    public DateTime JoinedUtc { get; set; }
    public MemberState State { get; set; }

    /// <summary>The member unit the person belongs to; else <see cref="Organisation"/> may name another place.</summary>
    public int? UnitId { get; set; }

    [PersonalData]
    public string? Organisation { get; set; }

    /// <summary>Language of the mails: one of the portal's.</summary>
    public string Language { get; set; } = TextLanguages.Chinese;

    /// <summary>When the person agreed to the rules; null for accounts made by others.</summary>
    public DateTime? ConsentUtc { get; set; }

    /// <summary>Base32 key of the authenticator app; null without one.</summary>
    public string? TotpKey { get; set; }

    /// <summary>A key shown but not confirmed by a code yet.</summary>
    public string? TotpDraft { get; set; }

    /// <summary>When it was made: whoever saw it long ago must not have it confirmed today.</summary>
    public DateTime? TotpDraftUtc { get; set; }

    /// <summary>The step whose code was used last: a code counts once. ASVS 5.0, 6.5.1.</summary>
    public long TotpStep { get; set; }
}

/// <summary>Somebody who asked to join and has not confirmed the address yet: no account, so nothing to find out about.</summary>
public sealed class Registration
{
    public int Id { get; set; }

    /// <summary>SHA-256 of the key in the mail; null when the address was known and no key was sent.</summary>
    public string? KeyHash { get; set; }

    public required string UserName { get; set; }
    public required string Email { get; set; }
    public required string NormalizedEmail { get; set; }
    public required string PasswordHash { get; set; }
    public required string DisplayName { get; set; }
    public int? UnitId { get; set; }
    public string? Organisation { get; set; }
    public required string Language { get; set; }
    public DateTime CreatedUtc { get; set; }
    public DateTime ExpiresUtc { get; set; }
}

/// <summary>One browser in which a member is signed in.</summary>
public sealed class MemberSession
{
    public int Id { get; set; }

    /// <summary>SHA-256 of the key in the cookie: whoever reads the database cannot use it.</summary>
    public required string KeyHash { get; set; }

    public int MemberId { get; set; }

    /// <summary>The member's security stamp when it began: a new stamp ends all sessions that do not carry it.</summary>
    public required string Stamp { get; set; }

    public DateTime CreatedUtc { get; set; }
    public DateTime LastSeenUtc { get; set; }
    public DateTime ExpiresUtc { get; set; }
    public DateTime ProvedUtc { get; set; }
    public bool IsPersistent { get; set; }

    /// <summary>Begun with a passkey or a second factor.</summary>
    public bool IsStrong { get; set; }

    public SignInMethod Method { get; set; }
    public string? Address { get; set; }

    /// <summary>Browser and system in words, such as "Chrome · Windows".</summary>
    public required string Browser { get; set; }
}

/// <summary>A browser in which a member has been signed in before. Its own failures count for it alone, so nobody elsewhere can lock it out.</summary>
public sealed class MemberDevice
{
    public int Id { get; set; }
    public int MemberId { get; set; }
    public required string KeyHash { get; set; }
    public DateTime LastUsedUtc { get; set; }
}

/// <summary>What a key that travels once is good for.</summary>
public enum KeyPurpose
{
    /// <summary>The password was right and the second factor is asked for.</summary>
    SecondFactor,
    ResetPassword,
    ConfirmEmail,
    Setup,
}

/// <summary>A key that works once and for a while: in a link of a mail, or between two steps of signing in.</summary>
public sealed class OneTimeKey
{
    public int Id { get; set; }
    public required string KeyHash { get; set; }
    public KeyPurpose Purpose { get; set; }

    /// <summary>Null for a key nobody received.</summary>
    public int? MemberId { get; set; }

    /// <summary>What it confirms, such as the new address; or "remember".</summary>
    public string? Payload { get; set; }

    public DateTime CreatedUtc { get; set; }
    public DateTime ExpiresUtc { get; set; }
}

/// <summary>恢复码: stands in for the authenticator app once.</summary>
public sealed class RecoveryCode
{
    public int Id { get; set; }
    public int MemberId { get; set; }
    public required string CodeHash { get; set; }
}
