using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ColumnsTests : CoreTest
{
    private static Actor Admin => TestPortal.Administrator;

    private Columns Columns => Portal.Get<Columns>();

    private Articles Articles => Portal.Get<Articles>();

    [Fact]
    public async Task List_Tree_IsInOrderWithChildrenBehindTheirParent()
    {
        var (news, lanes) = (await AddAsync("news"), await AddAsync("lanes"));
        await AddAsync("reports", news);
        var visits = await AddAsync("visits", news);
        Assert.Equal(["news", "reports", "visits", "lanes"], await SlugsAsync());

        await Columns.MoveAsync(Admin, visits, up: true);
        await Columns.MoveAsync(Admin, visits, up: true);
        await Columns.MoveAsync(Admin, lanes, up: true);

        Assert.Equal(["lanes", "news", "visits", "reports"], await SlugsAsync());
    }

    [Fact]
    public async Task Articles_OfAChild_StandInTheParentsListToo()
    {
        var news = await AddAsync("news");
        var reports = await AddAsync("reports", news);
        await Portal.AddArticleAsync("父栏目的", columnId: news);
        await Portal.AddArticleAsync("子栏目的", columnId: reports);

        Assert.Equal(["子栏目的", "父栏目的"], (await Articles.ListAsync("news", 1, Token))!.Value.Articles.Items.Select(a => a.Title));
        Assert.Equal(["子栏目的"], (await Articles.ListAsync("reports", 1, Token))!.Value.Articles.Items.Select(a => a.Title));
        var block = Assert.Single((await Articles.FrontAsync(Token)).Blocks);
        Assert.Equal(("news", "子栏目的", 1), (block.Column.Slug, block.First!.Title, block.More.Count));
    }

    [Fact]
    public async Task Slug_Moved_LeadsToTheNewestAlsoFromTheOldest()
    {
        var id = await AddAsync("news");
        await ChangeAsync(id, 1, t => t with { Slug = "society" });
        await ChangeAsync(id, 2, t => t with { Slug = "chronicle" });

        Assert.Equal("chronicle", await Columns.MovedAsync("news", Token));
        Assert.Equal("chronicle", await Columns.MovedAsync("society", Token));
        Assert.Null(await Columns.MovedAsync("chronicle", Token));

        // back to the first one: no circle
        await ChangeAsync(id, 3, t => t with { Slug = "news" });
        Assert.Null(await Columns.MovedAsync("news", Token));
        Assert.Equal("news", await Columns.MovedAsync("society", Token));
        Assert.Equal("news", await Columns.MovedAsync("chronicle", Token));

        // somebody else takes an old one: it is that column's own
        await AddAsync("society");
        Assert.Null(await Columns.MovedAsync("society", Token));
    }

    [Theory]
    [InlineData("Slug", "")]
    [InlineData("Slug", "News")]
    [InlineData("Slug", "新闻")]
    [InlineData("Slug", "a--b")]
    [InlineData("Slug", "-a")]
    [InlineData("Slug", "a/b")]
    [InlineData("Taken", "news")]
    public async Task Add_SlugThatIsNone_IsRefused(string detail, string slug)
    {
        await AddAsync("news");

        Assert.Equal(detail, (await Columns.AddAsync(Admin, new ColumnText { Name = "栏目", Slug = slug })).Detail);
    }

    [Fact]
    public async Task Add_OtherValuesThatAreWrong_AreNamed()
    {
        var valid = new ColumnText { Name = "栏目", Slug = "a" };

        Assert.Equal("Name", (await Columns.AddAsync(Admin, valid with { Name = " " })).Detail);
        Assert.Equal("Name", (await Columns.AddAsync(Admin, valid with { Name = new string('栏', 21) })).Detail);
        Assert.Equal("Colour", (await Columns.AddAsync(Admin, valid with { Colour = "red" })).Detail);
        Assert.Equal("Reviews", (await Columns.AddAsync(Admin, valid with { Reviews = 4 })).Detail);
        Assert.Equal("ParentId", (await Columns.AddAsync(Admin, valid with { ParentId = 99 })).Detail);
        Assert.True((await Columns.AddAsync(Admin, valid with { Colour = "blue", Reviews = 3 })).IsDone);
    }

    [Fact]
    public async Task Change_ToAThirdLevel_IsRefused()
    {
        var (top, other) = (await AddAsync("top"), await AddAsync("other"));
        var child = await AddAsync("child", top);

        Assert.Equal("ParentId", (await ChangeAsync(other, 1, t => t with { ParentId = child })).Detail);
        Assert.Equal("ParentId", (await ChangeAsync(top, 1, t => t with { ParentId = other })).Detail);
        Assert.Equal("ParentId", (await ChangeAsync(top, 1, t => t with { ParentId = top })).Detail);
        Assert.True((await ChangeAsync(child, 1, t => t with { ParentId = other })).IsDone);
        Assert.True((await ChangeAsync(top, 1, t => t with { ParentId = other })).IsDone);
        Assert.Equal(Refusal.Stale, (await ChangeAsync(top, 1, t => t with { Name = "旧的" })).Refused);
    }

    [Fact]
    public async Task Remove_AWorkingCopyWantsIntoIt_IsRefused()
    {
        var (old, wanted) = (await AddAsync("old"), await AddAsync("wanted"));
        var article = await Portal.AddArticleAsync(columnId: old);
        await Portal.Get<Newsroom>().OpenAsync(TestPortal.Editor, article, TestNewsroom.Writer);
        await Portal.Get<Newsroom>().SaveAsync(TestPortal.Editor, article, TestNewsroom.Writer, TestNewsroom.Fields(wanted));

        Assert.Equal("Articles 1", (await Columns.RemoveAsync(Admin, wanted)).Detail);
    }

    [Fact]
    public async Task Remove_OnlyWhenNothingIsInIt_ElseSaysHowMany()
    {
        var top = await AddAsync("top");
        var child = await AddAsync("child", top);
        var article = await Portal.AddArticleAsync(columnId: child);
        await Portal.AddArticleAsync("又一篇", columnId: child);
        await Portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [article]);

        Assert.Equal("Columns 1", (await Columns.RemoveAsync(Admin, top)).Detail);
        Assert.Equal("Articles 2", (await Columns.RemoveAsync(Admin, child)).Detail);
        await Portal.ExecuteAsync("DELETE FROM Articles");
        Assert.True((await Columns.RemoveAsync(Admin, child)).IsDone);
        Assert.True((await Columns.RemoveAsync(Admin, top)).IsDone);
        Assert.Empty(await Articles.ColumnsAsync(Token));
    }

    [Fact]
    public async Task BringBack_TheSameColumn_StandsWhereItStood()
    {
        await AddAsync("first");
        var removed = (await Columns.AddAsync(Admin, new ColumnText { Name = "学会要闻", NameEn = "News", Slug = "news", Colour = "blue", Reviews = 2 })).Value;
        await AddAsync("last");
        Assert.True((await ChangeAsync(removed, 1, t => t with { Slug = "society" })).IsDone);

        Assert.True((await Columns.RemoveAsync(Admin, removed)).IsDone);

        Assert.Equal(["first", "last"], (await Articles.ColumnsAsync(Token)).Select(c => c.Slug));
        Assert.Null(await Columns.MovedAsync("news", Token));
        Assert.Equal("Taken", (await Columns.AddAsync(Admin, new ColumnText { Name = "别的", Slug = "society" })).Detail);
        Assert.Equal([removed], (await Columns.ListAsync(Admin, bin: true, Token)).Value!.Select(c => c.Id));

        Assert.True((await Columns.BringBackAsync(Admin, removed)).IsDone);

        var back = (await Columns.ListAsync(Admin, cancellation: Token)).Value![1];
        Assert.Equal((removed, "blue", 2, "society"), (back.Id, back.Text.Colour, back.Text.Reviews, back.Text.Slug));
        Assert.Equal("society", await Columns.MovedAsync("news", Token));
        Assert.Equal(Refusal.NotFound, (await Columns.BringBackAsync(Admin, removed)).Refused);
    }

    [Fact]
    public async Task Remove_AndItsParent_GoForGoodAfterAMonth()
    {
        var top = await AddAsync("top");
        var child = await AddAsync("child", top);
        await Columns.RemoveAsync(Admin, child);
        await Columns.RemoveAsync(Admin, top);
        // what comes back alone stands at the top
        Assert.True((await Columns.BringBackAsync(Admin, child)).IsDone);
        Assert.Null((await Columns.ListAsync(Admin, cancellation: Token)).Value!.Single().Text.ParentId);
        await Columns.RemoveAsync(Admin, child);

        Portal.Time.Advance(TimeSpan.FromDays(31));
        await Portal.Get<Housekeeping>().PruneAsync(Token);

        Assert.Empty((await Columns.ListAsync(Admin, bin: true, Token)).Value!);
        await AddAsync("top");
    }

    private async Task<int> AddAsync(string slug, int? parent = null)
    {
        var added = await Columns.AddAsync(Admin, new ColumnText { Name = slug, Slug = slug, ParentId = parent });
        Assert.True(added.IsDone, added.Detail);
        return added.Value;
    }

    private async Task<Outcome> ChangeAsync(int id, int version, Func<ColumnText, ColumnText> change)
    {
        var row = (await Columns.ListAsync(Admin, cancellation: Token)).Value!.Single(c => c.Id == id);
        return await Columns.ChangeAsync(Admin, id, version, change(row.Text));
    }

    private async Task<IEnumerable<string>> SlugsAsync() => (await Columns.ListAsync(Admin, cancellation: Token)).Value!.Select(c => c.Text.Slug);
}
