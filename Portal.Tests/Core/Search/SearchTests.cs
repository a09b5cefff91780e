using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class SearchTests : CoreTest
{
    private Search Search => Portal.Get<Search>();

    [Theory]
    [InlineData("100%", "增长 100% 以后")]
    [InlineData("%", "增长 100% 以后")]
    [InlineData("a_b", "变量 a_b 的由来")]
    [InlineData("_", "变量 a_b 的由来")]
    [InlineData("c:\\x", "路径 C:\\x 的由来")]
    [InlineData("\\", "路径 C:\\x 的由来")]
    [InlineData("a%b", null)]
    [InlineData("1000", null)]
    [InlineData("'; DROP TABLE \"Articles\"; --", null)]
    public async Task Find_SpecialCharacters_MeanThemselves(string query, string? title)
    {
        foreach (var name in (string[])["增长 100% 以后", "增长 100 元以后", "变量 a_b 的由来", "变量 acb 的由来", "路径 C:\\x 的由来", "路径 C:/x 的由来"])
            await Portal.AddArticleAsync(name);

        Assert.Equal(title is null ? [] : [title], await TitlesAsync(query));
    }

    [Theory]
    [InlineData("长椅 老楼")]
    [InlineData("老楼 长椅")]
    [InlineData("长椅\u3000老楼")]
    [InlineData(" \u3000长椅  \u3000 老楼\u3000")]
    public async Task Find_SeveralWords_MustAllOccur(string query)
    {
        await Portal.AddArticleAsync("老楼下的长椅");
        await Portal.AddArticleAsync("公园的长椅");
        await Portal.AddArticleAsync("老楼加装电梯");

        Assert.Equal(["老楼下的长椅"], await TitlesAsync(query));
    }

    [Fact]
    public async Task Find_Tags_CountLikeTheTitle()
    {
        await Portal.AddArticleAsync("九千条消息", Portal.NowUtc.AddHours(-2), tags: ["邻里议事", "老楼"]);
        await Portal.AddArticleAsync("老楼加装电梯", Portal.NowUtc.AddHours(-1), tags: ["电梯"]);

        Assert.Equal(["老楼加装电梯", "九千条消息"], await TitlesAsync("老楼"));
        Assert.Equal(["九千条消息"], await TitlesAsync("老楼 议事"));
        Assert.Equal(["九千条消息"], await TitlesAsync("消息 邻里"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u3000 ")]
    public async Task Find_Nothing_FindsNothing(string? query)
    {
        await Portal.AddArticleAsync();

        var found = await Search.FindAsync(query, 1, Token);

        Assert.Equal(("", 0, 1), (found.Query, found.Articles.Total, found.Articles.Pages));
        Assert.Empty(found.Articles.Items);
        Assert.Empty(found.Notices);
        Assert.Empty(found.Units);
    }

    [Fact]
    public async Task Find_LongQuery_IsCut()
    {
        var title = new string('长', Search.QueryLength);
        await Portal.AddArticleAsync(title);

        var found = await Search.FindAsync($"{title}椅", 1, Token);

        Assert.Equal(title, found.Query);
        Assert.Single(found.Articles.Items);
        Assert.Equal(60, Search.QueryLength);
    }

    [Fact]
    public async Task Find_LongQueryCutAtARareCharacter_DropsItWhole()
    {
        var title = new string('长', Search.QueryLength - 1);
        await Portal.AddArticleAsync(title);

        var found = await Search.FindAsync($"{title}𠮷", 1, Token);

        Assert.Equal(title, found.Query);
        Assert.Single(found.Articles.Items);
    }

    [Fact]
    public async Task Find_Case_DoesNotCount()
    {
        await Portal.AddArticleAsync("Open Data 开放数据");

        Assert.Single(await TitlesAsync("open data"));
    }

    [Fact]
    public async Task Find_ManyArticles_ArePaged()
    {
        for (var i = 1; i <= 21; i++)
            await Portal.AddArticleAsync($"长椅 {i}", Portal.NowUtc.AddHours(-i));
        await Portal.Get<Notices>().PublishAsync(TestPortal.Editor, new NoticeText("长椅维修", "<p>维修。</p>"), Portal.NowUtc, Token);

        var first = await Search.FindAsync("长椅", 1, Token);
        var second = await Search.FindAsync("长椅", 2, Token);

        Assert.Equal((20, 21, 2, 1), (first.Articles.Items.Count, first.Articles.Total, first.Articles.Pages, first.Notices.Count));
        Assert.Equal("长椅 1", first.Articles.Items[0].Title);
        Assert.Equal(["长椅 21"], second.Articles.Items.Select(a => a.Title));
        Assert.Empty(second.Notices);
        Assert.Empty((await Search.FindAsync("长椅", 0, Token)).Articles.Items);
        Assert.Empty((await Search.FindAsync("长椅", int.MaxValue, Token)).Articles.Items);
    }

    [Fact]
    public async Task Find_NoticesAndUnits_ByTitleAndByName()
    {
        var notices = Portal.Get<Notices>();
        await notices.PublishAsync(TestPortal.Editor, new NoticeText("图书馆闭馆", "<p>闭馆。</p>"), Portal.NowUtc, Token);
        await notices.PublishAsync(TestPortal.Editor, new NoticeText("图书馆开馆", "<p>开馆。</p>"), Portal.NowUtc.AddDays(1), Token);
        var withdrawn = await notices.PublishAsync(TestPortal.Editor, new NoticeText("图书馆搬家", "<p>搬家。</p>"), Portal.NowUtc, Token);
        await notices.WithdrawAsync(TestPortal.Editor, withdrawn.Value, Token);
        await Portal.StoreAsync(
            new CouncilUnit { Name = "社区图书馆", Tier = CouncilTier.Council, Place = 1 },
            new CouncilUnit { Name = "清禾市图书馆", NameEn = "Qinghe City Library", Tier = CouncilTier.VicePresident, Place = 2 },
            new CouncilUnit { Name = "大学", Tier = CouncilTier.VicePresident, Place = 1 });

        var found = await Search.FindAsync("图书馆", 1, Token);

        Assert.Equal(["图书馆闭馆"], found.Notices.Select(n => n.Title));
        Assert.Equal(["清禾市图书馆", "社区图书馆"], found.Units.Select(u => u.Name));
        Assert.Equal(["清禾市图书馆"], (await Search.FindAsync("library", 1, Token)).Units.Select(u => u.Name));
    }

    private async Task<IEnumerable<string>> TitlesAsync(string query) => (await Search.FindAsync(query, 1, Token)).Articles.Items.Select(a => a.Title);
}
