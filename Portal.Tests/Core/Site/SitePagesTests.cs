using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class SitePagesTests : CoreTest
{
    private Site Site => Portal.Get<Site>();

    [Theory]
    [InlineData("about", "zh-Hans", "关于我们")]
    [InlineData("about", "en", "About us")]
    [InlineData("about", "fr", "关于我们")]
    [InlineData("contact", "en", "联系我们")]
    [InlineData("staff", "zh-Hans", null)]
    [InlineData("staff", "en", "Staff")]
    [InlineData("none", "zh-Hans", null)]
    [InlineData("ABOUT", "zh-Hans", null)]
    public async Task Page_InALanguage_FallsBackToChinese(string slug, string language, string? title)
    {
        await Portal.StoreAsync(
            Page("about", "zh-Hans", "关于我们"), Page("about", "en", "About us"), Page("contact", "zh-Hans", "联系我们"), Page("staff", "en", "Staff"));

        Assert.Equal(title, (await Site.PageAsync(slug, language, Token))?.Title);
    }

    [Fact]
    public async Task Links_InTheSocietysOrder_FollowChanges()
    {
        await Portal.StoreAsync(new FriendLink { Name = "乙", Url = "https://b.example/", Place = 2 }, new FriendLink { Name = "甲", Url = "https://a.example/", Place = 1 });
        Assert.Equal([new("甲", "https://a.example/"), new FriendLinkLine("乙", "https://b.example/")], await Site.LinksAsync(Token));

        await Portal.StoreAsync(new FriendLink { Name = "丙", Url = "https://c.example/", Place = 1 });

        Assert.Equal(["甲", "丙", "乙"], (await Site.LinksAsync(Token)).Select(l => l.Name));
    }

    private static SitePage Page(string slug, string language, string title) =>
        new() { Slug = slug, Language = language, Title = title, Body = SafeHtml.Clean($"<p>{title}</p>") };
}
