namespace Portal.Core;

/// <summary>A place in a list that runs from the newest to the oldest. What comes in later does not move it.</summary>
public sealed record CataloguePlace(DateTime AtUtc, int Id);

/// <summary>A question to one of the lists.</summary>
/// <param name="Column">Slug of a column; those under it count as well.</param>
/// <param name="Tag">The whole tag.</param>
/// <param name="SinceUtc">Only what was published or changed at or after this moment.</param>
/// <param name="After">Where the part before ended.</param>
/// <param name="Limit">1 to <see cref="Catalogue.MaxLimit"/>.</param>
public sealed record CatalogueQuery(string? Column = null, string? Tag = null, DateTime? SinceUtc = null, CataloguePlace? After = null, int Limit = Catalogue.UsualLimit);

/// <param name="Next">Where the next part begins; null at the end.</param>
public sealed record CataloguePart<T>(IReadOnlyList<T> Items, CataloguePlace? Next);

/// <param name="UpdatedUtc">When its text last changed; when it was published, if never.</param>
/// <param name="TranslationId">The published article that says the same in the other language.</param>
public sealed record CatalogueArticle(
    int Id, string Language, string Title, string? Subtitle, string Summary, string Source, string? Byline, string ColumnSlug, DateTime PublishedUtc, DateTime UpdatedUtc, Picture? Picture,
    IReadOnlyList<string> Tags, int? TranslationId);

/// <param name="UpdatedUtc">When its text last changed; when it was published, if never.</param>
public sealed record CatalogueNotice(int Id, string Title, string? Issuer, DateTime PublishedUtc, DateTime UpdatedUtc, DateTime? ExpiresUtc, NoticeMeeting? Meeting, bool IsPinned, bool IsEmergency);

/// <summary>The newest of what can be followed.</summary>
/// <param name="Column">Whose articles; null for the site's feed and that of the notices.</param>
/// <param name="ChangedUtc">When anything of it last came in, changed or went.</param>
public sealed record CatalogueFeed(ColumnLink? Column, DateTime ChangedUtc, IReadOnlyList<FeedEntry> Entries);

/// <param name="Kind"><see cref="Content.Articles"/> or <see cref="Content.Notices"/>.</param>
/// <param name="Author">Who wrote or issued it; null when it does not say.</param>
/// <param name="Column">Of an article.</param>
public sealed record FeedEntry(
    Content Kind, int Id, string Title, string Summary, SafeHtml Body, string? Author, DateTime PublishedUtc, DateTime UpdatedUtc, ColumnLink? Column, IReadOnlyList<string> Tags, Picture? Picture,
    string Language = TextLanguages.Chinese);

/// <summary>What a part of the site map lists.</summary>
public enum SitemapKind
{
    Pages,
    Columns,
    Notices,
    Units,
    Contests,
    Articles,
}

/// <param name="Number">From 1. An article stays in its part for ever.</param>
/// <param name="ChangedUtc">Null where nobody notes when such things change.</param>
public sealed record SitemapPart(SitemapKind Kind, int Number, DateTime? ChangedUtc);

/// <summary>An address of the site map.</summary>
/// <param name="Id">0 for what has a slug.</param>
/// <param name="Slug">Of a column or page.</param>
/// <param name="IsResults">The results of the contest, not its call.</param>
public sealed record SitemapEntry(int Id, string? Slug, DateTime? ChangedUtc, bool IsResults = false);
