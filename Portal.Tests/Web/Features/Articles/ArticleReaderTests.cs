using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web;
using Portal.Web.Features.Articles;
using Portal.Web.Hosting;

namespace Portal.Tests.Web.Features;

public sealed class ArticleReaderTests : IslandTest
{
    private int _article;

    protected override async ValueTask ArrangeAsync()
    {
        _article = await Portal.AddArticleAsync();
    }

    [Fact]
    public void Render_Tools_AreThereByName()
    {
        var reader = Live();
        Assert.Equal(
            ["A− 缩小字号", "A 标准字号", "A+ 放大字号", "长辈版", "高对比", "朗读", "打印", "复制链接"],
            reader.FindAll("button").Select(NameOf));
        Assert.Equal("阅读工具", reader.Find("form").GetAttribute("aria-label"));
        Assert.Equal($"/articles/{_article}/qr.svg", reader.Find("img[alt=本文网址的二维码]").GetAttribute("src"));
    }

    [Fact]
    public void Render_WithoutJavaScript_ToolsArePlainFormFields()
    {
        var form = Live(look: "contrast.elder.large").Find("form");
        Assert.Equal("post", form.GetAttribute("method"));
        Assert.Equal(PortalUrls.Preferences, form.GetAttribute("action"));
        Assert.Equal($"/articles/{_article}", form.QuerySelector("input[name=returnTo]")!.GetAttribute("value"));
        // pressing what is on switches it off
        Assert.Equal("standard", form.QuerySelector("button[name=reading]")!.GetAttribute("value"));
        Assert.Equal("system", form.QuerySelector("button[name=theme]")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("..", "A 标准字号")]
    [InlineData("dark..small", "A− 缩小字号")]
    [InlineData("contrast.elder.large", "A+ 放大字号", "长辈版", "高对比")]
    [InlineData(".elder.", "A 标准字号", "长辈版")]
    [InlineData("garbage", "A 标准字号")]
    public void Render_Look_PressesWhatIsChosen(string look, params string[] pressed)
    {
        var reader = Live(look);
        Assert.Equal(pressed, reader.FindAll("button[aria-pressed=true]").Select(NameOf));
    }

    [Fact]
    public void Render_ElderModeSwitchedOff_HasNoSuchButton() => Assert.DoesNotContain("长辈版", Live(elderMode: false).Markup, StringComparison.Ordinal);

    [Fact]
    public async Task Correct_WhileOpen_SaysSoWithNoteAndLink()
    {
        var reader = Live();
        Assert.DoesNotContain("本文已更新", reader.Markup, StringComparison.Ordinal);

        await CorrectAsync("第二段的年份改为 1987");

        reader.WaitForAssertion(() =>
        {
            var note = reader.FindAll("[role=status]").Single(s => s.TextContent.Contains("本文已更新", StringComparison.Ordinal));
            Assert.Contains("第二段的年份改为 1987", note.TextContent, StringComparison.Ordinal);
            Assert.Contains("2026-11-23 15:00", note.TextContent, StringComparison.Ordinal);
            var link = note.QuerySelector("a")!;
            Assert.Equal("查看新文本", link.TextContent);
            Assert.Equal($"/articles/{_article}", link.GetAttribute("href"));
        });
    }

    [Fact]
    public async Task Correct_BeforeGoingLive_IsShown()
    {
        await CorrectAsync("页面还在缓存里的时候");

        var reader = Live();

        reader.WaitForAssertion(() => Assert.Contains("页面还在缓存里的时候", reader.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Correct_AlreadyOnThePage_IsNotShown()
    {
        await CorrectAsync("页面上已有");

        var reader = Live(version: 2);
        Feed.Publish(_article, new ArticleChanged(_article, 2, IsWithdrawn: false, Portal.NowUtc, "页面上已有"));
        // a later one comes through: when it has, so has the first
        Feed.Publish(_article, new ArticleChanged(_article, 3, IsWithdrawn: false, Portal.NowUtc, "更新的"));

        reader.WaitForAssertion(() => Assert.Contains("更新的", reader.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("页面上已有", reader.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Change_OlderAfterNewer_DoesNotReplaceIt()
    {
        var reader = Live();

        Feed.Publish(_article, new ArticleChanged(_article, 3, IsWithdrawn: false, Portal.NowUtc, "第三版"));
        Feed.Publish(_article, new ArticleChanged(_article, 2, IsWithdrawn: false, Portal.NowUtc, "第二版"));
        Feed.Publish(_article, new ArticleChanged(_article, 3, IsWithdrawn: false, Portal.NowUtc, "第三版"));

        reader.WaitForAssertion(() => Assert.Contains("第三版", reader.Markup, StringComparison.Ordinal));
        Assert.All(_markups, m => Assert.DoesNotContain("第二版", m, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Correct_AnotherArticle_IsNotShown()
    {
        var reader = Live();
        var other = await Portal.AddArticleAsync("另一篇");

        await CorrectAsync("另一篇的更正", other);
        await CorrectAsync("这一篇的更正");

        reader.WaitForAssertion(() => Assert.Contains("这一篇的更正", reader.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("另一篇的更正", reader.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdraw_WhileOpen_LoadsTheArticlesAddressAnew()
    {
        var reader = Live();

        Assert.True((await Portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [_article])).IsDone);

        reader.WaitForAssertion(() => AssertLoadedAnew());
    }

    [Fact]
    public async Task Withdraw_BeforeGoingLive_LoadsTheArticlesAddressAnew()
    {
        Assert.True((await Portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [_article])).IsDone);

        var reader = Live();

        reader.WaitForAssertion(() => AssertLoadedAnew());
    }

    [Fact]
    public async Task Dispose_Reader_HearsNoMore()
    {
        Live();
        await Context.DisposeComponentsAsync();

        Feed.Publish(_article, new ArticleChanged(_article, 9, IsWithdrawn: true, Portal.NowUtc, null));

        Assert.Empty(Context.Services.GetRequiredService<BunitNavigationManager>().History);
    }

    [Fact]
    public async Task Prerender_WithdrawnMeanwhile_StaysWhereItIs()
    {
        Assert.True((await Portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [_article])).IsDone);

        var html = await PrerenderAsync<ArticleReader>(new() { ["ArticleId"] = _article, ["Version"] = 1, ["Look"] = Look.Standard });

        Assert.Contains("aria-pressed", html, StringComparison.Ordinal);
    }

    private readonly List<string> _markups = [];

    private IRenderedComponent<ArticleReader> Live(string look = "..", int version = 1, bool elderMode = true)
    {
        var reader = Show<ArticleReader>(p => p
            .Add(c => c.ArticleId, _article).Add(c => c.Version, version).Add(c => c.Look, Look.Parse(look)).Add(c => c.ElderMode, elderMode));
        reader.OnMarkupUpdated += (_, _) => _markups.Add(reader.Markup);
        return reader;
    }

    private async Task CorrectAsync(string note, int? id = null)
    {
        var articles = Portal.Get<Articles>();
        var article = (await articles.GetAsync(id ?? _article, Cancellation))!;
        var text = new ArticleText { ColumnId = article.Column.Id, Title = article.Title, BodyHtml = "<p>更正后的正文。</p>" };
        Assert.True((await articles.CorrectAsync(TestPortal.Editor, article.Id, article.Version, text, note, Cancellation)).IsDone);
    }

    private void AssertLoadedAnew()
    {
        var went = Assert.Single(Context.Services.GetRequiredService<BunitNavigationManager>().History);
        Assert.Equal($"/articles/{_article}", went.Uri);
        Assert.True(went.Options.ForceLoad);
    }

    private static string NameOf(IElement button) => button.GetAttribute("aria-label") ?? button.TextContent.Trim();
}
