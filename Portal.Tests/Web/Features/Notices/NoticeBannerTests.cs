using Bunit;
using Bunit.TestDoubles;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Features.Notices;

namespace Portal.Tests.Web.Features;

public sealed class NoticeBannerTests : IslandTest
{
    protected override ValueTask ArrangeAsync()
    {
        Context.AddAuthorization();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Render_Emergency_IsShownWithItsAddress()
    {
        var id = await PublishAsync("今晚停水", emergency: true, minutesAgo: 90);
        await PublishAsync("阅览室开放时间", minutesAgo: 60);

        var banner = Live();

        var shown = Assert.Single(banner.FindAll("[role=status] p"));
        Assert.Contains("紧急", shown.TextContent, StringComparison.Ordinal);
        Assert.Equal("今晚停水", shown.QuerySelector("a")!.TextContent);
        Assert.Equal($"/notices/{id}", shown.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Render_PageShowsEmergenciesItself_LeavesThemOut()
    {
        await PublishAsync("今晚停水", emergency: true, minutesAgo: 90);
        Assert.Empty(Titles(Live(emergencies: false)));
    }

    [Fact]
    public async Task Publish_WhilePageIsOpen_AppearsAtOnce()
    {
        var banner = Live();
        Assert.Empty(Titles(banner));

        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        await PublishAsync("年会改到下午");

        banner.WaitForAssertion(() => Assert.Equal(["年会改到下午"], Titles(banner)));
        Assert.Contains("新通知", banner.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_EmergencyWhilePageWithoutThemIsOpen_AppearsToo()
    {
        var banner = Live(emergencies: false);

        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        await PublishAsync("道路封闭", emergency: true);

        banner.WaitForAssertion(() => Assert.Equal(["道路封闭"], Titles(banner)));
    }

    [Fact]
    public async Task Publish_BetweenPageAndCircuit_IsThereWhenItGoesLive()
    {
        var pageUtc = Portal.NowUtc;
        Portal.Time.Advance(TimeSpan.FromSeconds(20));
        await PublishAsync("缓存之后的通知");

        Assert.Equal(["缓存之后的通知"], Titles(Live(pageUtc: pageUtc)));
    }

    [Fact]
    public async Task Withdraw_ShownNotice_Disappears()
    {
        var banner = Live();
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var first = await PublishAsync("先发的通知");
        await PublishAsync("后发的通知");
        banner.WaitForAssertion(() => Assert.Equal(2, Titles(banner).Count));

        await Portal.Services.WithdrawNoticeAsync(first);

        banner.WaitForAssertion(() => Assert.Equal(["后发的通知"], Titles(banner)));
    }

    [Fact]
    public async Task Prerender_Emergency_IsOnThePage()
    {
        await PublishAsync("今晚停水", emergency: true, minutesAgo: 90);

        var html = await PrerenderAsync<NoticeBanner>(new() { ["PageUtc"] = Portal.NowUtc });

        Assert.Contains("今晚停水", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_Banner_RendersNoMore()
    {
        var banner = Live();
        var renders = banner.RenderCount;
        await Context.DisposeComponentsAsync();
        using var last = Feed.Subscribe<ContentChanged>(ContentChanged.Everywhere, _ => renders++);

        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        await PublishAsync("没有人看的通知");

        // the feed delivered, to our own listener alone
        Assert.Equal(banner.RenderCount + 1, renders);
    }

    private IRenderedComponent<NoticeBanner> Live(bool emergencies = true, DateTime? pageUtc = null)
    {
        var page = pageUtc ?? Portal.NowUtc;
        return Show<NoticeBanner>(p => p.Add(c => c.PageUtc, page).Add(c => c.Emergencies, emergencies));
    }

    private static List<string> Titles(IRenderedComponent<NoticeBanner> banner) => [.. banner.FindAll("a").Select(a => a.TextContent)];

    private Task<int> PublishAsync(string title, bool emergency = false, int minutesAgo = 0) =>
        Portal.Services.PublishNoticeAsync(new NoticeText(title, IsEmergency: emergency), Portal.NowUtc.AddMinutes(-minutesAgo));
}
