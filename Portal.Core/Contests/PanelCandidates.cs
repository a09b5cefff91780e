using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Who could judge a contest.</summary>
internal static class PanelCandidates
{
    public static async Task<IEnumerable<PanelCandidate>> OfAsync(PortalDb db, PanelBoard board, CancellationToken cancellation)
    {
        var contestId = board.Contest.Id;
        var judge = nameof(Role.Judge);
        string[] staff = [nameof(Role.Editor), nameof(Role.Administrator)];
        var members = await (
            from member in db.Users
            where member.State == MemberState.Active && !db.ContestJudges.Any(j => j.ContestId == contestId && j.JudgeId == member.Id)
                && db.UserRoles.Any(u => u.UserId == member.Id && db.Roles.Any(r => r.Id == u.RoleId && r.Name == judge))
            orderby member.DisplayName, member.Id
            select new { Member = member, IsStaff = db.UserRoles.Any(u => u.UserId == member.Id && db.Roles.Any(r => r.Id == u.RoleId && staff.Contains(r.Name))) })
            .AsNoTracking().ToListAsync(cancellation);
        // whoever has begun an essay may send it while the contest is open
        var authors = await db.Essays.Where(e => e.ContestId == contestId && e.State != EssayState.Withdrawn && e.MemberId != null).Select(e => e.MemberId!.Value).ToListAsync(cancellation);
        var units = await UnitNames.LoadAsync(db, cancellation);
        return members.Select(m => new PanelCandidate(m.Member.Id, m.Member.DisplayName, units.NameOf(m.Member), BarOf(m.Member, m.IsStaff)));

        PanelBar BarOf(Member member, bool isStaff) =>
            board.Contest.IsBlind && isStaff ? PanelBar.SeesAuthors : authors.Contains(member.Id) ? PanelBar.IsAuthor : PanelBar.None;
    }
}
