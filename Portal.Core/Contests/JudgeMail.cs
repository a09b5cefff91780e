using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>The letters to judges. They speak of the contest and of numbers, never of an essay.</summary>
internal sealed class JudgeMail(Letters letters, LiveFeed feed, TimeProvider time)
{
    public async Task BeginAsync(PortalDb db, Contest contest, int judgeId, int essays)
    {
        if (await ToAsync(db, judgeId) is { } to)
            db.Post(letters.JudgeBegin(to, contest.Title, essays, contest.ReviewsDueUtc!.Value), time.GetUtcNow().UtcDateTime);
    }

    /// <returns>Whether he had no such letter since <paramref name="sinceUtc"/>.</returns>
    public async Task<bool> RemindAsync(PortalDb db, Contest contest, int judgeId, int essays, DateTime sinceUtc)
    {
        if (await ToAsync(db, judgeId) is not { } to)
            return false;
        var letter = letters.JudgeRemind(to, contest.Title, essays, contest.ReviewsDueUtc!.Value);
        if (await db.OutgoingMails.AnyAsync(m => m.To == letter.To && m.Kind == letter.Kind && m.CreatedUtc > sinceUtc))
            return false;
        db.Post(letter, time.GetUtcNow().UtcDateTime);
        return true;
    }

    /// <summary>Once the deed is committed.</summary>
    public void Wake() => feed.Publish(MailQueued.Everywhere, new MailQueued());

    private static Task<Recipient?> ToAsync(PortalDb db, int judgeId) =>
        db.Users.AsNoTracking().Where(u => u.Id == judgeId).Select(u => new Recipient(u.Email!, u.DisplayName, u.Language)).FirstOrDefaultAsync();
}
