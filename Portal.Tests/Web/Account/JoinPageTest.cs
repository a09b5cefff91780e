using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>Base of tests of joining and of new passwords: a visitor, and the rows behind the links of mails.</summary>
public abstract class JoinPageTest(PortalServer server) : ServerTest(server)
{
    protected const string Password = "correct horse battery";

    protected static string NewName() => $"m{Guid.NewGuid():N}"[..20];

    protected PortalDb Db() => Server.Get<IDbContextFactory<PortalDb>>().CreateDbContext();

    protected async Task StoreAsync(params object[] rows)
    {
        await using var db = Db();
        db.AddRange(rows);
        await db.SaveChangesAsync(Cancellation);
    }

    protected async Task<(int Id, string Name)> MemberAsync(params Role[] roles)
    {
        var name = NewName();
        var made = await Server.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", "测试会员", Password, roles));
        Assert.True(made.IsDone, made.Detail);
        return (made.Value, name);
    }

    /// <summary>A registration whose mail has been sent.</summary>
    /// <returns>The key in its link.</returns>
    protected async Task<string> RegistrationAsync(string userName, DateTime? expiresUtc = null)
    {
        var key = SecretKey.New();
        var email = $"{NewName()}@qinghe.example";
        await StoreAsync(new Registration
        {
            KeyHash = SecretKey.Hash(key),
            UserName = userName,
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            DisplayName = "何青",
            Language = "zh-Hans",
            PasswordHash = new PasswordHasher<Member>().HashPassword(new Member(), Password),
            CreatedUtc = Now,
            ExpiresUtc = expiresUtc ?? Now.AddHours(1),
        });
        return key;
    }

    /// <returns>A key that travels once.</returns>
    protected async Task<string> KeyAsync(KeyPurpose purpose, int? memberId, string? payload = null, DateTime? expiresUtc = null)
    {
        var key = SecretKey.New();
        await StoreAsync(new OneTimeKey
        {
            KeyHash = SecretKey.Hash(key),
            Purpose = purpose,
            MemberId = memberId,
            Payload = payload,
            CreatedUtc = Now,
            ExpiresUtc = expiresUtc ?? Now.AddHours(1),
        });
        return key;
    }

    protected async Task<bool> SignsInAsync(string name, string password) => (await Server.Get<SignIns>().SignInAsync(
        new SignInAttempt(name, password, false, new Caller("192.0.2.1")))).Result == Portal.Core.SignInResult.SignedIn;

    protected static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;
}
