using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>What pages tell machines about themselves.</summary>
public sealed class PageHeadTests(PortalServer server) : ServerTest(server)
{
    private const string Evil = "</script><script>alert(1)</script> & \"标题\" <!--";

    [Fact]
    public async Task Article_TitleThatWouldEndTheScript_IsDataAndNothingElse()
    {
        var id = await PublishAsync(Evil);
        var answer = await GetAsync($"/articles/{id}");

        Assert.DoesNotContain("<script>alert", answer.Text, StringComparison.Ordinal);
        var article = Data(answer, "NewsArticle");
        Assert.Equal(Evil, article.GetProperty("headline").GetString());
        Assert.Equal($"http://localhost:5080/articles/{id}", article.GetProperty("url").GetString());
        Assert.Equal("1970-01-01T00:00:00Z", article.GetProperty("datePublished").GetString());
        Assert.Equal(Evil, Meta(answer, "og:title"));
        var steps = Data(answer, "BreadcrumbList").GetProperty("itemListElement").EnumerateArray().ToList();
        Assert.Equal(["首页", "学会要闻", Evil], steps.Select(s => s.GetProperty("name").GetString()));
        Assert.Equal("http://localhost:5080/columns/news", steps[1].GetProperty("item").GetString());
        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, [id])).IsDone);
        Assert.NotNull((await GetAsync($"/articles/{id}")).Page.QuerySelector("meta[name=robots][content=noindex]"));
    }

    [Fact]
    public async Task Article_Shared_ShowsItsOwnPictureUnlessItIsADrawing()
    {
        var id = await PublishAsync();
        var path = $"/articles/{id}";
        Assert.Equal("http://localhost:5080/share.png", Meta(await GetAsync(path), "og:image"));
        Assert.Equal("image/png", (await GetAsync("/share.png")).Header("Content-Type"));
        var (file, picture) = (await Server.Get<Newsroom>().AddPictureAsync(Editor, "a.gif", TestPictures.Gif)).Value;
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation))
            await db.Articles.Where(a => a.Id == id).ExecuteUpdateAsync(a => a.SetProperty(x => x.PictureId, file).SetProperty(x => x.PictureAlt, "一个点"), Cancellation);
        Server.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        var answer = await GetAsync(path);
        Assert.Equal($"http://localhost:5080/media/{picture.File}", Meta(answer, "og:image"));
        Assert.Equal("一个点", Meta(answer, "og:image:alt"));
        Assert.Equal("article", Meta(answer, "og:type"));
    }

    [Fact]
    public async Task List_OfSeveralPages_NamesTheNeighboursAndItself()
    {
        var column = (await Server.Get<Articles>().ColumnsAsync(Cancellation))[0];
        var ids = new List<int>();
        for (var i = 0; i <= Articles.PageSize * 2; i++)
            ids.Add(await PublishAsync($"第 {i} 篇占位"));

        var (first, second) = (await GetAsync($"/columns/{column.Slug}"), await GetAsync($"/columns/{column.Slug}?page=2&from=elsewhere"));

        Assert.Equal((null, $"http://localhost:5080/columns/{column.Slug}?page=2"), (Link(first, "prev"), Link(first, "next")));
        Assert.Equal(($"http://localhost:5080/columns/{column.Slug}", $"http://localhost:5080/columns/{column.Slug}?page=3"), (Link(second, "prev"), Link(second, "next")));
        Assert.Equal($"http://localhost:5080/columns/{column.Slug}?page=2", Link(second, "canonical"));
        var past = await GetAsync($"/columns/{column.Slug}?page=999");
        Assert.NotNull(past.Page.QuerySelector("meta[name=robots][content=noindex]"));
        Assert.Null(Link(past, "canonical"));
        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, ids)).IsDone);
    }

    [Theory]
    [MemberData(nameof(PublicPages.Theory), MemberType = typeof(PublicPages))]
    public async Task Pages_EachHasOneAddressOrIsNotForSearchEngines(string path)
    {
        var answer = await GetAsync(path);
        var hidden = answer.Page.QuerySelector("meta[name=robots][content=noindex]") is not null;
        Assert.Equal(hidden ? 0 : 1, answer.Page.QuerySelectorAll("link[rel=canonical]").Length);
        Assert.Equal(hidden ? 0 : 1, answer.Page.QuerySelectorAll("meta[property='og:title']").Length);
        // one address answers in the language the reader has chosen: it names no other
        Assert.Empty(answer.Page.QuerySelectorAll("link[hreflang]"));
        Assert.All(answer.Page.QuerySelectorAll("script[type='application/ld+json']"), s => JsonDocument.Parse(s.TextContent));
    }

    [Fact]
    public async Task Kinds_OfPages_SayWhatTheyAreAbout()
    {
        var home = await GetAsync("/");
        Assert.Equal(Server.Get<Site>().Settings.Name, Data(home, "Organization").GetProperty("name").GetString());
        Assert.Equal("http://localhost:5080/", Data(home, "WebSite").GetProperty("url").GetString());
        Assert.Equal("http://localhost:5080/contests/1", Data(await GetAsync("/contests/1"), "Event").GetProperty("url").GetString());
        Assert.NotEmpty(Data(await GetAsync("/units/1"), "Organization").GetProperty("name").GetString()!);
        Assert.Equal(("zh_CN", "en_GB"), (Meta(home, "og:locale"), Meta(await GetAsync("/", ("Cookie", English)), "og:locale")));
    }

    private static JsonElement Data(Answer answer, string type) => answer.Page.QuerySelectorAll("script[type='application/ld+json']")
        .Select(s => JsonDocument.Parse(s.TextContent).RootElement).Single(d => d.GetProperty("@type").GetString() == type);

    private static string? Meta(Answer answer, string property) => answer.Page.QuerySelector($"meta[property='{property}']")?.GetAttribute("content");

    private static string? Link(Answer answer, string rel) => answer.Page.QuerySelector($"head link[rel={rel}]")?.GetAttribute("href");
}
