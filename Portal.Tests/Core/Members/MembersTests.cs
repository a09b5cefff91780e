using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;
using Portal.Tests.Support;
using SignInResult = Portal.Core.SignInResult;

namespace Portal.Tests.Core;

public sealed class MembersTests : MemberTest
{
    private static readonly NewMember Fang = new("fang", "fang@qinghe.example", "方小满", "八个字符就够了吧");

    [Fact]
    public async Task Create_ByAnAdministrator_MakesAMemberThatCanSignIn()
    {
        var made = await Members.CreateAsync(TestPortal.Administrator, Fang);

        Assert.True(made.IsDone);
        await using var scope = Portal.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Member>>();
        var member = (await users.FindByNameAsync("FANG"))!;
        Assert.Equal((made.Value, "方小满", "fang@qinghe.example", true), (member.Id, member.DisplayName, member.Email, member.EmailConfirmed));
        Assert.Equal((Portal.NowUtc, DateTimeKind.Utc), (member.JoinedUtc, member.JoinedUtc.Kind));
        Assert.True(await users.CheckPasswordAsync(member, Fang.Password));
        Assert.False(await users.CheckPasswordAsync(member, Fang.Password + " "));
        Assert.Equal(["Member"], await users.GetRolesAsync(member));
        var audit = Assert.Single(await Portal.AuditAsync());
        Assert.Equal(("member.create", $"member/{made.Value}", "admin"), (audit.Action, audit.Subject, audit.ActorName));
    }

    [Fact]
    public async Task Create_WithRoles_HoldsThemAndMember()
    {
        var first = await Members.CreateAsync(Actor.Console, Fang with { Roles = [Role.Editor, Role.Judge, Role.Editor, Role.Member] });
        var second = await Members.CreateAsync(Actor.Console, Fang with { UserName = "he", Email = "he@qinghe.example", Roles = [Role.Editor] });

        Assert.Equal(["Editor", "Judge", "Member"], await RolesAsync(first.Value));
        Assert.Equal(["Editor", "Member"], await RolesAsync(second.Value));
    }

    [Theory]
    [InlineData("1234567", "PasswordTooShort")]
    [InlineData("", "PasswordTooShort PasswordRequiresUniqueChars")]
    [InlineData("12345678", "PasswordTooCommon")]
    [InlineData("aaaaaaaa", "PasswordTooCommon")]
    [InlineData("Woaini1314", "PasswordTooCommon")]
    [InlineData("QWERTYUIOP", "PasswordTooCommon")]
    [InlineData("fang@qinghe.example", "PasswordTooCommon")]
    [InlineData("我在街角等你八点", null)]
    [InlineData("kleinbuchstaben", null)]
    public async Task Create_Password_LengthCountsAndWhatEverybodyTriesIsRefused(string password, string? code)
    {
        var made = await Members.CreateAsync(TestPortal.Administrator, Fang with { Password = password });

        Assert.Equal((code is null, code), (made.IsDone, made.Detail));
        await using var db = Portal.Db();
        Assert.Equal(code is null ? 1 : 0, await db.Users.CountAsync(Token));
        Assert.Equal(code is null ? 1 : 0, (await Portal.AuditAsync()).Count);
    }

    // ASVS 5.0, 6.2.9 asks for 64 at least
    [Theory]
    [InlineData(64, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public async Task Create_LongPassword_IsTakenWhole(int length, bool taken)
    {
        var password = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 25))));
        var made = await Members.CreateAsync(TestPortal.Administrator, Fang with { Password = password });
        Assert.Equal((taken, taken ? null : "PasswordTooLong"), (made.IsDone, made.Detail));
        Assert.Equal(taken ? SignInResult.SignedIn : SignInResult.Wrong, (await TryAsync("fang", password)).Result);
        Assert.Equal(SignInResult.Wrong, (await TryAsync("fang", password[..^1])).Result);
        Assert.Equal(SignInResult.Wrong, (await TryAsync("fang", password + "x")).Result);
    }

    [Theory]
    [InlineData("方小满", true)]
    [InlineData("Ａ方", true)]
    [InlineData("o.b-c_9", true)]
    [InlineData("x", false)]
    [InlineData("a b", false)]
    [InlineData("a@b", false)]
    [InlineData("<b>fett</b>", false)]
    [InlineData("a\u202eb", false)]
    [InlineData("a\u200bb", false)]
    public async Task Create_UserName_IsLettersOfAnyScript(string name, bool taken)
    {
        var made = await Members.CreateAsync(TestPortal.Administrator, Fang with { UserName = name });
        Assert.Equal((taken, taken ? null : "InvalidUserName"), (made.IsDone, made.Detail));
    }

    [Theory]
    [InlineData("fang", "new@qinghe.example", "DuplicateUserName")]
    [InlineData("ｆａｎｇ", "new@qinghe.example", "DuplicateUserName")]
    [InlineData("FANG", "new@qinghe.example", "DuplicateUserName")]
    [InlineData("new", "Fang@Qinghe.example", "DuplicateEmail")]
    [InlineData("fang", "fang@qinghe.example", "DuplicateUserName DuplicateEmail")]
    [InlineData("new", "", "InvalidEmail")]
    [InlineData("new", "not an address", "InvalidEmail")]
    [InlineData("", "new@qinghe.example", "InvalidUserName")]
    public async Task Create_NameOrAddress_MustBeNewAndRight(string name, string email, string codes)
    {
        await Members.CreateAsync(TestPortal.Administrator, Fang);

        var made = await Members.CreateAsync(TestPortal.Administrator, Fang with { UserName = name, Email = email });

        Assert.Equal((Refusal.Invalid, codes), (made.Refused!.Value, made.Detail));
        Assert.Single(await Portal.AuditAsync());
    }

    [Fact]
    public async Task Create_SameNameAtOnce_MakesOne()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Members.CreateAsync(TestPortal.Administrator, Fang), Token)));

        Assert.Single(made, m => m.IsDone);
        Assert.All(made.Where(m => !m.IsDone), m => Assert.Equal("DuplicateUserName DuplicateEmail", m.Detail));
    }

    [Theory]
    [MemberData(nameof(SiteSettingsTests.NotAdministrators), MemberType = typeof(SiteSettingsTests))]
    public async Task Create_ByAnybodyElse_IsRefused(Actor actor)
    {
        Assert.Equal(Refusal.NotAllowed, (await Members.CreateAsync(actor, Fang)).Refused);

        await using var db = Portal.Db();
        Assert.Equal(0, await db.Users.CountAsync(Token));
        Assert.DoesNotContain(await Portal.AuditAsync(), a => a.Action != "command.refused");
    }

    [Fact]
    public async Task Create_AuditCannotBeWritten_MakesNobody()
    {
        await Portal.RefuseAsync("INSERT ON \"AuditEntries\"");

        await Assert.ThrowsAsync<DbUpdateException>(() => Members.CreateAsync(TestPortal.Administrator, Fang));

        await using var db = Portal.Db();
        Assert.Equal(0, await db.Users.CountAsync(Token));
        Assert.Equal(0, await db.UserRoles.CountAsync(Token));
    }

    [Fact]
    public async Task DangerousCommand_WithoutTheRole_IsWrittenDownOnceAnHour()
    {
        var lists = Portal.Get<MemberLists>();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Refusal.NotAllowed, (await Members.SetRolesAsync(TestPortal.Reader, TestPortal.Reader.MemberId, [Role.Administrator])).Refused);
            Assert.Equal(Refusal.NotAllowed, (await lists.ExportAsync(TestPortal.Reader)).Refused);
            Assert.Equal(Refusal.NotAllowed, (await lists.ExportAsync(Actor.Visitor)).Refused);
        }

        Assert.Equal(
            [("command.refused", "reader", "member/3", "member.roles"), ("command.refused", "reader", "member", "member.list-export")],
            (await Portal.AuditAsync()).Select(a => (a.Action, a.ActorName, a.Subject, a.Detail)));
        Portal.Time.Advance(TimeSpan.FromMinutes(61));
        await lists.ExportAsync(TestPortal.Reader);
        Assert.Equal(3, (await Portal.AuditAsync()).Count);
    }

    // ASVS 5.0, 11.4.2; the layout is that of Identity's version 3: marker, PRF, rounds
    [Fact]
    public async Task Create_PasswordHash_IsSlowEnough()
    {
        await using var portal = await TestPortal.StartAsync(realHashes: true);
        await portal.Get<Members>().CreateAsync(TestPortal.Administrator, Fang);

        await using var db = portal.Db();
        var hash = Convert.FromBase64String((await db.Users.SingleAsync(Token)).PasswordHash!);
        Assert.Equal(1, hash[0]);
        Assert.Equal(2, BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)));
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)), 210_000, int.MaxValue);
    }

    private async Task<IEnumerable<string>> RolesAsync(int id)
    {
        await using var db = Portal.Db();
        return await db.UserRoles.Where(r => r.UserId == id).Join(db.Roles, r => r.RoleId, r => r.Id, (_, r) => r.Name!).OrderBy(n => n).ToListAsync(Token);
    }
}
