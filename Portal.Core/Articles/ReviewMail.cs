using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Mails about reviews, in the same transaction as the step they tell of: once a hand-over, to those who may do something now.</summary>
internal sealed class ReviewMail(Letters letters)
{
    private static readonly string[] Newsroom = [nameof(Role.Editor), nameof(Role.Administrator)];

    /// <summary>To all who may pass the review it waits for: neither whoever sent it in nor those who have passed it in this round.</summary>
    /// <param name="from">Who hands it on.</param>
    public async Task PostWaitingAsync(PortalDb db, ArticleDraft draft, int levels, string from, DateTime now)
    {
        List<int> not = [draft.SentById ?? 0, .. draft.PassedIds];
        var reviewers = await db.Users.AsNoTracking()
            .Where(u => u.State == MemberState.Active && !not.Contains(u.Id) && db.UserRoles.Any(r => r.UserId == u.Id && db.Roles.Any(x => x.Id == r.RoleId && Newsroom.Contains(x.Name!))))
            .ToListAsync();
        foreach (var reviewer in reviewers)
            db.Post(letters.ArticleWaits(Of(reviewer), draft.ArticleId, draft.Title, draft.Awaits, levels, from), now);
    }

    /// <summary>To whoever sent it in.</summary>
    /// <param name="from">Who sends it back.</param>
    public async Task PostReturnedAsync(PortalDb db, ArticleDraft draft, string reason, string from, DateTime now)
    {
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == draft.SentById && u.State == MemberState.Active) is { } sender)
            db.Post(letters.ArticleReturned(Of(sender), draft.ArticleId, draft.Title, reason, from), now);
    }

    private static Recipient Of(Member member) => new(member.Email!, member.DisplayName, member.Language);
}
