using System.Net;
using System.ServiceModel.Syndication;
using System.Xml;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web.Features;

/// <summary>Feeds over HTTP, read by somebody else's reader.</summary>
public sealed class FeedTests(PortalServer server) : ServerTest(server)
{
    private DateTime NowUtc => Server.Get<TimeProvider>().GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Site_Feed_HasWholeTextsWithWholeAddresses()
    {
        var answer = await GetAsync("/feed.xml");
        var feed = Read(answer);

        Assert.StartsWith("application/atom+xml", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(("tag:localhost,2026:feed.xml", "http://localhost:5080/feed.xml"), (feed.Id, feed.Links.Single(l => l.RelationshipType == "self").Uri.AbsoluteUri));
        Assert.Equal("http://localhost:5080/", feed.Links.Single(l => l.RelationshipType == "alternate").Uri.AbsoluteUri);
        var items = feed.Items.ToList();
        Assert.InRange(items.Count, 10, Catalogue.FeedLength);
        Assert.Equal(items.Count, items.Select(i => i.Id).Distinct().Count());
        Assert.All(items, i =>
        {
            Assert.StartsWith("tag:localhost,2026:", i.Id, StringComparison.Ordinal);
            Assert.NotEmpty(i.Authors);
            Assert.NotEmpty(i.Categories);
            Assert.NotEmpty(i.Summary.Text);
            Assert.True(i.PublishDate <= i.LastUpdatedTime && i.LastUpdatedTime <= feed.LastUpdatedTime, i.Id);
            Assert.StartsWith("http://localhost:5080/", i.Links.Single(l => l.RelationshipType == "alternate").Uri.AbsoluteUri, StringComparison.Ordinal);
            var text = ((TextSyndicationContent)i.Content).Text;
            Assert.NotEmpty(text);
            Assert.DoesNotContain("src=\"/", text, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"/", text, StringComparison.Ordinal);
        });
        Assert.Contains(items, i => i.Id.Contains("notices/", StringComparison.Ordinal));
        Assert.Contains(items, i => i.Links.Any(l => l is { RelationshipType: "enclosure", Length: > 0 }));
        Assert.Equal(items.OrderByDescending(i => i.PublishDate).Select(i => i.Id), items.Select(i => i.Id));
    }

    [Fact]
    public async Task Feed_AskedAgain_IsNotSentAgainUntilItChanges()
    {
        await GetAsync("/feed.xml");
        var first = await GetAsync("/feed.xml");
        Assert.True(first.IsFromCache);
        Assert.Empty(first.Cookies);
        var (tag, changed) = (first.Header("ETag")!, first.Header("Last-Modified")!);
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync("/feed.xml", ("If-None-Match", tag))).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync("/feed.xml", ("If-Modified-Since", changed))).Status);
        // also when nothing is in the cache
        Server.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        var again = await GetAsync("/feed.xml", ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.Status, again.Body.Length));

        var id = (await Server.Get<Articles>().PublishAsync(Editor, await TextAsync("订阅者马上看到", "<p>新。</p>"), NowUtc.AddSeconds(-1), Cancellation)).Value;
        var after = await GetAsync("/feed.xml", ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, after.Status);
        Assert.Contains("订阅者马上看到", after.Text, StringComparison.Ordinal);
        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, [id])).IsDone);
        var gone = await GetAsync("/feed.xml", ("If-Modified-Since", after.Header("Last-Modified")!));
        Assert.DoesNotContain("订阅者马上看到", gone.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Feed_SignedInReader_GetsWhatEverybodyGets()
    {
        var (mine, all) = ($"仅会员 {Guid.NewGuid():N}", $"所有人 {Guid.NewGuid():N}");
        var forMembers = await Server.Services.PublishNoticeAsync(new NoticeText(mine, Address: TestNotices.ForMembers));
        var forAll = await Server.Services.PublishNoticeAsync(new NoticeText(all));
        var session = await SignInAsync();

        foreach (var path in new[] { "/feed.xml", "/notices/feed.xml" })
        {
            var text = (await GetAsync(path, session)).Text;
            Assert.Contains(all, text, StringComparison.Ordinal);
            Assert.DoesNotContain(mine, text, StringComparison.Ordinal);
        }

        await Server.Services.WithdrawNoticeAsync(forMembers);
        await Server.Services.WithdrawNoticeAsync(forAll);
    }

    [Fact]
    public async Task Column_ControlCharactersAndMarkupInTitle_StayReadable()
    {
        var id = (await Server.Get<Articles>().PublishAsync(Editor, await TextAsync("坏\u000b字 </title><b>&", "<p>垂直\u000b制表。</p>"), NowUtc.AddSeconds(-1), Cancellation)).Value;
        var slug = (await Server.Get<Articles>().ColumnsAsync(Cancellation))[0].Slug;

        var answer = await GetAsync($"/columns/{slug}/feed.xml");
        var item = Read(answer).Items.Single(i => i.Id == $"tag:localhost,2026:articles/{id}");

        Assert.Equal("坏字 </title><b>&", item.Title.Text);
        Assert.Equal(slug, item.Categories[0].Name);
        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, [id])).IsDone);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/columns/nowhere/feed.xml")).Status);
    }

    [Theory]
    [InlineData("/", "/feed.xml")]
    [InlineData("/columns/news", "/columns/news/feed.xml")]
    [InlineData("/notices", "/notices/feed.xml")]
    public async Task Pages_ThatHaveAFeed_NameItAndOfferIt(string page, string feed)
    {
        var answer = await GetAsync(page);
        Assert.Equal(feed, answer.Page.QuerySelector("head link[rel=alternate][type='application/atom+xml']")!.GetAttribute("href"));
        Assert.NotNull(answer.Page.QuerySelector($"body a[href='{feed}'][type='application/atom+xml']"));
    }

    private static SyndicationFeed Read(Answer answer)
    {
        using var xml = XmlReader.Create(new StringReader(answer.Text));
        return SyndicationFeed.Load(xml);
    }
}
