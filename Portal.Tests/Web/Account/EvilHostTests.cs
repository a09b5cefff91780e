using System.Net;
using MimeKit;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>A request says which host it means; a mail says which host the portal is.</summary>
public sealed class EvilHostTests(PortalServer server) : JoinPageTest(server)
{
    [Theory]
    [InlineData("Host")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("Forwarded")]
    public async Task Forgot_FromAnotherHost_NeverReachesTheMail(string header)
    {
        var (_, name) = await MemberAsync();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/forgot");
        visitor.Headers[header] = header == "Forwarded" ? "host=evil.example" : "evil.example";

        var mail = await Server.MailOfAsync($"{name}@qinghe.example", async () =>
            Assert.Equal(HttpStatusCode.Found, (await visitor.SubmitAsync(("Account", name))).Status));

        Assert.DoesNotContain("evil", mail.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.All(Assert.IsAssignableFrom<Multipart>(mail.Body).OfType<TextPart>(), part =>
        {
            Assert.DoesNotContain("evil", part.Text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("http://localhost:5080/account/reset?token=", part.Text, StringComparison.Ordinal);
        });
    }
}

/// <summary>Cookies where readers use https. ASVS 5.0, 3.3.1 to 3.3.4.</summary>
public sealed class SecureCookiesTests(SecureServer server) : IClassFixture<SecureServer>
{
    [Fact]
    public async Task SignIn_WhereReadersUseHttps_SetsCookiesOfThisHostAlone()
    {
        var member = await server.AddMemberAsync();
        using var visitor = new FormVisitor(server);
        visitor.Headers["X-Forwarded-Proto"] = "https";
        await visitor.OpenAsync("/account/login");

        await visitor.SubmitAsync(("user", member.Name), ("password", TestMember.Password), ("remember", "on"));

        Assert.NotEmpty(visitor.Page.Cookies);
        Assert.All(visitor.Page.Cookies, cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            foreach (var attribute in (string[])["secure", "httponly", "samesite=lax", "path=/"])
                Assert.Contains($"; {attribute}", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.NotNull(visitor.Cookie("__Host-portal-session"));
        await visitor.OpenAsync("/account");
        Assert.Equal(HttpStatusCode.OK, visitor.Page.Status);
        // the forms' own, and the one that counts readers
        await visitor.OpenAsync("/account/register");
        Assert.NotNull(visitor.Cookie("__Host-portal-form"));
        await visitor.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        Assert.NotNull(visitor.Cookie("__Host-portal-visitor"));
        Assert.DoesNotContain(visitor.Page.Cookies, c => c.StartsWith("portal-", StringComparison.Ordinal));
    }
}

/// <summary>A portal that readers reach by https, through a proxy.</summary>
public sealed class SecureServer : PortalServer
{
    protected override IReadOnlyList<string> Settings => ["--Portal:SampleContent=false", "--environment=Production", "--Portal:BaseUrl=https://portal.example"];
}
