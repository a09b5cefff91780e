using Microsoft.EntityFrameworkCore;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>Contests that are open, and authors who write for them through the commands.</summary>
internal static class TestEssays
{
    public const string Writer = "fenster";

    /// <summary>The window that <see cref="AddEssayAsync"/> gives the pen.</summary>
    public const string Pen = "pen-of-the-test";

    /// <summary>An essay that the member may write on, in an open contest of its own.</summary>
    /// <param name="server">Where.</param>
    /// <param name="memberId">Whose.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="change">Of the contest before it is stored.</param>
    public static async Task<Essay> AddEssayAsync(this PortalServer server, int memberId, string? writer = Pen, Action<Contest>? change = null)
    {
        var now = server.Get<TimeProvider>().GetUtcNow().UtcDateTime;
        await using var db = await server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var contest = new Contest { Title = "巷口征文", Code = $"T{Guid.NewGuid():N}"[..12], TimeZone = "Asia/Shanghai", OpensUtc = now.AddDays(-1), ClosesUtc = now.AddDays(9) };
        change?.Invoke(contest);
        db.Contests.Add(contest);
        await db.SaveChangesAsync();
        var essay = new Essay { ContestId = contest.Id, MemberId = memberId, BlindCode = $"B{Guid.NewGuid():N}"[..12], Writer = writer, CreatedUtc = now, SavedUtc = now };
        db.Essays.Add(essay);
        await db.SaveChangesAsync();
        return essay;
    }

    /// <summary>Opened yesterday, closes tomorrow, asks for 3 to 100 characters and nothing else.</summary>
    public static async Task<Contest> AddOpenContestAsync(this TestPortal portal, Action<Contest>? change = null)
    {
        var contest = new Contest
        {
            Title = "邻里之间",
            Code = $"L{Guid.NewGuid():N}"[..10],
            TimeZone = "Asia/Shanghai",
            OpensUtc = portal.NowUtc.AddDays(-1),
            ClosesUtc = portal.NowUtc.AddDays(1),
            GraceMinutes = 15,
            MinCharacters = 3,
            MaxCharacters = 100,
            MaxAbstract = 0,
            MinAbstract = 0,
            EssaysPerPerson = 2,
        };
        change?.Invoke(contest);
        await portal.StoreAsync(contest);
        return contest;
    }

    public static async Task<Actor> AddAuthorAsync(this TestPortal portal, string name = "方小满")
    {
        await using var db = portal.Db();
        return await TestContests.AddMemberAsync(db, portal.NowUtc, name, Role.Member);
    }

    /// <summary>An essay with all that is asked for, written in the window <see cref="Writer"/> and not sent.</summary>
    public static async Task<int> WriteAsync(this TestPortal portal, Actor author, int contestId, string title = "公用的伞", string body = "<p>钉子上挂着一把黑伞。</p>")
    {
        var essays = portal.Get<Essays>();
        var begun = await essays.BeginAsync(author, contestId);
        Assert.True(begun.IsDone, begun.Detail);
        await essays.OpenAsync(author, begun.Value, Writer);
        var saved = await essays.SaveAsync(author, begun.Value, Writer, new EssayChange(title, IsOriginal: true, Html: body));
        Assert.True(saved.IsDone, saved.Detail);
        return begun.Value;
    }

    public static async Task<EssayReceipt> SendAsync(this TestPortal portal, Actor author, int essayId, string? key = null)
    {
        var sent = await portal.Get<Essays>().SubmitAsync(author, essayId, Writer, key ?? Guid.NewGuid().ToString("N"));
        Assert.True(sent.IsDone, $"{sent.Refused} {sent.Detail}");
        return sent.Value;
    }
}
