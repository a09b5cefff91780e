using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>The letters about an essay, put into the unit of work of the deed they tell of. Whose account is gone gets none.</summary>
internal sealed class EssayMail(Letters letters, LiveFeed feed, TimeProvider time)
{
    public Task ReceivedAsync(PortalDb db, Contest contest, Essay essay, EssayRevision sent) =>
        PostAsync(db, contest, essay, (to, about) => letters.EssayReceived(to, about, sent.SentUtc, sent.Sha256, sent.IsInGrace));

    public Task WithdrawnAsync(PortalDb db, Contest contest, Essay essay) => PostAsync(db, contest, essay, letters.EssayWithdrawn);

    public Task AdmittedAsync(PortalDb db, Contest contest, Essay essay) => PostAsync(db, contest, essay, letters.EssayAdmitted);

    public Task ReturnedAsync(PortalDb db, Contest contest, Essay essay) =>
        PostAsync(db, contest, essay, (to, about) => letters.EssayReturned(to, about, essay.ScreeningReason!, essay.ReturnedUntilUtc!.Value));

    public Task DeclinedAsync(PortalDb db, Contest contest, Essay essay) =>
        PostAsync(db, contest, essay, (to, about) => letters.EssayDeclined(to, about, essay.ScreeningReason!));

    public Task ReminderAsync(PortalDb db, Contest contest, Essay essay) =>
        PostAsync(db, contest, essay, (to, about) => letters.EssayReminder(to, about, contest.ClosesUtc));

    /// <summary>Once the deed is committed.</summary>
    public void Wake() => feed.Publish(MailQueued.Everywhere, new MailQueued());

    private async Task PostAsync(PortalDb db, Contest contest, Essay essay, Func<Recipient, LetterEssay, Letter> write)
    {
        var to = await db.Users.AsNoTracking().Where(u => u.Id == essay.MemberId).Select(u => new Recipient(u.Email!, u.DisplayName, u.Language)).FirstOrDefaultAsync();
        if (to is not null)
            db.Post(write(to, new LetterEssay(contest.Id, contest.Title, essay.Title, essay.Number ?? "")), time.GetUtcNow().UtcDateTime);
    }
}
