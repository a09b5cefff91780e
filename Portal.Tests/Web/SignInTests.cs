using System.Net;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>Signing in and out with plain forms.</summary>
public sealed class SignInTests(PortalServer server) : ServerTest(server)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task SignIn_RightPassword_ComesBackSignedInAndOutAgain()
    {
        var session = await SignInAsync();
        Assert.Contains("方小满", (await GetAsync("/notices", session)).Text, StringComparison.Ordinal);

        var answer = await PostAsync("/account/logout", new() { ["returnTo"] = "/units" }, session, ("Sec-Fetch-Site", "same-origin"));

        Assert.Equal((HttpStatusCode.Found, "/units"), (answer.Status, answer.Header("Location")));
        Assert.Contains(answer.Cookies, c => c.StartsWith("portal-session=;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_RightPassword_SetsACookieScriptsCannotRead()
    {
        var name = await MemberAsync();
        var answer = await PostAsync("/account/login", new() { ["user"] = name, ["password"] = Password });
        var cookie = Assert.Single(answer.Cookies, c => c.StartsWith("portal-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires=", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("max-age=", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SignIn_RememberMe_OutlivesTheBrowser()
    {
        var name = await MemberAsync();
        var answer = await PostAsync("/account/login", new() { ["user"] = name, ["password"] = Password, ["remember"] = "on" });
        Assert.Contains("max-age=", answer.Cookies.Single(c => c.StartsWith("portal-session=", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task SignIn_EmailAddress_IsAsGoodAsTheName()
    {
        var name = await MemberAsync();
        var answer = await PostAsync("/account/login", new() { ["user"] = $" {name}@qinghe.example ", ["password"] = Password });
        Assert.Equal("/", answer.Header("Location"));
        Assert.NotEmpty(answer.Cookies);
    }

    [Fact]
    public async Task SignIn_WrongPassword_ReturnsWithTheSentenceAndTheNameOnly()
    {
        var name = await MemberAsync();
        var answer = await PostAsync("/account/login", new() { ["user"] = name, ["password"] = "wrong-secret-42", ["returnTo"] = "/notices?page=1" });

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.DoesNotContain(answer.Cookies, c => c.StartsWith("portal-session", StringComparison.Ordinal));
        var location = answer.Header("Location")!;
        Assert.StartsWith("/account/login?", location, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret-42", location, StringComparison.Ordinal);
        var page = await GetAsync(location);
        Assert.Equal("用户名或密码不对，请再试一次。", page.Page.QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal(name, page.Page.QuerySelector("input[name=user]")!.GetAttribute("value"));
        Assert.Equal("/notices?page=1", page.Page.QuerySelector("form[action='/account/login'] input[name=returnTo]")!.GetAttribute("value"));
        Assert.DoesNotContain("wrong-secret-42", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_UnknownName_SaysTheSameAsForAWrongPassword()
    {
        var answer = await PostAsync("/account/login", new() { ["user"] = "没有这个人&failed=locked", ["password"] = "x" });
        var page = await GetAsync(answer.Header("Location")!);
        Assert.Equal("用户名或密码不对，请再试一次。", page.Page.QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal("没有这个人&failed=locked", page.Page.QuerySelector("input[name=user]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task SignIn_TooManyTries_SaysHowLongToWait()
    {
        var name = await MemberAsync();
        for (var i = 0; i < 5; i++)
            await PostAsync("/account/login", new() { ["user"] = name, ["password"] = "wrong" });

        var answer = await PostAsync("/account/login", new() { ["user"] = name, ["password"] = Password });

        Assert.Matches("&failed=wait&wait=1[0-5]&", answer.Header("Location")!);
        Assert.Equal("试错次数太多，请在 15 秒之后再试。", (await GetAsync(answer.Header("Location")!)).Page.QuerySelector("[role=alert]")!.TextContent);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    public async Task SignIn_ReturnElsewhere_GoesToTheFrontPage(string returnTo)
    {
        var name = await MemberAsync();
        var answer = await PostAsync("/account/login", new() { ["user"] = name, ["password"] = Password, ["returnTo"] = returnTo });
        Assert.Equal("/", answer.Header("Location"));
        var page = await GetAsync($"/account/login?returnTo={Uri.EscapeDataString(returnTo)}");
        Assert.Equal("/", page.Page.QuerySelector("form[action='/account/login'] input[name=returnTo]")!.GetAttribute("value"));
    }

    private async Task<string> MemberAsync()
    {
        var name = $"m{Guid.NewGuid():N}"[..20];
        var made = await Server.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", "测试会员", Password));
        Assert.True(made.IsDone, made.Detail);
        return name;
    }
}
