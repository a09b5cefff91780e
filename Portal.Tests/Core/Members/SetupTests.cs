using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class SetupTests : MemberTest
{
    private static readonly NewMember First = new("zhou", "zhou@qinghe.example", "周望", Password, Role.Judge);

    private Setup Setup => Portal.Get<Setup>();

    [Fact]
    public async Task Complete_WithTheLink_MakesAnAdministratorOnce()
    {
        var key = (await Setup.OfferAsync(Actor.Console)).Value!;
        Assert.True(await Setup.IsOpenAsync(key));

        var made = await Setup.CompleteAsync(Actor.Visitor, key, First);

        Assert.True(made.IsDone, made.Detail);
        var profile = (await Members.ProfileAsync(TestPortal.Administrator, made.Value)).Value!;
        Assert.Equal([Role.Member, Role.Administrator], profile.Roles);
        Assert.False(await Setup.IsOpenAsync(key));
        Assert.Equal(Refusal.NotFound, (await Setup.CompleteAsync(Actor.Visitor, key, First with { UserName = "he", Email = "he@qinghe.example" })).Refused);
        Assert.Equal(Refusal.NotFound, (await Setup.OfferAsync(Actor.Console)).Refused);
    }

    [Fact]
    public async Task Complete_TwoAtOnce_MakesOne()
    {
        var key = (await Setup.OfferAsync(Actor.Console)).Value!;

        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
            () => Setup.CompleteAsync(Actor.Visitor, key, First with { UserName = $"zhou{i}", Email = $"zhou{i}@qinghe.example" }), Token)));

        Assert.Single(made, m => m.IsDone);
        Assert.All(made.Where(m => !m.IsDone), m => Assert.Equal(Refusal.NotFound, m.Refused));
        await using var db = Portal.Db();
        Assert.Equal(1, await db.Users.CountAsync(Token));
    }

    [Fact]
    public async Task Complete_SomethingWrong_KeepsTheLink()
    {
        var key = (await Setup.OfferAsync(Actor.Console)).Value!;
        Assert.Equal("PasswordTooCommon", (await Setup.CompleteAsync(Actor.Visitor, key, First with { Password = "12345678" })).Detail);
        Assert.Equal("InvalidEmail", (await Setup.CompleteAsync(Actor.Visitor, key, First with { Email = "zhou" })).Detail);
        Assert.Equal("DisplayName", (await Setup.CompleteAsync(Actor.Visitor, key, First with { DisplayName = " " })).Detail);
        Assert.True((await Setup.CompleteAsync(Actor.Visitor, key, First)).IsDone);
    }

    [Fact]
    public async Task Offer_Again_EndsTheEarlierLink()
    {
        var first = (await Setup.OfferAsync(Actor.Console)).Value!;
        var second = (await Setup.OfferAsync(Actor.Console)).Value!;
        Assert.False(await Setup.IsOpenAsync(first));
        Assert.True(await Setup.IsOpenAsync(second));
        Assert.False(await Setup.IsOpenAsync(""));
    }

    [Fact]
    public async Task Link_AfterADay_NoLongerWorks()
    {
        var key = (await Setup.OfferAsync(Actor.Console)).Value!;
        Portal.Time.Advance(Setup.LinkLasts);
        Assert.False(await Setup.IsOpenAsync(key));
        Assert.Equal(Refusal.NotFound, (await Setup.CompleteAsync(Actor.Visitor, key, First)).Refused);
    }

    [Fact]
    public async Task Offer_WhileMembersButNoAdministratorExist_IsMade()
    {
        await AddMemberAsync("fang", Role.Editor);
        Assert.True((await Setup.OfferAsync(Actor.Console)).IsDone);
    }
}
