namespace Portal.Web.Features.Search;

/// <summary>What the address of a search says.</summary>
public sealed record SearchAsked(string Query)
{
    /// <summary>Value of <c>sort</c>.</summary>
    public const string ByTime = "time";

    public SearchKind? Kind { get; init; }

    /// <summary>Slug.</summary>
    public string? Column { get; init; }

    public int? Year { get; init; }

    public string? Source { get; init; }

    public bool IsByTime { get; init; }

    public int Page { get; init; } = 1;

    public bool IsNarrowed => Column is not null || Year is not null || Source is not null;

    public SearchRequest ToRequest(int? columnId) => new(Query, Page)
    {
        Kind = Kind,
        ColumnId = columnId,
        Year = Year,
        Source = Source,
        Order = IsByTime ? SearchOrder.Newest : SearchOrder.Relevance,
    };
}

/// <summary>Names of the kinds, for people and in addresses.</summary>
public static class SearchWords
{
    public static string Name(SearchKind kind) => kind switch
    {
        SearchKind.Article => "文章",
        SearchKind.Notice => "通知公告",
        SearchKind.Unit => "理事单位",
        SearchKind.Contest => "征文",
        SearchKind.Essay => "获奖作品",
        _ => "页面",
    };

    public static string Slug(SearchKind kind) => kind.ToString().ToLowerInvariant();

    public static SearchKind? KindOf(string? slug) => Enum.GetValues<SearchKind>().Where(k => Slug(k) == slug).Select(k => (SearchKind?)k).FirstOrDefault();

    /// <summary>Where a hit is read.</summary>
    public static string Address(SearchKind kind, int id, string? address) => kind switch
    {
        SearchKind.Article => PortalUrls.Article(id),
        SearchKind.Notice => PortalUrls.Notice(id),
        SearchKind.Unit => PortalUrls.Unit(id),
        SearchKind.Contest => PortalUrls.Contest(id),
        SearchKind.Essay => PortalUrls.Results(int.Parse(address!, System.Globalization.CultureInfo.InvariantCulture)),
        _ => PortalUrls.Page(address!),
    };
}
