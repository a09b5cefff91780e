using System.Net;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web.Features;

/// <summary>The site map and robots.txt.</summary>
public sealed class SitemapTests(PortalServer server) : ServerTest(server)
{
    // what the protocol allows, as far as this site uses it
    private const string Schema =
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" targetNamespace="http://www.sitemaps.org/schemas/sitemap/0.9" elementFormDefault="qualified">
          <xs:simpleType name="loc"><xs:restriction base="xs:anyURI"><xs:minLength value="12"/><xs:maxLength value="2048"/></xs:restriction></xs:simpleType>
          <xs:complexType name="entry"><xs:sequence><xs:element name="loc" type="loc"/><xs:element name="lastmod" type="xs:dateTime" minOccurs="0"/></xs:sequence></xs:complexType>
          <xs:element name="sitemapindex"><xs:complexType><xs:sequence><xs:element name="sitemap" type="entry" maxOccurs="50000"/></xs:sequence></xs:complexType></xs:element>
          <xs:element name="urlset"><xs:complexType><xs:sequence><xs:element name="url" type="entry" maxOccurs="10000"/></xs:sequence></xs:complexType></xs:element>
        </xs:schema>
        """;

    private static readonly XNamespace Map = "http://www.sitemaps.org/schemas/sitemap/0.9";

    [Fact]
    public async Task Sitemap_EveryAddressInIt_IsAPageThatNamesItselfSo()
    {
        var index = Read(await GetAsync("/sitemap.xml"), "sitemapindex");
        var parts = index.Elements().Select(e => e.Element(Map + "loc")!.Value).ToList();
        Assert.Contains("http://localhost:5080/sitemap/articles-1.xml", parts);
        List<string> pages = [];
        foreach (var part in parts)
            pages.AddRange(Read(await GetAsync(PathOf(part)), "urlset").Elements().Select(e => e.Element(Map + "loc")!.Value));

        Assert.Equal(pages.Count, pages.Distinct().Count());
        foreach (var page in pages)
        {
            var answer = await GetAsync(PathOf(page));
            Assert.True(answer.Status == HttpStatusCode.OK, page);
            Assert.True(page == answer.Page.QuerySelector("link[rel=canonical]")?.GetAttribute("href"), page);
            Assert.Null(answer.Page.QuerySelector("meta[name=robots]"));
        }

        foreach (var path in PublicPages.All.Where(p => !p.Contains('?', StringComparison.Ordinal) && !p.StartsWith("/account", StringComparison.Ordinal) && p is not ("/search" or "/setup" or "/no-such-page")))
            Assert.Contains($"http://localhost:5080{path}", pages);
    }

    [Fact]
    public async Task Sitemap_ArticleWithdrawn_IsNotInIt()
    {
        var id = await PublishAsync();
        Assert.Contains($"/articles/{id}<", (await GetAsync("/sitemap/articles-1.xml")).Text, StringComparison.Ordinal);
        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, [id])).IsDone);
        Assert.DoesNotContain($"/articles/{id}<", (await GetAsync("/sitemap/articles-1.xml")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/sitemap/articles-99.xml")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/sitemap/articles-0.xml")).Status);
    }

    [Fact]
    public async Task Robots_NamesTheSitemapAndKeepsOutWhatIsNobodysBusiness()
    {
        var lines = (await GetAsync("/robots.txt")).Text.Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal("User-agent: *", lines[0]);
        foreach (var path in new[] { "/admin", "/member", "/account", "/search?" })
            Assert.Contains($"Disallow: {path}", lines);
        Assert.Contains("Sitemap: http://localhost:5080/sitemap.xml", lines);
    }

    private static string PathOf(string address)
    {
        Assert.StartsWith("http://localhost:5080/", address, StringComparison.Ordinal);
        return address["http://localhost:5080".Length..];
    }

    private static XElement Read(Answer answer, string root)
    {
        Assert.Equal((HttpStatusCode.OK, "application/xml; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
        var document = XDocument.Parse(answer.Text);
        using var schema = XmlReader.Create(new StringReader(Schema));
        var schemas = new XmlSchemaSet();
        schemas.Add(null, schema);
        document.Validate(schemas, (_, e) => Assert.Fail(e.Message));
        Assert.Equal(Map + root, document.Root!.Name);
        return document.Root;
    }
}
