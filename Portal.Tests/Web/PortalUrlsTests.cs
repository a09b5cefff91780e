using Portal.Web;
using Portal.Web.Features.Search;

namespace Portal.Tests.Web;

public sealed class PortalUrlsTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/articles/3")]
    [InlineData("/columns/news?page=2")]
    [InlineData("/search?q=%E8%A1%97%E5%B7%B7&page=2")]
    [InlineData("/search?next=//evil.example")]
    public void Local_OwnAddress_IsKept(string address) => Assert.Equal(address, PortalUrls.Local(address));

    [Fact]
    public void Local_NotAscii_IsEscapedOnce()
    {
        Assert.Equal("/search?q=%E8%A1%97%20x", PortalUrls.Local("/search?q=街%20x"));
        Assert.Equal("/search?q=%F0%A0%80%80", PortalUrls.Local("/search?q=\U00020000"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("///evil.example")]
    [InlineData("http://evil.example")]
    [InlineData("https:/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("evil.example")]
    [InlineData("~/articles/3")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/articles/3\r\nSet-Cookie: a=b")]
    [InlineData("/\0")]
    [InlineData("/\u007f")]
    [InlineData(" /articles/3")]
    public void Local_AnythingElse_IsTheFrontPage(string? address) => Assert.Equal(PortalUrls.Home, PortalUrls.Local(address));

    [Fact]
    public void Search_QueryWithSpecialCharacters_IsEscaped() =>
        Assert.Equal("/search?q=A%26B%20%23%E8%A1%97&page=2", PortalUrls.Search(new SearchAsked("A&B #街") { Page = 2 }));

    [Theory]
    [InlineData(1, "/columns/news")]
    [InlineData(3, "/columns/news?page=3")]
    public void Column_Page_IsNamedFromTheSecondOn(int page, string expected) => Assert.Equal(expected, PortalUrls.Column("news", page));

    [Fact]
    public void LoginTo_AddressWithQuery_ComesBackWhole() =>
        Assert.Equal("/account/login?returnTo=%2Fcolumns%2Fnews%3Fpage%3D2", PortalUrls.LoginTo("/columns/news?page=2"));
}
