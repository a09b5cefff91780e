using System.Net;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>The switches in the header and the reading tools, without JavaScript.</summary>
public sealed class PreferencesTests(PortalServer server) : ServerTest(server)
{
    [Theory]
    [InlineData("theme", "dark", "portal-look=dark..")]
    [InlineData("reading", "elder", "portal-look=.elder.")]
    [InlineData("size", "large", "portal-look=..large")]
    [InlineData("theme", "purple", "portal-look=..")]
    [InlineData("language", "en", ".AspNetCore.Culture=c%3Den%7Cuic%3Den")]
    public async Task Preferences_Choice_IsKeptInACookie(string field, string value, string cookie)
    {
        var answer = await PostAsync("/preferences", new() { [field] = value, ["returnTo"] = "/notices?page=2" }, ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal("/notices?page=2", answer.Header("Location"));
        var set = Assert.Single(answer.Cookies, c => c.Split(';')[0] == cookie);
        Assert.Contains("samesite=lax", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/;", set + ";", StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Preferences_UnknownLanguage_SetsNone()
    {
        var answer = await PostAsync("/preferences", new() { ["language"] = "xx" });
        Assert.DoesNotContain(answer.Cookies, c => c.StartsWith(".AspNetCore.Culture", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Preferences_SecondChoice_KeepsTheFirst()
    {
        var answer = await PostAsync("/preferences", new() { ["size"] = "large" }, ("Cookie", "portal-look=dark.elder."));
        Assert.Contains(answer.Cookies, c => c.StartsWith("portal-look=dark.elder.large;", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("http://evil.example/")]
    [InlineData("/\r\nSet-Cookie: a=b")]
    [InlineData("/\t/evil.example")]
    [InlineData("")]
    public async Task Preferences_ReturnElsewhere_GoesToTheFrontPage(string returnTo)
    {
        var answer = await PostAsync("/preferences", new() { ["theme"] = "dark", ["returnTo"] = returnTo });
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal("/", answer.Header("Location"));
    }

    [Theory]
    [InlineData("/preferences", "/search?q=%E8%A1%97%E5%B7%B7")]
    [InlineData("/account/logout", "/search?q=%E8%A1%97%E5%B7%B7")]
    [InlineData("/account/login", "/account/login?returnTo=%2Fsearch%3Fq%3D%25E8%25A1%2597%25E5%25B7%25B7&failed=wrong&user=nobody")]
    public async Task Post_ReturnToChineseAddress_ComesBackToIt(string path, string location)
    {
        var answer = await PostAsync(path, new() { ["returnTo"] = "/search?q=街巷", ["user"] = "nobody", ["password"] = "x" });
        Assert.Equal((HttpStatusCode.Found, location), (answer.Status, answer.Header("Location")));
    }

    [Theory]
    [InlineData("/preferences")]
    [InlineData("/account/login")]
    [InlineData("/account/logout")]
    public async Task Post_NoForm_IsTheClientsError(string path)
    {
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        Assert.InRange((int)(await SendAsync(HttpMethod.Post, path, content: json)).Status, 400, 499);
        Assert.InRange((int)(await SendAsync(HttpMethod.Post, path)).Status, 400, 499);
    }
}
