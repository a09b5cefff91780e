using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class SessionsTests : MemberTest
{
    [Theory]
    [InlineData("")]
    [InlineData("no such key")]
    public async Task Find_UnknownKey_IsNobody(string key) => Assert.Null(await Sessions.FindAsync(key, Token));

    [Fact]
    public async Task Find_AfterARestart_IsStillThere()
    {
        var id = await AddMemberAsync();
        var key = (await TryAsync("fang", remember: true)).SessionKey!;
        await Portal.RestartAsync();
        Assert.Equal(id, (await Sessions.FindAsync(key, Token))!.MemberId);
    }

    [Theory]
    [InlineData(false, 12, 7 * 24)]
    [InlineData(true, 14 * 24, 90 * 24)]
    public async Task Find_WithoutAVisit_EndsAfterAWhileAndAtLastInAnyCase(bool remember, int idleHours, int longestHours)
    {
        await AddMemberAsync();
        var idle = (await TryAsync("fang", remember: remember)).SessionKey!;
        var used = (await TryAsync("fang", remember: remember)).SessionKey!;
        for (var hours = idleHours / 2; hours < longestHours; hours += idleHours / 2)
        {
            Portal.Time.Advance(TimeSpan.FromHours(idleHours / 2));
            Assert.NotNull(await Sessions.FindAsync(used, Token));
            if (hours >= idleHours)
                Assert.Null(await Sessions.FindAsync(idle, Token));
        }

        Portal.Time.Advance(TimeSpan.FromHours(idleHours / 2));
        Assert.Null(await Sessions.FindAsync(used, Token));
    }

    [Fact]
    public async Task Roles_Changed_CountAtOnce()
    {
        var id = await AddMemberAsync();
        Portal.Policy = new MemberPolicy(StaffSecondFactor: false);
        await Portal.RestartAsync();
        var key = (await TryAsync("fang")).SessionKey!;
        Assert.Equal([Role.Member], (await Sessions.FindAsync(key, Token))!.Roles);

        await Members.SetRolesAsync(Actor.Console, id, [Role.Editor, Role.Judge]);
        Assert.Equal([Role.Member, Role.Judge, Role.Editor], (await Sessions.FindAsync(key, Token))!.Roles);
        await Members.SetRolesAsync(Actor.Console, id, []);
        Assert.Equal([Role.Member], (await Sessions.FindAsync(key, Token))!.Roles);
    }

    [Fact]
    public async Task SwitchOff_EndsEverySession_AndSwitchOnBringsNoneBack()
    {
        var id = await AddMemberAsync();
        var key = (await TryAsync("fang")).SessionKey!;
        Assert.NotNull(await Sessions.FindAsync(key, Token));
        using var heard = new Listener<MemberChanged>(Feed, id);

        await Members.SwitchOffAsync(Actor.Console, id);

        Assert.Null(await Sessions.FindAsync(key, Token));
        await heard.HearAsync();
        await Members.SwitchOnAsync(TestPortal.Administrator, id);
        Assert.Null(await Sessions.FindAsync(key, Token));
        Assert.NotNull((await TryAsync("fang")).SessionKey);
    }

    // the portal's own commands run in another process
    [Fact]
    public async Task Change_ByAnotherProcess_CountsWithinFiveSeconds()
    {
        await AddMemberAsync();
        var key = (await TryAsync("fang")).SessionKey!;
        Assert.NotNull(await Sessions.FindAsync(key, Token));
        await using (var db = Portal.Db())
            await db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.State, MemberState.Off), Token);

        Portal.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await Sessions.FindAsync(key, Token));
    }

    [Fact]
    public async Task Find_Often_AsksTheDatabaseOnce()
    {
        await AddMemberAsync();
        var key = (await TryAsync("fang")).SessionKey!;
        var first = await Sessions.FindAsync(key, Token);
        await Portal.ExecuteAsync("ALTER TABLE \"MemberSessions\" RENAME TO \"Gone\"");
        Assert.Same(first, await Sessions.FindAsync(key, Token));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Roles_OfStaff_NeedASecondFactorWhereTheSocietyAsksForOne(bool asks, bool count)
    {
        await AddMemberAsync("fang", Role.Judge, Role.Editor, Role.Administrator);
        Portal.Policy = new MemberPolicy(StaffSecondFactor: asks);
        await Portal.RestartAsync();

        var session = (await Sessions.FindAsync((await TryAsync("fang")).SessionKey!, Token))!;

        Assert.Equal([Role.Member, Role.Judge, Role.Editor, Role.Administrator], session.Held);
        Assert.Equal(count ? session.Held : [Role.Member], session.Roles);
        Assert.Equal(!count, session.NeedsSecondFactor);
        var actor = session.ToActor(null);
        Assert.Equal(count, (await Members.ListAsync(actor, cancellation: Token)).IsDone);
    }

    [Fact]
    public async Task Pending_SignsInWithoutAnyRole()
    {
        var id = await AddMemberAsync("fang", Role.Editor);
        await using (var db = Portal.Db())
            await db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.State, MemberState.Pending), Token);
        var key = (await TryAsync("fang")).SessionKey!;
        var session = (await Sessions.FindAsync(key, Token))!;
        Assert.Equal((MemberState.Pending, false), (session.State, session.NeedsSecondFactor));
        Assert.Empty(session.Roles);

        await Members.ApproveAsync(TestPortal.Administrator, id);

        Assert.Contains(Role.Member, (await Sessions.FindAsync(key, Token))!.Roles);
        Assert.Equal(Refusal.Stale, (await Members.ApproveAsync(TestPortal.Administrator, id)).Refused);
    }

    [Fact]
    public async Task List_OwnSessions_NamesThisOneAndEndsAnother()
    {
        var id = await AddMemberAsync();
        var there = (await TryAsync("fang", from: Elsewhere)).SessionKey!;
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var here = (await TryAsync("fang")).SessionKey!;
        var actor = await ActorAsync(here);

        var lines = (await Sessions.ListAsync(actor, id, Token)).Value!;
        Assert.Equal([("Firefox · Linux", "198.51.100.7", true), ("Chrome · Windows", "203.0.113.9", false)], lines.Select(l => (l.Browser, l.Address, l.IsCurrent)));
        await AddMemberAsync("he");
        Assert.Equal(Refusal.NotFound, (await Sessions.EndAsync(await SignInAsync("he"), (await SignInAsync("he")).MemberId, lines[1].Id, Token)).Refused);

        Assert.True((await Sessions.EndAsync(actor, id, lines[1].Id, Token)).IsDone);

        Assert.Null(await Sessions.FindAsync(there, Token));
        Assert.NotNull(await Sessions.FindAsync(here, Token));
    }

    [Fact]
    public async Task EndAll_EndsThisSessionToo_AndForgetsTheBrowsers()
    {
        var id = await AddMemberAsync();
        var answer = await TryAsync("fang");

        Assert.True((await Sessions.EndAllAsync(await ActorAsync(answer.SessionKey), id, Token)).IsDone);

        Assert.Null(await Sessions.FindAsync(answer.SessionKey!, Token));
        await using var db = Portal.Db();
        Assert.Equal((0, 0), (await db.MemberSessions.CountAsync(Token), await db.MemberDevices.CountAsync(Token)));
    }

    [Fact]
    public async Task Stamp_Renewed_EndsSessionsEvenIfNobodyRemovedThem()
    {
        await AddMemberAsync();
        var key = (await TryAsync("fang")).SessionKey!;
        await using (var db = Portal.Db())
            await db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.SecurityStamp, "another"), Token);
        Portal.Time.Advance(Sessions.Fresh);
        Assert.Null(await Sessions.FindAsync(key, Token));
    }
}
