using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class UnitDeskTests : CoreTest
{
    private static Actor Admin => TestPortal.Administrator;

    private UnitDesk Desk => Portal.Get<UnitDesk>();

    private Council Council => Portal.Get<Council>();

    [Fact]
    public async Task Move_WithinTheTier_ChangesPlacesAndStopsAtTheEnds()
    {
        var other = await AddAsync("别的层级", CouncilTier.VicePresident);
        int[] ids = [await AddAsync("甲"), await AddAsync("乙"), await AddAsync("丙")];

        await Desk.MoveAsync(Admin, ids[2], up: true);
        Assert.Equal(["别的层级", "甲", "丙", "乙"], await NamesAsync());
        await Desk.MoveAsync(Admin, ids[0], up: false);
        Assert.Equal(["别的层级", "丙", "甲", "乙"], await NamesAsync());
        await Desk.MoveAsync(Admin, ids[2], up: true);
        await Desk.MoveAsync(Admin, ids[1], up: false);
        await Desk.MoveAsync(Admin, other, up: true);

        Assert.Equal(["别的层级", "丙", "甲", "乙"], await NamesAsync());
    }

    [Fact]
    public async Task Change_SeenLongAgo_IsStaleAndOverwritesNothing()
    {
        var id = await AddAsync("甲");
        Assert.True((await Desk.ChangeAsync(Admin, id, 1, CouncilTier.Council, new UnitText { Name = "甲二" })).IsDone);

        Assert.Equal(Refusal.Stale, (await Desk.ChangeAsync(Admin, id, 1, CouncilTier.Council, new UnitText { Name = "甲三" })).Refused);
        Assert.Equal(["甲二"], await NamesAsync());
    }

    [Fact]
    public async Task Change_Tier_PutsItLastThere()
    {
        var first = await AddAsync("甲");
        await AddAsync("乙", CouncilTier.Standing);

        await Desk.ChangeAsync(Admin, first, 1, CouncilTier.Standing, new UnitText { Name = "甲", Website = "http://a.example" });

        Assert.Equal(["乙", "甲"], await NamesAsync());
        Assert.Equal(nameof(UnitText.Website), (await Desk.ChangeAsync(Admin, first, 2, CouncilTier.Standing, new UnitText { Name = "甲", Website = "javascript:1" })).Detail);
    }

    [Fact]
    public async Task Remove_ThirtyDays_CanBeUndoneThenItIsGone()
    {
        var (kept, gone) = (await AddAsync("甲"), await AddAsync("乙"));

        await Desk.RemoveAsync(Admin, kept);
        await Desk.RemoveAsync(Admin, gone);
        Assert.Empty(await NamesAsync());
        Assert.Null(await Council.GetAsync(kept, Token));
        Assert.Equal(Refusal.NotFound, (await Desk.ChangeAsync(Admin, kept, 1, CouncilTier.Council, new UnitText { Name = "甲" })).Refused);
        Portal.Time.Advance(TimeSpan.FromDays(29));
        await Portal.Get<Housekeeping>().PruneAsync(Token);
        Assert.Equal(2, (await Desk.ListAsync(Admin, bin: true, Token)).Value!.Count);

        Assert.True((await Desk.BringBackAsync(Admin, kept)).IsDone);
        Portal.Time.Advance(TimeSpan.FromDays(2));
        await Portal.Get<Housekeeping>().PruneAsync(Token);

        Assert.Equal(["甲"], await NamesAsync());
        Assert.Empty((await Desk.ListAsync(Admin, bin: true, Token)).Value!);
        Assert.Equal(Refusal.NotFound, (await Desk.BringBackAsync(Admin, gone)).Refused);
    }

    [Fact]
    public async Task Candidates_WithoutWords_AreTheUnitsOwnPeople()
    {
        var id = await AddAsync("甲");
        var own = await MemberAsync("fang");
        await MemberAsync("he");
        await Portal.ExecuteAsync($"UPDATE AspNetUsers SET UnitId = {id} WHERE Id = {own}");

        Assert.Equal([own], (await Desk.CandidatesAsync(Admin, id, " ", Token)).Value!.Select(c => c.MemberId));
        Assert.Equal(2, (await Desk.CandidatesAsync(Admin, id, "QINGHE", Token)).Value!.Count);
        await Desk.AddContactAsync(Admin, id, own);
        Assert.Empty((await Desk.CandidatesAsync(Admin, id, "fang", Token)).Value!);
        Assert.Equal("fang", Assert.Single((await Desk.GetAsync(Admin, id, Token)).Value!.Contacts).UserName);
    }

    private async Task<int> AddAsync(string name, CouncilTier tier = CouncilTier.Council)
    {
        var added = await Desk.AddAsync(Admin, tier, new UnitText { Name = name });
        Assert.True(added.IsDone, added.Detail);
        return added.Value;
    }

    private async Task<IEnumerable<string>> NamesAsync() => (await Council.ListAsync(Token)).Select(u => u.Name);

    private async Task<int> MemberAsync(string name) =>
        (await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", name, "街角的长椅坐着三个人"))).Value;
}
