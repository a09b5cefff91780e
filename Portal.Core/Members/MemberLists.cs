using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>会员名单: out of the portal as a table.</summary>
public sealed class MemberLists
{
    private const int Batch = 500;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly TimeProvider _time;

    internal MemberLists(IDbContextFactory<PortalDb> databases, TimeProvider time) => (_databases, _time) = (databases, time);

    /// <summary>All members that are wanted, the newest first, a batch at a time. That the list was read out is written down.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="query">As in <see cref="Members.ListAsync"/>, like the others.</param>
    /// <param name="state">Only these.</param>
    /// <param name="role">Only those who hold it.</param>
    public async Task<Outcome<TableExport<MemberRow>>> ExportAsync(Actor actor, string? query = null, MemberState? state = null, Role? role = null)
    {
        await using var db = await _databases.CreateDbContextAsync();
        if (!actor.Is(Role.Administrator))
            return await db.RefuseAsync(actor, _time.GetUtcNow().UtcDateTime, "member.list-export", "member");
        var count = await Filter(db, query, state, role).CountAsync();
        db.Note(actor, _time.GetUtcNow().UtcDateTime, "member.list-export", "member", $"{count}");
        await db.SaveChangesAsync();
        return new TableExport<MemberRow>(count, ReadAsync(query, state, role));
    }

    internal static IQueryable<Member> Filter(PortalDb db, string? query, MemberState? state, Role? role)
    {
        var members = db.Users.AsNoTracking();
        if (query?.Trim() is { Length: > 0 } words)
        {
            var upper = words.ToUpperInvariant();
            members = members.Where(u => u.NormalizedUserName!.Contains(upper) || u.NormalizedEmail!.Contains(upper) || u.DisplayName.Contains(words)
                || (u.Organisation != null && u.Organisation.Contains(words)));
        }

        if (state is { } wanted)
            members = members.Where(u => u.State == wanted);
        if (role is { } held)
        {
            var name = held.ToString();
            members = members.Where(u => db.UserRoles.Join(db.Roles.Where(r => r.Name == name), r => r.RoleId, r => r.Id, (r, _) => r.UserId).Contains(u.Id));
        }

        return members;
    }

    internal static async Task<IReadOnlyList<MemberRow>> RowsAsync(PortalDb db, List<int> ids, CancellationToken cancellation)
    {
        var found = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).OrderByDescending(u => u.Id)
            .Select(u => new
            {
                u.Id,
                u.UserName,
                u.DisplayName,
                u.Email,
                u.State,
                u.JoinedUtc,
                u.Organisation,
                Unit = db.CouncilUnits.Where(c => c.Id == u.UnitId).Select(c => c.Name).FirstOrDefault(),
                Seen = db.MemberSessions.Where(s => s.MemberId == u.Id).Max(s => (DateTime?)s.LastSeenUtc),
                Second = u.TotpKey != null || db.UserPasskeys.Any(p => p.UserId == u.Id),
            }).ToListAsync(cancellation);
        var roles = await Members.RolesAsync(db, [.. ids]);
        return
        [
            .. found.Select(f => new MemberRow(
                f.Id, f.UserName!, f.DisplayName, f.Email!, f.Unit ?? f.Organisation, f.State, roles.GetValueOrDefault(f.Id) ?? [], f.JoinedUtc, f.Seen, f.Second)),
        ];
    }

    private async IAsyncEnumerable<MemberRow> ReadAsync(string? query, MemberState? state, Role? role, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        int? before = int.MaxValue;
        while (before is { } end)
        {
            await using var db = await _databases.CreateDbContextAsync(cancellation);
            var ids = await Filter(db, query, state, role).Where(u => u.Id < end).OrderByDescending(u => u.Id).Select(u => u.Id).Take(Batch).ToListAsync(cancellation);
            foreach (var row in await RowsAsync(db, ids, cancellation))
                yield return row;
            before = ids.Count < Batch ? null : ids[^1];
        }
    }
}
