using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class FriendLinksTests : CoreTest
{
    private static Actor Admin => TestPortal.Administrator;

    private FriendLinks Links => Portal.Get<FriendLinks>();

    [Fact]
    public async Task Links_AddedMovedChangedRemoved_AreWhatReadersGet()
    {
        var (a, b) = (await AddAsync("甲"), await AddAsync("乙"));

        await Links.MoveAsync(Admin, b, up: true);
        await Links.MoveAsync(Admin, b, up: true);
        Assert.Equal(["乙", "甲"], await NamesAsync());
        var seen = (await Links.ListAsync(Admin, Token)).Value!.Single(l => l.Id == a);
        Assert.True((await Links.ChangeAsync(Admin, seen, new FriendLinkLine(" 甲二 ", "http://a2.example/"))).IsDone);
        Assert.Equal(Refusal.Stale, (await Links.ChangeAsync(Admin, seen, new FriendLinkLine("甲三", "http://a3.example/"))).Refused);
        Assert.Equal(["乙", "甲二"], await NamesAsync());

        await Links.RemoveAsync(Admin, b);
        Assert.Equal(["甲二"], await NamesAsync());
        await Links.BringBackAsync(Admin, b);
        Assert.Equal(["乙", "甲二"], await NamesAsync());
        await Links.RemoveAsync(Admin, b);
        Portal.Time.Advance(TimeSpan.FromDays(31));
        await Portal.Get<Housekeeping>().PruneAsync(Token);
        Assert.Equal(Refusal.NotFound, (await Links.BringBackAsync(Admin, b)).Refused);
    }

    [Theory]
    [InlineData("", "https://a.example/", "Name")]
    [InlineData("甲", "", "Url")]
    [InlineData("甲", "a.example", "Url")]
    [InlineData("甲", "javascript:alert(1)", "Url")]
    [InlineData("甲", "//a.example", "Url")]
    public async Task Add_WhatIsNoLink_IsRefused(string name, string url, string field) =>
        Assert.Equal((Refusal.Invalid, field), await Links.AddAsync(Admin, new FriendLinkLine(name, url)) is var outcome ? (outcome.Refused, outcome.Detail) : default);

    private async Task<int> AddAsync(string name) => (await Links.AddAsync(Admin, new FriendLinkLine(name, "https://a.example/"))).Value;

    private async Task<IEnumerable<string>> NamesAsync() => (await Portal.Get<Site>().LinksAsync(Token)).Select(l => l.Name);
}
