using Portal.Core;

namespace Portal.Tests.Core;

public sealed class PortalLinksTests
{
    [Theory]
    [InlineData("http://localhost:5080", "http://localhost:5080/account/confirm?token=t")]
    [InlineData("https://x.example/", "https://x.example/account/confirm?token=t")]
    [InlineData("https://x.example:443", "https://x.example/account/confirm?token=t")]
    [InlineData("https://x.example/portal", "https://x.example/portal/account/confirm?token=t")]
    [InlineData("https://x.example/portal/", "https://x.example/portal/account/confirm?token=t")]
    [InlineData("https://user:secret@x.example/?a=b#c", "https://x.example/account/confirm?token=t")]
    public void ConfirmRegistration_BaseUrl_KeepsItsPathAndNothingElse(string baseUrl, string expected) =>
        Assert.Equal(expected, new PortalLinks(new Uri(baseUrl)).ConfirmRegistration("t"));

    [Fact]
    public void Links_EachKind_HasItsPath()
    {
        var links = new PortalLinks(new Uri("https://x.example"));

        Assert.Equal(
            [
                "https://x.example/", "https://x.example/account/login", "https://x.example/account/forgot", "https://x.example/account", "https://x.example/pages/contact",
                "https://x.example/account/reset?token=t", "https://x.example/account/email?token=t", "https://x.example/setup?token=t",
                "https://x.example/member/essays", "https://x.example/member/judging", "https://x.example/contests/3/submit",
            ],
            [links.Home, links.Login, links.Forgot, links.Account, links.Contact, links.ResetPassword("t"), links.ConfirmEmail("t"), links.Setup("t"), links.Essays, links.Judging, links.Submit(3)]);
    }

    [Fact]
    public void ConfirmRegistration_AnyToken_IsEscaped() =>
        Assert.EndsWith("?token=a%2Fb%2Bc%3D%26d%20%23e", new PortalLinks(new Uri("https://x.example")).ConfirmRegistration("a/b+c=&d #e"), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://x.example/portal", "x.example")]
    [InlineData("http://localhost:5080", "localhost")]
    [InlineData("http://192.168.1.4:5080", "[192.168.1.4]")]
    [InlineData("http://[::1]:5080", "[IPv6:::1]")]
    [InlineData("https://学会.example", "xn--6oqq31a.example")]
    public void MailDomain_AnyHost_CanStandInAnAddress(string baseUrl, string expected)
    {
        var domain = new PortalLinks(new Uri(baseUrl)).MailDomain;

        Assert.Equal(expected, domain);
        Assert.True(MailOptions.IsAddress($"portal@{domain}"), domain);
    }
}
