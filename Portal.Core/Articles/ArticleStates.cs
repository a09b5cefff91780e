namespace Portal.Core;

/// <summary>Where an article stands now.</summary>
public enum ArticleStanding
{
    Draft,
    Scheduled,
    Published,
    Expired,
    Withdrawn,
}

/// <summary>What the clock makes of an article. Nothing has to happen at a moment for it to be so.</summary>
internal static class ArticleStates
{
    public static ArticleStanding StandingAt(this Article article, DateTime nowUtc) => article.State switch
    {
        ArticleState.Draft => ArticleStanding.Draft,
        ArticleState.Withdrawn => ArticleStanding.Withdrawn,
        _ when article.PublishedUtc > nowUtc => ArticleStanding.Scheduled,
        _ when article.ExpiresUtc <= nowUtc => ArticleStanding.Expired,
        _ => ArticleStanding.Published,
    };

    /// <summary>Those that readers may read.</summary>
    public static IQueryable<Article> Up(this IQueryable<Article> articles, DateTime nowUtc) =>
        articles.Where(a => a.State == ArticleState.Published && a.PublishedUtc <= nowUtc && (a.ExpiresUtc == null || a.ExpiresUtc > nowUtc));
}
