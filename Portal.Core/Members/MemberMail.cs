#pragma warning disable
namespace Portal.Core;

/// <summary>What about the authenticator app or passkeys has changed.</summary>
internal enum FactorChange
{
    TotpOn,
    TotpOff,
    RecoveryCodes,
    PasskeyAdded,
    PasskeyRemoved,
    Reset,
}

/// <summary>The letters members get about their accounts, put into the unit of work of the deed they tell of.</summary>
internal sealed class MemberMail
{
    public void ConfirmRegistration(PortalDb db, Registration registration, string key, DateTime expiresUtc) { }
    public void KnownAddress(PortalDb db, Member member) { }
    public void Approved(PortalDb db, Member member) { }
    public void ResetPassword(PortalDb db, Member member, string key, DateTime expiresUtc) { }
    public void PasswordChanged(PortalDb db, Member member) { }
    public void ConfirmEmail(PortalDb db, Member member, string email, string key, DateTime expiresUtc) { }
    public void EmailChanged(PortalDb db, Member member, string oldEmail) { }
    public void FactorChanged(PortalDb db, Member member, FactorChange change) { }
    public void SwitchedOff(PortalDb db, Member member) { }
    public void Deleted(PortalDb db, Member member) { }
    public void Wake() { }
}
