using Bunit;
using Portal.Core;
using Portal.Web.Features.Articles;

namespace Portal.Tests.Web.Features;

public sealed class LiveViewCounterTests : IslandTest
{
    private const long PageViews = 1234;

    private int _article;

    protected override async ValueTask ArrangeAsync() => _article = await Portal.AddArticleAsync();

    [Fact]
    public void Render_CountNotYetKnownHere_ShowsThePagesNumber()
    {
        var counter = Live();
        Assert.Equal("1,234", Number(counter, "阅读量"));
        Assert.Equal("1", Number(counter, "正在阅读"));
    }

    [Fact]
    public async Task Prerender_WithVisitor_ShowsThePagesNumberAndRecordsNothing()
    {
        Visitor.Id = Guid.NewGuid();

        var html = await PrerenderAsync<LiveViewCounter>(new() { ["ArticleId"] = _article, ["Views"] = PageViews });

        Assert.Contains("1,234", html, StringComparison.Ordinal);
        Assert.Equal(0, Portal.Get<ReadersNow>().Count(_article));
        Assert.Equal(0, await ViewsOnDiskAsync());
    }

    [Fact]
    public async Task Render_Visitor_IsCountedOnce()
    {
        Visitor.Id = Guid.NewGuid();

        var counter = Live();
        counter.Render();
        counter.Render();

        Assert.Equal(1, await ViewsOnDiskAsync());
        Assert.Equal(1, Portal.Get<ReadersNow>().Count(_article));
    }

    [Fact]
    public async Task Render_NoVisitor_IsNotCounted()
    {
        var counter = Live();
        counter.Render();

        Assert.Equal(0, await ViewsOnDiskAsync());
        Assert.Equal(0, Portal.Get<ReadersNow>().Count(_article));
    }

    [Fact]
    public async Task Render_SameVisitorInTwoTabs_IsOneViewAndOneReader()
    {
        Visitor.Id = Guid.NewGuid();

        Live();
        Live();

        Assert.Equal(1, await ViewsOnDiskAsync());
        Assert.Equal(1, Portal.Get<ReadersNow>().Count(_article));
    }

    [Fact]
    public void ViewsChanged_Higher_Moves()
    {
        var counter = Live();

        Feed.Publish(_article, new ViewsChanged(_article, PageViews + 5));

        counter.WaitForAssertion(() => Assert.Equal("1,239", Number(counter, "阅读量")));
    }

    [Fact]
    public void ViewsChanged_Lower_NeverGoesBack()
    {
        var counter = Live();

        Feed.Publish(_article, new ViewsChanged(_article, PageViews - 5));
        // delivered in order: when the second has arrived, so has the first
        Feed.Publish(_article, new ReadersChanged(_article, 2));

        counter.WaitForAssertion(() => Assert.Equal("2", Number(counter, "正在阅读")));
        Assert.Equal("1,234", Number(counter, "阅读量"));
    }

    [Fact]
    public void ViewsChanged_OfAnotherArticle_IsNotOurs()
    {
        var counter = Live();

        Feed.Publish(_article + 1, new ViewsChanged(_article + 1, PageViews + 5));
        Feed.Publish(_article, new ReadersChanged(_article, 2));

        counter.WaitForAssertion(() => Assert.Equal("2", Number(counter, "正在阅读")));
        Assert.Equal("1,234", Number(counter, "阅读量"));
    }

    [Fact]
    public void ReadersChanged_UpAndDown_Moves()
    {
        var counter = Live();

        Feed.Publish(_article, new ReadersChanged(_article, 1200));
        counter.WaitForAssertion(() => Assert.Equal("1,200", Number(counter, "正在阅读")));
        Feed.Publish(_article, new ReadersChanged(_article, 3));
        counter.WaitForAssertion(() => Assert.Equal("3", Number(counter, "正在阅读")));
    }

    [Fact]
    public void ReadersChanged_Nobody_StillShowsTheOneWhoLooks()
    {
        var counter = Live();

        Feed.Publish(_article, new ReadersChanged(_article, 5));
        counter.WaitForAssertion(() => Assert.Equal("5", Number(counter, "正在阅读")));
        Feed.Publish(_article, new ReadersChanged(_article, 0));

        counter.WaitForAssertion(() => Assert.Equal("1", Number(counter, "正在阅读")));
    }

    [Fact]
    public async Task Render_OldCachedPage_ShowsTheNewerTotal()
    {
        Portal.Get<ViewCounter>().Record(Guid.NewGuid(), _article);
        await Portal.Get<ViewCounter>().FlushAsync();

        var counter = Live(views: 0);

        Assert.Equal("1", Number(counter, "阅读量"));
    }

    [Fact]
    public async Task Render_TwoReaders_EachSeesTheOther()
    {
        Visitor.Id = Guid.NewGuid();
        var first = Live(views: 0);
        Visitor.Id = Guid.NewGuid();
        var second = Live(views: 0);

        await AdvanceUntilAsync(() => Number(first, "正在阅读") == "2" && Number(second, "正在阅读") == "2");
        await AdvanceUntilAsync(() => Number(first, "阅读量") == "2" && Number(second, "阅读量") == "2");
    }

    [Fact]
    public async Task Dispose_Reader_Leaves()
    {
        Visitor.Id = Guid.NewGuid();
        Live();

        await Context.DisposeComponentsAsync();

        Assert.Equal(0, Portal.Get<ReadersNow>().Count(_article));
        // nobody listens any more, and nobody complains
        Feed.Publish(_article, new ViewsChanged(_article, PageViews + 5));
    }

    private IRenderedComponent<LiveViewCounter> Live(long views = PageViews) =>
        Show<LiveViewCounter>(p => p.Add(c => c.ArticleId, _article).Add(c => c.Views, views));

    private static string Number(IRenderedComponent<LiveViewCounter> counter, string label) =>
        counter.FindAll("dt").Single(t => t.TextContent == label).NextElementSibling!.QuerySelector("b")!.TextContent;

    private async Task<long> ViewsOnDiskAsync()
    {
        await Portal.Get<ViewCounter>().FlushAsync();
        return (await Portal.Get<Articles>().GetAsync(_article, Cancellation))!.Views;
    }
}
