using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Whom a notice is for, and what is for whom: the one place that decides it, in both directions.</summary>
internal static class NoticeReaders
{
    /// <summary>Only what is for this reader.</summary>
    public static IQueryable<Notice> For(this IQueryable<Notice> notices, NoticeReaderFacts reader)
    {
        if (!reader.IsMember)
            return notices.Where(n => n.Audience == NoticeAudience.Everyone);
        var (tier, roles, unit) = (reader.TierBit, reader.RoleBits, reader.UnitId ?? 0);
        return notices.Where(n => n.Audience == NoticeAudience.Everyone || n.Audience == NoticeAudience.Members
            || (n.Audience == NoticeAudience.Tiers && (n.Tiers & tier) != 0)
            || (n.Audience == NoticeAudience.Roles && (n.Roles & roles) != 0)
            || (n.Audience == NoticeAudience.Units && n.UnitIds.Contains(unit)));
    }

    /// <summary>The same question about one notice in memory.</summary>
    public static bool IsFor(this NoticeReaderFacts reader, NoticeContent notice) => notice.Audience == NoticeAudience.Everyone || (reader.IsMember && notice.Audience switch
    {
        NoticeAudience.Members => true,
        NoticeAudience.Tiers => (notice.Tiers & reader.TierBit) != 0,
        NoticeAudience.Roles => (notice.Roles & reader.RoleBits) != 0,
        NoticeAudience.Units => reader.UnitId is { } unit && notice.UnitIds.Contains(unit),
        _ => false,
    });

    /// <summary>The members it is for. A public notice is for all of them too.</summary>
    public static IQueryable<Member> Of(PortalDb db, NoticeContent notice)
    {
        var members = db.Users.AsNoTracking().Where(u => u.State == MemberState.Active);
        var tiers = Enum.GetValues<CouncilTier>().Where(t => (notice.Tiers & (1 << (int)t)) != 0).ToList();
        var units = notice.UnitIds;
        var roles = Enum.GetValues<Role>().Where(r => (notice.Roles & (1 << (int)r)) != 0).Select(r => r.ToString()).ToList();
        return notice.Audience switch
        {
            NoticeAudience.Tiers => members.Where(u => db.CouncilUnits.Any(c => c.Id == u.UnitId && tiers.Contains(c.Tier))),
            NoticeAudience.Units => members.Where(u => u.UnitId != null && units.Contains(u.UnitId.Value)),
            NoticeAudience.Roles => members.Where(u => db.UserRoles.Any(r => r.UserId == u.Id && db.Roles.Any(x => x.Id == r.RoleId && roles.Contains(x.Name!)))),
            _ => members,
        };
    }
}

/// <summary>What decides which notices somebody sees.</summary>
/// <param name="IsMember">Has an active account; nobody else sees more than what is public.</param>
/// <param name="RoleBits">The roles that count in this session: an editor who has not passed the second factor reads as a member does.</param>
internal sealed record NoticeReaderFacts(bool IsMember, int? UnitId, int TierBit, int RoleBits)
{
    public static NoticeReaderFacts Visitor { get; } = new(false, null, 0, 0);

    public static int BitsOf(IEnumerable<Role> roles) => roles.Aggregate(0, (bits, r) => bits | (1 << (int)r));
}
