using Portal.Web.Hosting;

namespace Portal.Web.Features.Following;

/// <summary>What people follow the portal with: feeds of the site, of a column and of the notices.</summary>
internal static class FeedEndpoints
{
    private const string AtomType = "application/atom+xml; charset=utf-8";

    public static void MapFeeds(this IEndpointRouteBuilder app)
    {
        app.MapGet(PortalUrls.Feed, SiteAsync).WithMetadata(new CachedData(Content.Articles, Content.Notices, Content.Site)).SandboxedForAll();
        app.MapGet("/columns/{slug}/feed.xml", ColumnAsync).WithMetadata(new CachedData(Content.Articles, Content.Site)).SandboxedForAll();
        app.MapGet(PortalUrls.NoticesFeed, NoticesAsync).WithMetadata(new CachedData(Content.Notices, Content.Site)).SandboxedForAll();
    }

    private static async Task<IResult> SiteAsync(HttpContext context, Catalogue catalogue, Core.Site site, PortalLinks links, Core.Media media)
    {
        var feed = await catalogue.SiteFeedAsync(context.RequestAborted);
        return Answer(feed, new AtomFeed(links, site.Settings, media).Write(feed, PortalUrls.Feed, PortalUrls.Home, site.Settings.Name, site.Settings.Motto));
    }

    private static async Task<IResult> ColumnAsync(string slug, HttpContext context, Catalogue catalogue, Columns columns, Core.Site site, PortalLinks links, Core.Media media)
    {
        if (await catalogue.ColumnFeedAsync(slug, context.RequestAborted) is not { Column: { } column } feed)
        {
            return await columns.MovedAsync(slug, context.RequestAborted) is { } moved
                ? Results.LocalRedirect(PortalUrls.ColumnFeed(moved), permanent: true)
                : Results.NotFound();
        }

        return Answer(feed, new AtomFeed(links, site.Settings, media).Write(
            feed, PortalUrls.ColumnFeed(slug), PortalUrls.Column(slug), $"{column.Name} — {site.Settings.Name}", column.Description));
    }

    private static async Task<IResult> NoticesAsync(HttpContext context, Catalogue catalogue, Core.Site site, PortalLinks links, Core.Media media)
    {
        var feed = await catalogue.NoticesFeedAsync(context.RequestAborted);
        return Answer(feed, new AtomFeed(links, site.Settings, media).Write(feed, PortalUrls.NoticesFeed, PortalUrls.Notices, $"通知公告 — {site.Settings.Name}", null));
    }

    private static IResult Answer(CatalogueFeed feed, byte[] bytes) => Results.Bytes(
        bytes, AtomType, lastModified: new DateTimeOffset(feed.ChangedUtc, TimeSpan.Zero), entityTag: EntityTags.Of(bytes));
}
