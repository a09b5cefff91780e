using Microsoft.EntityFrameworkCore;
using OtpNet;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>A member of the test's own.</summary>
/// <param name="TotpKey">Of the authenticator app; null without one.</param>
public sealed record TestMember(int Id, string Name, string? TotpKey = null)
{
    public const string Password = "correct horse battery";

    public string Email => $"{Name}@qinghe.example";
}

/// <summary>Makes members on a running server and signs them in over HTTP, as a browser does.</summary>
public static class TestMembers
{
    /// <summary>Staff get an authenticator app, without which their roles do not count.</summary>
    public static async Task<TestMember> AddMemberAsync(this PortalServer server, params Role[] roles)
    {
        var name = $"m{Guid.NewGuid():N}"[..20];
        var made = await server.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", "测试会员", TestMember.Password, roles));
        Assert.True(made.IsDone, made.Detail);
        var member = new TestMember(made.Value, name);
        return roles.Length == 0 ? member : await server.GiveAppAsync(member);
    }

    public static async Task<TestMember> GiveAppAsync(this PortalServer server, TestMember member)
    {
        var key = Base32Encoding.ToString(KeyGeneration.GenerateRandomKey(20));
        await server.ChangeAsync(member, db => db.Users.Where(u => u.Id == member.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.TotpKey, key)));
        return member with { TotpKey = key };
    }

    /// <summary>What the app shows now.</summary>
    public static string Code(string totpKey) => new Totp(Base32Encoding.ToBytes(totpKey.Replace(" ", "", StringComparison.Ordinal))).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>Forgets which code was used last: a test signs in more than once in half a minute.</summary>
    public static Task FreeCodeAsync(this PortalServer server, TestMember member) =>
        server.ChangeAsync(member, db => db.Users.Where(u => u.Id == member.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.TotpStep, 0)));

    /// <summary>Lets all proofs of the member grow old.</summary>
    public static Task AgeProofAsync(this PortalServer server, TestMember member) =>
        server.ChangeAsync(member, db => db.MemberSessions.Where(s => s.MemberId == member.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.ProvedUtc, DateTime.UnixEpoch)));

    /// <summary>Changes rows behind the portal's back, and lets it know.</summary>
    public static async Task ChangeAsync(this PortalServer server, TestMember member, Func<PortalDb, Task> change)
    {
        await using (var db = await server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await change(db);
        server.Get<LiveFeed>().Publish(MemberChanged.Everywhere, new MemberChanged(member.Id));
    }

    /// <summary>Signs in, in both steps where there are two.</summary>
    /// <returns>The value of the session cookie.</returns>
    public static async Task<string> SignInAsync(this PortalServer server, TestMember member)
    {
        using var client = server.Client();
        var answer = await PostAsync(client, "/account/login", null, ("user", member.Name), ("password", TestMember.Password));
        if (member.TotpKey is not null)
        {
            await server.FreeCodeAsync(member);
            answer = await PostAsync(client, "/account/second-step", $"portal-step={CookieOf(answer, "portal-step")}", ("code", Code(member.TotpKey)));
        }

        return CookieOf(answer, "portal-session");
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string? cookie, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))) };
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string CookieOf(HttpResponseMessage answer, string name) =>
        answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith($"{name}=", StringComparison.Ordinal)).Split(';')[0][(name.Length + 1)..];
}
