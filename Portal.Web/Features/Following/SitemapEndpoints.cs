using System.Text;
using System.Xml;
using Portal.Web.Hosting;

namespace Portal.Web.Features.Following;

/// <summary>What search engines ask for: the site map and robots.txt.</summary>
internal static class SitemapEndpoints
{
    private const string Schema = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private const string XmlType = "application/xml; charset=utf-8";

    // lists that no part of the catalogue names
    private static readonly string[] Lists = [PortalUrls.Home, PortalUrls.Notices, PortalUrls.Units, PortalUrls.Contests, PortalUrls.Links];

    private static readonly XmlWriterSettings Written = new() { Encoding = new UTF8Encoding(false), Indent = true, Async = true };

    public static void MapSitemap(this IEndpointRouteBuilder app)
    {
        var everything = new CachedData(Enum.GetValues<Content>());
        app.MapGet(PortalUrls.Sitemap, IndexAsync).WithMetadata(everything).SandboxedForAll();
        foreach (var kind in Enum.GetValues<SitemapKind>().Where(k => k != SitemapKind.Articles))
            app.MapGet(PortalUrls.SitemapPart(kind, 1), (HttpContext context, Catalogue catalogue, PortalLinks links) => PartAsync(context, catalogue, links, kind, 1)).WithMetadata(everything).SandboxedForAll();
        app.MapGet("/sitemap/articles-{number:int:min(1)}.xml", (int number, HttpContext context, Catalogue catalogue, PortalLinks links) =>
            PartAsync(context, catalogue, links, SitemapKind.Articles, number)).SandboxedForAll();
        app.MapGet(PortalUrls.Robots, Robots).SandboxedForAll();
    }

    private static async Task<IResult> IndexAsync(HttpContext context, Catalogue catalogue, PortalLinks links)
    {
        using var bytes = new MemoryStream();
        await using (var xml = XmlWriter.Create(bytes, Written))
        {
            await xml.WriteStartElementAsync(null, "sitemapindex", Schema);
            foreach (var part in await catalogue.SitemapAsync(context.RequestAborted))
                await WriteAsync(xml, "sitemap", links.Of(PortalUrls.SitemapPart(part.Kind, part.Number)), part.ChangedUtc);
            await xml.WriteEndElementAsync();
        }

        return Results.Bytes(bytes.ToArray(), XmlType, entityTag: EntityTags.Of(bytes.ToArray()));
    }

    // written while it is read: a part of ten thousand addresses is nowhere as a whole
    private static async Task PartAsync(HttpContext context, Catalogue catalogue, PortalLinks links, SitemapKind kind, int number)
    {
        await using var entries = catalogue.SitemapPartAsync(kind, number, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        var has = await entries.MoveNextAsync();
        if (!has && kind != SitemapKind.Pages)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = XmlType;
        context.Response.Headers.CacheControl = "no-cache";
        await using var xml = XmlWriter.Create(context.Response.Body, Written);
        await xml.WriteStartElementAsync(null, "urlset", Schema);
        foreach (var list in kind == SitemapKind.Pages ? Lists : [])
            await WriteAsync(xml, "url", links.Of(list), null);
        for (; has; has = await entries.MoveNextAsync())
            await WriteAsync(xml, "url", links.Of(PathOf(kind, entries.Current)), entries.Current.ChangedUtc);
        await xml.WriteEndElementAsync();
    }

    private static string PathOf(SitemapKind kind, SitemapEntry entry) => kind switch
    {
        SitemapKind.Articles => PortalUrls.Article(entry.Id),
        SitemapKind.Notices => PortalUrls.Notice(entry.Id),
        SitemapKind.Units => PortalUrls.Unit(entry.Id),
        SitemapKind.Columns => PortalUrls.Column(entry.Slug!),
        SitemapKind.Contests => entry.IsResults ? PortalUrls.Results(entry.Id) : PortalUrls.Contest(entry.Id),
        _ => PortalUrls.Page(entry.Slug!),
    };

    private static async Task WriteAsync(XmlWriter xml, string element, string address, DateTime? changedUtc)
    {
        await xml.WriteStartElementAsync(null, element, Schema);
        await xml.WriteElementStringAsync(null, "loc", Schema, address);
        if (changedUtc is { } changed)
            await xml.WriteElementStringAsync(null, "lastmod", Schema, Xml.At(changed));
        await xml.WriteEndElementAsync();
    }

    private static IResult Robots(HttpContext context, PortalLinks links)
    {
        context.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.Text(
            $"""
            User-agent: *
            Disallow: {PortalUrls.Admin}
            Disallow: /member
            Disallow: {PortalUrls.Account}
            Disallow: {PortalUrls.Setup}
            Disallow: {PortalUrls.SearchPath}?
            Disallow: /contests/*/submit

            Sitemap: {links.Of(PortalUrls.Sitemap)}

            """,
            "text/plain", Encoding.UTF8);
    }
}
