namespace Portal.Core;

/// <summary>What the clock makes of a notice. Nothing has to happen at a moment for it to be so.</summary>
internal static class NoticeStates
{
    public static NoticeState StateAt(this Notice notice, DateTime nowUtc) => notice.Stage switch
    {
        NoticeStage.Draft => NoticeState.Draft,
        NoticeStage.Withdrawn => NoticeState.Withdrawn,
        _ when notice.PublishedUtc > nowUtc => NoticeState.Scheduled,
        _ when notice.ExpiresUtc <= nowUtc => NoticeState.Expired,
        _ => NoticeState.Published,
    };

    /// <summary>Those that are up.</summary>
    public static IQueryable<Notice> Valid(this IQueryable<Notice> notices, DateTime nowUtc) =>
        notices.Where(n => n.Stage == NoticeStage.Released && n.DeletedUtc == null && n.PublishedUtc <= nowUtc && (n.ExpiresUtc == null || n.ExpiresUtc > nowUtc));

    public static bool MayReplyAt(this Notice notice, DateTime nowUtc) => notice.AsksReply && (notice.ReplyClosesUtc is null || notice.ReplyClosesUtc > nowUtc);

    public static NoticeMeeting? MeetingOf(NoticeContent content) =>
        content.MeetingStartsUtc is { } starts ? new NoticeMeeting(starts, content.MeetingEndsUtc, content.MeetingPlace) : null;

    public static NoticeAddress AddressOf(NoticeContent content) => new(
        content.Audience,
        [.. Enum.GetValues<CouncilTier>().Where(t => (content.Tiers & (1 << (int)t)) != 0)],
        [.. Enum.GetValues<Role>().Where(r => (content.Roles & (1 << (int)r)) != 0)],
        content.UnitIds);

    public static void SetAddress(NoticeContent content, NoticeAddress address)
    {
        // what belongs to another kind of audience is dropped, or it would come back unseen
        content.Audience = address.Audience;
        content.Tiers = address.Audience == NoticeAudience.Tiers ? address.Tiers.Aggregate(0, (bits, t) => bits | (1 << (int)t)) : 0;
        content.Roles = address.Audience == NoticeAudience.Roles ? address.Roles.Aggregate(0, (bits, r) => bits | (1 << (int)r)) : 0;
        content.UnitIds = address.Audience == NoticeAudience.Units ? [.. address.UnitIds.Distinct().Order()] : [];
    }

    /// <summary>Whether it names anybody at all.</summary>
    public static bool HasAddressees(NoticeContent content) => content.Audience switch
    {
        NoticeAudience.Tiers => content.Tiers != 0,
        NoticeAudience.Roles => content.Roles != 0,
        NoticeAudience.Units => content.UnitIds.Count > 0,
        _ => true,
    };
}
