namespace Portal.Core;

/// <summary>The letters members get about their accounts, put into the unit of work of the deed they tell of.</summary>
internal sealed class MemberMail(Letters letters, LiveFeed feed, TimeProvider time)
{
    public void ConfirmRegistration(PortalDb db, Registration registration, string key, DateTime expiresUtc) =>
        Post(db, letters.ConfirmRegistration(new Recipient(registration.Email, registration.DisplayName, registration.Language), key, expiresUtc));

    public void KnownAddress(PortalDb db, Member member) => Post(db, letters.AlreadyRegistered(To(member)));

    public void Approved(PortalDb db, Member member) => Post(db, letters.RegistrationApproved(To(member)));

    /// <param name="member">Null writes a mail that goes nowhere.</param>
    public void ResetPassword(PortalDb db, Member? member, string key, DateTime expiresUtc) => db.Post(
        letters.ResetPassword(member is null ? new Recipient("", "", "zh-Hans") : To(member), key, expiresUtc), time.GetUtcNow().UtcDateTime, isWithheld: member is null);

    public void Invited(PortalDb db, Member member, string key, DateTime expiresUtc) => Post(db, letters.Invitation(To(member), member.UserName!, key, expiresUtc));

    public void PasswordChanged(PortalDb db, Member member) => Post(db, letters.PasswordChanged(To(member)));

    public void ConfirmEmail(PortalDb db, Member member, string email, string key, DateTime expiresUtc) =>
        Post(db, letters.ConfirmEmail(To(member) with { Email = email }, key, expiresUtc));

    public void EmailChanged(PortalDb db, Member member, string oldEmail) => Post(db, letters.EmailChanged(To(member) with { Email = oldEmail }));

    public void FactorChanged(PortalDb db, Member member, FactorChange change) => Post(db, letters.FactorChanged(To(member), change));

    public void SwitchedOff(PortalDb db, Member member) => Post(db, letters.AccountOff(To(member)));

    public void Deleted(PortalDb db, Member member) => Post(db, letters.AccountDeleted(To(member)));

    /// <summary>Once the deed is committed.</summary>
    public void Wake() => feed.Publish(MailQueued.Everywhere, new MailQueued());

    private static Recipient To(Member member) => new(member.Email!, member.DisplayName, member.Language);

    private void Post(PortalDb db, Letter letter) => db.Post(letter, time.GetUtcNow().UtcDateTime);
}
