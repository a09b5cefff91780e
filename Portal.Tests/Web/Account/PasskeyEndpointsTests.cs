using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Account;

namespace Portal.Tests.Web.Account;

/// <summary>Passkeys, with an authenticator in software that can also lie.</summary>
public sealed class PasskeyEndpointsTests(PortalServer server) : AccountTest(server)
{
    [Fact]
    public async Task SignIn_WithAPasskeyJustAdded_ComesBackSignedInAndStrong()
    {
        using var authenticator = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        var (options, cookie) = await AskAsync("/account/passkey/request");
        Assert.Equal("localhost", options.GetProperty("rpId").GetString());
        Assert.Equal("required", options.GetProperty("userVerification").GetString());

        var answer = await AnswerAsync("/account/passkey/sign-in", cookie, new { credential = authenticator.Get(options), returnTo = "/notices", remember = true });

        Assert.Equal("""{"location":"/notices"}""", answer.Text);
        var session = answer.Cookies.Single(c => c.StartsWith("portal-session=", StringComparison.Ordinal));
        Assert.Contains("max-age=", session, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("用通行密钥登录", (await OpenAsync("/account/sessions", session.Split(';')[0])).Text, StringComparison.Ordinal);
        var state = await Server.Get<Sessions>().FindAsync(session.Split(';')[0]["portal-session=".Length..], Cancellation);
        Assert.Equal((member.Id, true), (state!.MemberId, state.IsStrong));
    }

    [Fact]
    public async Task SignIn_ReturnElsewhere_GoesToTheFrontPage()
    {
        using var authenticator = new SoftAuthenticator();
        await MemberWithAsync(authenticator);
        var (options, cookie) = await AskAsync("/account/passkey/request");
        var answer = await AnswerAsync("/account/passkey/sign-in", cookie, new { credential = authenticator.Get(options), returnTo = "//evil.example" });
        Assert.Equal("""{"location":"/"}""", answer.Text);
    }

    [Fact]
    public async Task SignIn_SameAnswerTwice_CountsOnce()
    {
        using var authenticator = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        var (options, cookie) = await AskAsync("/account/passkey/request");
        var credential = authenticator.Get(options);
        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync("/account/passkey/sign-in", cookie, new { credential })).Status);
        // without the signature counter, which passkeys that are synced do not have
        await Server.ChangeAsync(member, db => db.Database.ExecuteSqlAsync($"UPDATE AspNetUserPasskeys SET Data = json_set(Data, '$.SignCount', 0) WHERE UserId = {member.Id}", Cancellation));

        AssertRefused("failed", await AnswerAsync("/account/passkey/sign-in", cookie, new { credential }));
    }

    [Fact]
    public async Task SignIn_FromAPageElsewhere_IsRefusedAndWrittenDown()
    {
        using var authenticator = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        foreach (var lie in new Action<SoftAuthenticator>[] { a => a.Origin = "http://evil.example", a => a.Origin = "https://localhost:5080", a => a.Domain = "evil.example", a => a.Unlocked = false })
        {
            var (options, cookie) = await AskAsync("/account/passkey/request");
            (authenticator.Origin, authenticator.Domain, authenticator.Unlocked) = ("http://localhost:5080", "localhost", true);
            lie(authenticator);
            AssertRefused("failed", await AnswerAsync("/account/passkey/sign-in", cookie, new { credential = authenticator.Get(options) }));
        }

        await using var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation);
        Assert.True(await db.AuditEntries.AnyAsync(a => a.Action == "signin.passkey-refused" && a.Subject == $"member/{member.Id}", Cancellation));
    }

    [Fact]
    public async Task SignIn_PasskeyTakenAway_IsUnknown()
    {
        using var authenticator = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        await Server.ChangeAsync(member, async db =>
        {
            db.UserPasskeys.RemoveRange(db.UserPasskeys.Where(p => p.UserId == member.Id));
            await db.SaveChangesAsync(Cancellation);
        });
        var (options, cookie) = await AskAsync("/account/passkey/request");
        AssertRefused("unknown", await AnswerAsync("/account/passkey/sign-in", cookie, new { credential = authenticator.Get(options) }));
    }

    [Fact]
    public async Task SignIn_AccountSwitchedOff_SaysSo()
    {
        using var authenticator = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        Assert.True((await Server.Get<Members>().SwitchOffAsync(Actor.Console, member.Id)).IsDone);
        var (options, cookie) = await AskAsync("/account/passkey/request");
        AssertRefused("off", await AnswerAsync("/account/passkey/sign-in", cookie, new { credential = authenticator.Get(options) }));
    }

    [Fact]
    public async Task Answer_WithoutTheCookieOrWithAnothersQuestion_IsTooLate()
    {
        using var authenticator = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        var (options, cookie) = await AskAsync("/account/passkey/request");
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        AssertRefused("expired", await AnswerAsync("/account/passkey/sign-in", null, new { credential = authenticator.Get(options) }));
        var session = await SessionOfAsync(member);
        // asked for signing in: no proof of anything else
        AssertRefused("expired", await AnswerAsync("/account/passkey/prove", $"{cookie.Split(';')[0]}; {session}", new { credential = authenticator.Get(options) }));
    }

    [Fact]
    public async Task Prove_OwnPasskey_RenewsTheProof_AnothersDoesNot()
    {
        using var authenticator = new SoftAuthenticator();
        using var others = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        await MemberWithAsync(others);
        var session = await SessionOfAsync(member);
        await Server.AgeProofAsync(member);

        var (options, cookie) = await AskAsync("/account/passkey/request", session, new { prove = true });
        Assert.Equal(authenticator.Id, options.GetProperty("allowCredentials")[0].GetProperty("id").GetString());
        AssertRefused("failed", await AnswerAsync("/account/passkey/prove", $"{cookie.Split(';')[0]}; {session}", new { credential = others.Get(options) }));
        Assert.Equal(HttpStatusCode.Found, (await OpenAsync("/account/data.json", session)).Status);

        (options, cookie) = await AskAsync("/account/passkey/request", session, new { prove = true });
        var answer = await AnswerAsync("/account/passkey/prove", $"{cookie.Split(';')[0]}; {session}", new { credential = authenticator.Get(options), returnTo = "/account/data" });
        Assert.Equal("""{"location":"/account/data"}""", answer.Text);
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync("/account/data.json", session)).Status);
    }

    [Fact]
    public async Task Add_AskedByOneMemberAnsweredByAnother_IsRefused()
    {
        using var authenticator = new SoftAuthenticator();
        var first = await SessionOfAsync(await Server.AddMemberAsync());
        var second = await SessionOfAsync(await Server.AddMemberAsync());
        var (options, cookie) = await AskAsync("/account/passkey/creation", first);
        AssertRefused("failed", await AnswerAsync("/account/passkey/add", $"{cookie.Split(';')[0]}; {second}", new { credential = authenticator.Create(options) }));
    }

    [Fact]
    public async Task Add_SecondOnTheSameDevice_IsExcluded()
    {
        using var authenticator = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        var (options, _) = await AskAsync("/account/passkey/creation", await SessionOfAsync(member));
        Assert.Equal(authenticator.Id, options.GetProperty("excludeCredentials")[0].GetProperty("id").GetString());
        var selection = options.GetProperty("authenticatorSelection");
        Assert.Equal(("required", "required"), (selection.GetProperty("residentKey").GetString(), selection.GetProperty("userVerification").GetString()));
        Assert.Equal("none", options.GetProperty("attestation").GetString());
    }

    [Fact]
    public async Task Add_OldProof_LeadsToTheProof()
    {
        var member = await Server.AddMemberAsync();
        var session = await SessionOfAsync(member);
        await Server.AgeProofAsync(member);
        var answer = await AnswerAsync("/account/passkey/creation", session, new { });
        AssertRefused("prove", answer);
        Assert.Equal("/account/prove?returnTo=%2Faccount%2Fsecurity", JsonDocument.Parse(answer.Text).RootElement.GetProperty("location").GetString());
        AssertRefused("prove", await AnswerAsync("/account/passkey/creation", null, new { }));
    }

    [Fact]
    public async Task Renamed_Passkey_ShowsItsName_RemovedIsGone()
    {
        using var authenticator = new SoftAuthenticator();
        var member = await MemberWithAsync(authenticator);
        var session = await SessionOfAsync(member);
        var page = await OpenAsync("/account/security", session);
        Assert.Equal("书房的电脑", page.Page.QuerySelector(".rowlist b")!.TextContent);

        Assert.Equal("请给它起个名称，不超过 60 个字。", ProblemOf(await SendFormAsync(page, "/account/security", session, $"rename-{authenticator.Id}", ("PasskeyName", " ")), "PasskeyName"));
        await SendFormAsync(page, "/account/security", session, $"rename-{authenticator.Id}", ("PasskeyName", "工作手机"));
        Assert.Equal("工作手机", (await OpenAsync("/account/security", session)).Page.QuerySelector(".rowlist b")!.TextContent);
        await SendFormAsync(page, "/account/security", session, $"remove-{authenticator.Id}");
        Assert.Empty((await OpenAsync("/account/security", session)).Page.QuerySelectorAll(".rowlist b"));
    }

    [Fact]
    public async Task Body_NoJsonOrTooLong_IsRefused()
    {
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync("/account/passkey/request", new() { ["prove"] = "false" })).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await AnswerAsync("/account/passkey/sign-in", null, new { credential = new string('x', 40_000) })).Status);
        var (_, cookie) = await AskAsync("/account/passkey/request");
        AssertRefused("unknown", await AnswerAsync("/account/passkey/sign-in", cookie, new { credential = "x" }));
        (_, cookie) = await AskAsync("/account/passkey/request");
        AssertRefused("unknown", await AnswerAsync("/account/passkey/sign-in", cookie, new { credential = new { id = "!", response = 1 } }));
    }

    [Fact]
    public async Task Request_FromAnotherSite_IsRefused()
    {
        var answer = await SendAsync(HttpMethod.Post, "/account/passkey/request", [("Sec-Fetch-Site", "cross-site")], JsonContent.Create(new { }));
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }

    [Theory]
    [InlineData("https://portal.example", "https://portal.example", true)]
    [InlineData("https://portal.example", "https://portal.example:8443", false)]
    [InlineData("https://portal.example", "http://portal.example", false)]
    [InlineData("https://portal.example", "https://www.portal.example", false)]
    [InlineData("https://portal.example", "https://portal.example.evil.example", false)]
    [InlineData("https://portal.example", "null", false)]
    [InlineData("https://学会.example", "https://xn--6oqq31a.example", true)]
    [InlineData("http://localhost:5080", "http://localhost:41234", true)]
    [InlineData("http://localhost:5080", "https://localhost:41234", false)]
    [InlineData("http://localhost:5080", "http://127.0.0.1:5080", false)]
    public void IsOwnOrigin_ForTheAddressReadersUse(string baseUrl, string origin, bool own) =>
        Assert.Equal(own, PasskeyEndpoints.IsOwnOrigin(new Uri(baseUrl), origin));

    private static void AssertRefused(string code, Answer answer)
    {
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(code, JsonDocument.Parse(answer.Text).RootElement.GetProperty("code").GetString());
        Assert.DoesNotContain(answer.Cookies, c => c.StartsWith("portal-session", StringComparison.Ordinal));
    }

    /// <summary>A member who has added the passkey.</summary>
    private async Task<TestMember> MemberWithAsync(SoftAuthenticator authenticator)
    {
        var member = await Server.AddMemberAsync();
        var session = await SessionOfAsync(member);
        var (options, cookie) = await AskAsync("/account/passkey/creation", session);
        var answer = await AnswerAsync("/account/passkey/add", $"{cookie.Split(';')[0]}; {session}", new { credential = authenticator.Create(options), name = "书房的电脑" });
        Assert.Equal("""{"location":"/account/security?done=passkey-added"}""", answer.Text);
        return member;
    }

    private async Task<(JsonElement Options, string Cookie)> AskAsync(string path, string? session = null, object? question = null)
    {
        var answer = await AnswerAsync(path, session, question ?? new { });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return (JsonDocument.Parse(answer.Text).RootElement, answer.Cookies.Single(c => c.StartsWith("portal-passkey=", StringComparison.Ordinal)));
    }

    private Task<Answer> AnswerAsync(string path, string? cookie, object body) =>
        SendAsync(HttpMethod.Post, path, cookie is null ? [] : [("Cookie", cookie)], JsonContent.Create(body));
}
