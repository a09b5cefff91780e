using System.Text.Json;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web.Features;

/// <summary>The sample's article with a translation, as readers, search engines and programs get the two.</summary>
public sealed class TranslationPageTests(PortalServer server) : ServerTest(server)
{
    [Fact]
    public async Task Pages_NameEachOther_InBothLanguages()
    {
        var (original, translation) = await FindAsync();
        var (chinese, english) = (await GetAsync($"/articles/{original}"), await GetAsync($"/articles/{translation}"));

        foreach (var (answer, other, language) in new[] { (chinese, translation, "en"), (english, original, "zh-Hans") })
        {
            var link = Assert.Single(answer.Page.QuerySelectorAll("main .facts a[hreflang]"));
            Assert.Equal(($"/articles/{other}", language, language), (link.GetAttribute("href"), link.GetAttribute("hreflang"), link.GetAttribute("lang")));
            Assert.Equal(
                [$"en http://localhost:5080/articles/{translation}", $"x-default http://localhost:5080/articles/{original}", $"zh-Hans http://localhost:5080/articles/{original}"],
                answer.Page.QuerySelectorAll("link[rel=alternate][hreflang]").Select(l => $"{l.GetAttribute("hreflang")} {l.GetAttribute("href")}").Order(StringComparer.Ordinal));
        }

        Assert.Equal(("zh-Hans", "en"), (Text(chinese), Text(english)));
        Assert.Equal("英文版", chinese.Page.QuerySelector(".facts div:has(a[hreflang]) dt")!.TextContent);
        Assert.Equal("In Chinese", (await GetAsync($"/articles/{translation}", ("Cookie", English))).Page.QuerySelector(".facts div:has(a[hreflang]) dt")!.TextContent);
        Assert.Equal(("en_GB", "zh_CN"), (Locale(english), Locale(chinese)));
        static string? Text(Answer answer) => answer.Page.QuerySelector("main article.title")!.GetAttribute("lang");
        static string? Locale(Answer answer) => answer.Page.QuerySelector("meta[property='og:locale']")!.GetAttribute("content");
    }

    /// <summary>A screen reader changes its voice where a list changes the language.</summary>
    [Theory]
    [InlineData("/columns/observation", ".entries h2")]
    [InlineData("/search?q=%22Where+the+lights%22", ".found h2")]
    public async Task Lists_MarkWhatIsInAnotherLanguageThanThePage(string path, string titles)
    {
        var chinese = (await GetAsync(path)).Page.QuerySelectorAll($"main {titles}");
        Assert.Equal("en", Assert.Single(chinese, t => t.TextContent.Trim() == "Where the lights stay on").GetAttribute("lang"));
        Assert.All(chinese.Where(t => t.TextContent.Any(c => c > 0x4E00)), t => Assert.Null(t.GetAttribute("lang")));
        var english = (await GetAsync(path, ("Cookie", English))).Page.QuerySelectorAll($"main {titles}");
        Assert.Null(Assert.Single(english, t => t.TextContent.Trim() == "Where the lights stay on").GetAttribute("lang"));
        Assert.All(english.Where(t => t.TextContent.Any(c => c > 0x4E00)), t => Assert.Equal("zh-Hans", t.GetAttribute("lang")));
    }

    [Fact]
    public async Task Machines_AreTold()
    {
        var (original, translation) = await FindAsync();

        var work = Data(await GetAsync($"/articles/{original}")).GetProperty("workTranslation");
        Assert.Equal(($"http://localhost:5080/articles/{translation}", "en"), (work.GetProperty("url").GetString(), work.GetProperty("inLanguage").GetString()));
        var english = Data(await GetAsync($"/articles/{translation}"));
        Assert.Equal(("en", $"http://localhost:5080/articles/{original}"), (english.GetProperty("inLanguage").GetString(), english.GetProperty("translationOfWork").GetProperty("url").GetString()));
        var program = JsonDocument.Parse((await GetAsync($"/api/v1/articles/{translation}", ("X-Forwarded-For", "203.0.113.201"))).Text).RootElement;
        Assert.Equal(("en", original), (program.GetProperty("language").GetString(), program.GetProperty("translation").GetInt32()));
        var column = program.GetProperty("column").GetString();
        var entry = System.Xml.Linq.XDocument.Parse((await GetAsync($"/columns/{column}/feed.xml")).Text).Descendants()
            .Single(e => e.Name.LocalName == "entry" && e.Elements().Any(c => c.Name.LocalName == "id" && c.Value.EndsWith($"articles/{translation}", StringComparison.Ordinal)));
        Assert.Equal("en", entry.Attribute(System.Xml.Linq.XNamespace.Xml + "lang")!.Value);
    }

    private static JsonElement Data(Answer answer) => answer.Page.QuerySelectorAll("script[type='application/ld+json']")
        .Select(s => JsonDocument.Parse(s.TextContent).RootElement).Single(d => d.GetProperty("@type").GetString() == "NewsArticle");

    private async Task<(int Original, int Translation)> FindAsync()
    {
        var part = await Server.Get<Catalogue>().ArticlesAsync(new CatalogueQuery(Column: "observation", Limit: 100), Cancellation);
        var english = part!.Items.Single(a => a.Language == "en");
        return (english.TranslationId!.Value, english.Id);
    }
}
