namespace Portal.Core;

/// <summary>How somebody proved to be the member.</summary>
public enum SignInMethod
{
    Password,
    Totp,
    RecoveryCode,
    Passkey,
}

/// <summary>Where an attempt comes from.</summary>
/// <param name="Address">IP address; null when unknown.</param>
/// <param name="Browser">In words, such as "Chrome · Windows".</param>
/// <param name="DeviceKey">What this browser was given when a member signed in with it before.</param>
public sealed record Caller(string? Address, string Browser = "", string? DeviceKey = null);

/// <param name="Name">User name or e-mail address, as typed.</param>
/// <param name="Remember">Stay signed in when the browser is closed.</param>
public sealed record SignInAttempt(string Name, string Password, bool Remember, Caller From);

/// <summary>What became of an attempt to sign in.</summary>
public enum SignInResult
{
    SignedIn,

    /// <summary>The password was right; a code of the authenticator app is asked for next.</summary>
    SecondFactor,

    /// <summary>No such member, or not this password: the same for both. ASVS 5.0, 6.3.8.</summary>
    Wrong,

    /// <summary>Too many failures: try again after <see cref="SignInAnswer.Wait"/>. Said whether the password was right or not.</summary>
    Wait,

    /// <summary>The password was right, and the account is switched off.</summary>
    Off,

    /// <summary>The step has expired or was used: begin again.</summary>
    Expired,
}

/// <param name="SessionKey">For the session cookie, when signed in.</param>
/// <param name="StepKey">For the second step, when one is asked for.</param>
/// <param name="DeviceKey">For the device cookie, when signed in.</param>
public sealed record SignInAnswer(SignInResult Result, string? SessionKey = null, string? StepKey = null, string? DeviceKey = null, bool IsPersistent = false, TimeSpan Wait = default);

/// <summary>A session as it stands now.</summary>
/// <param name="Held">The roles the member holds.</param>
/// <param name="Roles">The roles that count in this session: none while the account waits for approval, and staff roles only with a second factor where the society asks for one.</param>
/// <param name="HasSecondFactor">The member has an authenticator app or a passkey, whether used in this session or not.</param>
public sealed record SessionState(
    int SessionId, int MemberId, string UserName, string DisplayName, MemberState State, IReadOnlyList<Role> Held, IReadOnlyList<Role> Roles,
    bool IsStrong, bool HasSecondFactor, DateTime ProvedUtc)
{
    /// <summary>Holds a staff role that does not count until the member signs in with a second factor.</summary>
    public bool NeedsSecondFactor => State == MemberState.Active && Roles.Count < Held.Count;

    public Actor ToActor(string? address) => new(MemberId, UserName, Roles) { Address = address, SessionId = SessionId, ProvedUtc = ProvedUtc };
}

/// <summary>A line in a member's list of sessions.</summary>
public sealed record SessionLine(int Id, string Browser, string? Address, SignInMethod Method, DateTime CreatedUtc, DateTime LastSeenUtc, bool IsCurrent);

/// <summary>What the society asks of its members.</summary>
/// <param name="ManualApproval">An administrator looks at each registration before it counts, until <see cref="SiteSettings.ManualApproval"/> says otherwise.</param>
/// <param name="StaffSecondFactor">Judges, editors and administrators need a second factor or a passkey before their roles count.</param>
public sealed record MemberPolicy(bool ManualApproval = false, bool StaffSecondFactor = true);
