using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class CouncilTests : CoreTest
{
    private Council Council => Portal.Get<Council>();

    [Fact]
    public async Task List_Order_IsByTierThenPlace()
    {
        await Portal.StoreAsync(
            Unit("理事 1", CouncilTier.Council, 1),
            Unit("常务 2", CouncilTier.Standing, 2),
            Unit("副会长 9", CouncilTier.VicePresident, 9),
            Unit("常务 1", CouncilTier.Standing, 1),
            Unit("常务 1，后加", CouncilTier.Standing, 1),
            Unit("副会长 3", CouncilTier.VicePresident, 3));

        Assert.Equal(["副会长 3", "副会长 9", "常务 1", "常务 1，后加", "常务 2", "理事 1"], (await Council.ListAsync(Token)).Select(u => u.Name));
    }

    [Fact]
    public async Task List_UnitAdded_ShowsAtOnce()
    {
        Assert.Empty(await Council.ListAsync(Token));

        await Portal.StoreAsync(Unit("新单位", CouncilTier.Council, 1));

        Assert.Single(await Council.ListAsync(Token));
    }

    [Fact]
    public async Task Get_Unit_HasItsAddress()
    {
        var unit = Unit("清禾市图书馆", CouncilTier.Standing, 1);
        unit.NameEn = "Qinghe City Library";
        unit.Address = "石桥路 2 号";
        unit.Telephone = "(0000) 555-0132";
        unit.Website = "https://library.example/";
        unit.Description = "总馆与六个分馆。";
        await Portal.StoreAsync(unit);

        Assert.Equal(
            new UnitDetail(unit.Id, "清禾市图书馆", "Qinghe City Library", CouncilTier.Standing, "总馆与六个分馆。", "石桥路 2 号", "(0000) 555-0132", "https://library.example/"),
            await Council.GetAsync(unit.Id, Token));
        Assert.Null(await Council.GetAsync(unit.Id + 1, Token));
        Assert.Equal("Qinghe City Library", (await Council.ListAsync(Token))[0].NameIn("en"));
    }

    private static CouncilUnit Unit(string name, CouncilTier tier, int place) => new() { Name = name, Tier = tier, Place = place };
}
