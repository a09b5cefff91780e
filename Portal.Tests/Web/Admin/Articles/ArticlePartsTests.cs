using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Tests.Web.Features;
using Portal.Web.Admin.Articles;

namespace Portal.Tests.Web;

/// <summary>The newsroom's parts that decide something: who is offered what, and what a press does.</summary>
public sealed class ArticlePartsTests : IslandTest
{
    private BunitAuthorizationContext _signedIn = null!;
    private int _column;
    private int _other;

    protected override async ValueTask ArrangeAsync()
    {
        _signedIn = Context.AddAuthorization();
        Context.Services.AddSingleton(Portal.Get<ArticleReviews>());
        Context.Services.AddSingleton(Portal.Get<ArticleShelf>());
        _column = await Portal.AddColumnAsync();
        _other = await Portal.AddColumnAsync("other", "杂记");
    }

    [Fact]
    public async Task ReviewPanel_ReviewerPasses_KeepsFirstThenPublishes()
    {
        var id = await SentAsync(1);
        var kept = 0;
        var panel = await PanelAsync(id, TestPortal.Administrator, async () =>
        {
            kept++;
            return (await Portal.Services.WorkAsync(TestPortal.Administrator, id)).DraftVersion;
        });

        Assert.Equal("step", panel.Find("ol.levels li").GetAttribute("aria-current"));
        await panel.Find("button.main").ClickAsync();

        Assert.Equal((1, "终审通过并发布"), (kept, panel.Find("button.main").TextContent));
        Assert.NotNull(await Portal.Get<Articles>().GetAsync(id, Cancellation));
    }

    [Fact]
    public async Task ReviewPanel_WordsNotKept_PassesNothing()
    {
        var id = await SentAsync(1);
        var panel = await PanelAsync(id, TestPortal.Administrator, () => Task.FromResult<int?>(null));

        await panel.Find("button.main").ClickAsync();

        Assert.Contains("没有存好", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Null(await Portal.Get<Articles>().GetAsync(id, Cancellation));
    }

    [Fact]
    public async Task ReviewPanel_SendBack_AsksForAReasonFirst()
    {
        var id = await SentAsync(2);
        var panel = await PanelAsync(id, TestPortal.Administrator, () => Task.FromResult<int?>(1));

        await panel.FindAll("button").Single(b => b.TextContent == "退回").ClickAsync();
        Assert.Contains("退回要写明原因", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        panel.Find("textarea").Change("缺一张照片。");
        await panel.FindAll("button").Single(b => b.TextContent == "退回").ClickAsync();

        Assert.True(panel.Find("[role=alert]").HasAttribute("hidden"));
        Assert.Equal(0, (await Portal.Services.WorkAsync(TestPortal.Editor, id)).Review.Awaits);
    }

    [Fact]
    public async Task ReviewPanel_WhoSentItIn_MayTakeItBackAndPassesNothing()
    {
        var id = await SentAsync(2);
        var panel = await PanelAsync(id, TestPortal.Editor, () => Task.FromResult<int?>(1));

        Assert.Empty(panel.FindAll("textarea"));
        Assert.Contains("要由别人来审", panel.Markup, StringComparison.Ordinal);
        await panel.FindAll("button").Single().ClickAsync();

        Assert.Equal(0, (await Portal.Services.WorkAsync(TestPortal.Editor, id)).Review.Awaits);
    }

    [Fact]
    public async Task PenLine_SaysWhatHoldsTheTextUp()
    {
        var id = await SentAsync(1);
        var work = await Portal.Services.WorkAsync(TestPortal.Editor, id);
        var tookOver = 0;

        Assert.Contains("正在审校", Line(work).Markup, StringComparison.Ordinal);
        Assert.Empty(Line(await Portal.Services.WorkAsync(TestPortal.Administrator, id)).Markup.Trim());
        Assert.Contains("回收站", Line(work with { DeletedUtc = Portal.NowUtc }).Markup, StringComparison.Ordinal);
        Assert.Contains("有改动还没有发布", Line(work with { MayWrite = true, Standing = ArticleStanding.Published }).Markup, StringComparison.Ordinal);
        var held = Show<ArticlePenLine>(p => p.Add(l => l.Work, work).Add(l => l.HeldBy, "许一禾").Add(l => l.OnTakeOver, () => { tookOver++; }));
        Assert.Contains("许一禾正在编辑", held.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await held.FindAll("button")[1].ClickAsync();
        Assert.Equal(1, tookOver);
    }

    [Fact]
    public async Task Bulk_Move_SaysHowManyStayedAndIsUndone()
    {
        SignIn(TestPortal.Editor);
        var (up, there) = (await Portal.AddArticleAsync("已发布", columnId: _column), await Portal.AddArticleAsync("在那边", columnId: _other));
        HashSet<int> chosen = [up, there];
        var done = 0;
        var columns = await Portal.Get<Articles>().ColumnsAsync(Cancellation);
        var bulk = Show<ArticleBulk>(p => p.Add(b => b.Chosen, chosen).Add(b => b.Tab, ArticleTab.All).Add(b => b.Columns, columns).Add(b => b.OnDone, () => { done++; }));

        Assert.Contains("已选 2 篇", bulk.Markup, StringComparison.Ordinal);
        Assert.True(Move(bulk).HasAttribute("disabled"));
        bulk.Find("select").Change(_other.ToString(CultureInfo.InvariantCulture));
        await Move(bulk).ClickAsync();

        Assert.Contains("1 篇移到了“杂记”。其余没有动", bulk.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal("杂记", (await Portal.Get<Articles>().GetAsync(up, Cancellation))!.Column.Name);
        Assert.Empty(chosen);
        await bulk.Find("[role=status] button").ClickAsync();

        Assert.Equal(("学会要闻", "杂记", 2), ((await Portal.Get<Articles>().GetAsync(up, Cancellation))!.Column.Name, (await Portal.Get<Articles>().GetAsync(there, Cancellation))!.Column.Name, done));
        Assert.Empty(bulk.Find("[role=status]").TextContent.Trim());
    }

    [Fact]
    public async Task Bulk_InTheBin_OnlyPutsBack()
    {
        SignIn(TestPortal.Editor);
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        await Portal.Get<ArticleShelf>().DeleteAsync(TestPortal.Editor, [id]);
        HashSet<int> chosen = [id];
        var bulk = Show<ArticleBulk>(p => p.Add(b => b.Chosen, chosen).Add(b => b.Tab, ArticleTab.Bin).Add(b => b.Columns, []));

        Assert.Empty(bulk.FindAll("select"));
        await bulk.FindAll("button").Single().ClickAsync();

        Assert.Null((await Portal.Services.WorkAsync(TestPortal.Editor, id)).DeletedUtc);
    }

    private static AngleSharp.Dom.IElement Move(IRenderedComponent<ArticleBulk> bulk) => bulk.FindAll("button").Single(b => b.TextContent == "移动");

    private IRenderedComponent<ArticlePenLine> Line(ArticleWork work) => Show<ArticlePenLine>(p => p.Add(l => l.Work, work));

    private async Task<IRenderedComponent<ArticleReviewPanel>> PanelAsync(int id, Actor actor, Func<Task<int?>> kept)
    {
        SignIn(actor);
        var work = await Portal.Services.WorkAsync(actor, id);
        return Show<ArticleReviewPanel>(p => p.Add(r => r.Work, work).Add(r => r.Kept, kept).Add(r => r.OnDone, () => { }));
    }

    private void SignIn(Actor actor) => _signedIn.SetAuthorized(actor.Name).SetClaims(
        [new Claim(ClaimTypes.NameIdentifier, actor.MemberId.ToString(CultureInfo.InvariantCulture)), .. actor.Roles.Select(r => new Claim(ClaimTypes.Role, r.ToString()))]);

    private async Task<int> SentAsync(int reviews)
    {
        await Portal.ExecuteAsync($"UPDATE \"Columns\" SET \"Reviews\" = {reviews} WHERE \"Id\" = {_column}");
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        Assert.True((await Portal.Services.SendAsync(TestPortal.Editor, id)).IsDone);
        return id;
    }
}
