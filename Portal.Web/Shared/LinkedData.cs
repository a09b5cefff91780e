using System.Globalization;
using System.Text.Json.Nodes;
using Portal.Web.Hosting;

namespace Portal.Web.Shared;

/// <summary>What pages are about, in the words of schema.org.</summary>
internal static class LinkedData
{
    private const string Context = "https://schema.org";

    public static JsonObject Organization(SiteSettings site, PortalLinks links)
    {
        var data = Begin("Organization", site.Name, links.Home);
        data["@id"] = $"{links.Home}#organization";
        data["logo"] = links.Of(PageHead.SitePicture);
        Add(data, "alternateName", site.NameEn);
        Add(data, "email", site.Email);
        Add(data, "telephone", site.Telephone);
        if (site.Address.Length > 0)
        {
            var address = new JsonObject { ["@type"] = "PostalAddress", ["streetAddress"] = site.Address };
            Add(address, "postalCode", site.Postcode);
            data["address"] = address;
        }

        return data;
    }

    public static JsonObject WebSite(SiteSettings site, PortalLinks links)
    {
        var data = Begin("WebSite", site.Name, links.Home);
        Add(data, "alternateName", site.NameEn);
        data["inLanguage"] = Languages.Chinese;
        data["publisher"] = new JsonObject { ["@id"] = $"{links.Home}#organization" };
        return data;
    }

    public static JsonObject Article(ArticleDetail article, SiteSettings site, PortalLinks links)
    {
        var address = links.Of(PortalUrls.Article(article.Id));
        var data = new JsonObject
        {
            ["@context"] = Context,
            ["@type"] = "NewsArticle",
            ["headline"] = article.Title,
            ["description"] = article.Summary,
            ["url"] = address,
            ["mainEntityOfPage"] = address,
            ["datePublished"] = At(article.PublishedUtc),
            ["dateModified"] = At(article.CorrectedUtc ?? article.PublishedUtc),
            ["articleSection"] = article.Column.Name,
            ["inLanguage"] = article.Language,
            ["isAccessibleForFree"] = true,
            ["author"] = article.Byline is { } byline
                ? new JsonObject { ["@type"] = "Person", ["name"] = byline }
                : new JsonObject { ["@type"] = "Organization", ["name"] = article.Source.Length > 0 ? article.Source : site.Name },
            ["publisher"] = new JsonObject
            {
                ["@type"] = "Organization",
                ["name"] = site.Name,
                ["url"] = links.Home,
                ["logo"] = new JsonObject { ["@type"] = "ImageObject", ["url"] = links.Of(PageHead.SitePicture) },
            },
        };
        Add(data, "alternativeHeadline", article.Subtitle);
        if (article.Translation is { } other)
        {
            data[other.IsOriginal ? "translationOfWork" : "workTranslation"] = new JsonObject
            {
                ["@type"] = "NewsArticle",
                ["headline"] = other.Title,
                ["inLanguage"] = other.Language,
                ["url"] = links.Of(PortalUrls.Article(other.Id)),
            };
        }

        if (article.Tags.Count > 0)
            data["keywords"] = new JsonArray([.. article.Tags.Select(t => JsonValue.Create(t))]);
        if (article.Picture is { } picture)
        {
            data["image"] = new JsonObject { ["@type"] = "ImageObject", ["url"] = links.Of(PortalUrls.Media(picture)), ["width"] = picture.Width, ["height"] = picture.Height };
        }

        return data;
    }

    /// <summary>A contest is an event as long as it takes essays.</summary>
    public static JsonObject Contest(ContestCard contest, SiteSettings site, PortalLinks links)
    {
        var address = links.Of(PortalUrls.Contest(contest.Id));
        var data = Begin("Event", contest.Title, address);
        data["description"] = contest.Summary;
        data["startDate"] = At(contest.OpensUtc);
        data["endDate"] = At(contest.ClosesUtc);
        data["eventStatus"] = $"{Context}/EventScheduled";
        data["eventAttendanceMode"] = $"{Context}/OnlineEventAttendanceMode";
        data["location"] = new JsonObject { ["@type"] = "VirtualLocation", ["url"] = address };
        data["organizer"] = new JsonObject { ["@type"] = "Organization", ["name"] = site.Name, ["url"] = links.Home };
        data["inLanguage"] = Languages.Chinese;
        return data;
    }

    /// <summary>The meeting that a notice calls.</summary>
    public static JsonObject Meeting(NoticeDetail notice, NoticeMeeting meeting, SiteSettings site, PortalLinks links)
    {
        var data = Begin("Event", notice.Title, links.Of(PortalUrls.Notice(notice.Id)));
        Add(data, "description", notice.Body.Beginning());
        data["startDate"] = At(meeting.StartsUtc, site.Zone);
        if (meeting.EndsUtc is { } ends)
            data["endDate"] = At(ends, site.Zone);
        if (meeting.Place is { } place)
            data["location"] = new JsonObject { ["@type"] = "Place", ["name"] = place };
        data["eventStatus"] = $"{Context}/EventScheduled";
        data["organizer"] = new JsonObject { ["@type"] = "Organization", ["name"] = site.Name, ["url"] = links.Home };
        data["inLanguage"] = Languages.Chinese;
        return data;
    }

    public static JsonObject Unit(UnitDetail unit, PortalLinks links)
    {
        var data = Begin("Organization", unit.Name, unit.Website is { } website && SiteSettings.IsWebAddress(website) ? website : links.Of(PortalUrls.Unit(unit.Id)));
        Add(data, "alternateName", unit.NameEn);
        Add(data, "description", unit.Description);
        Add(data, "telephone", unit.Telephone);
        Add(data, "address", unit.Address);
        if (unit.Logo is { } logo)
            data["logo"] = links.Of(PortalUrls.Media(logo));
        return data;
    }

    /// <summary>Where a page stands.</summary>
    /// <param name="way">From the front page down; the page itself needs no address.</param>
    /// <param name="links">Makes addresses whole.</param>
    public static JsonObject Trail(IEnumerable<(string Name, string? Address)> way, PortalLinks links)
    {
        var items = new JsonArray();
        foreach (var (i, step) in way.Index())
        {
            var item = new JsonObject { ["@type"] = "ListItem", ["position"] = i + 1, ["name"] = step.Name };
            if (step.Address is { } address)
                item["item"] = links.Of(address);
            items.Add((JsonNode)item);
        }

        return new JsonObject { ["@context"] = Context, ["@type"] = "BreadcrumbList", ["itemListElement"] = items };
    }

    private static JsonObject Begin(string type, string name, string address) => new() { ["@context"] = Context, ["@type"] = type, ["name"] = name, ["url"] = address };

    private static void Add(JsonObject data, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            data[name] = value;
    }

    // people come by the clock of the place: its offset belongs to it
    private static string At(DateTime utc, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(utc, TimeSpan.Zero), zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string At(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
