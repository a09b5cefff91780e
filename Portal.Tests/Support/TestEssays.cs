using Microsoft.EntityFrameworkCore;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>Essays of the test's own on a running server.</summary>
internal static class TestEssays
{
    public const string Pen = "pen-of-the-test";

    /// <summary>An essay that the member may write on, in an open contest of its own.</summary>
    public static async Task<Essay> AddEssayAsync(this PortalServer server, int memberId, string? writer = Pen)
    {
        var now = server.Get<TimeProvider>().GetUtcNow().UtcDateTime;
        await using var db = await server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var contest = new Contest { Title = "巷口征文", Code = $"T{Guid.NewGuid():N}"[..12], TimeZone = "Asia/Shanghai", OpensUtc = now.AddDays(-1), ClosesUtc = now.AddDays(9) };
        db.Contests.Add(contest);
        await db.SaveChangesAsync();
        var essay = new Essay { ContestId = contest.Id, MemberId = memberId, BlindCode = $"B{Guid.NewGuid():N}"[..12], Writer = writer, CreatedUtc = now, SavedUtc = now };
        db.Essays.Add(essay);
        await db.SaveChangesAsync();
        return essay;
    }
}
