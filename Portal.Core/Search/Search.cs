using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

public sealed record SearchResult(string Query, PagedList<ArticleCard> Articles, IReadOnlyList<NoticeLine> Notices, IReadOnlyList<UnitLine> Units);

/// <summary>Finds articles by title or tag, notices by title, units by name.</summary>
public sealed class Search(IDbContextFactory<PortalDb> databases, TimeProvider time)
{
    public const int PageSize = 20;

    /// <summary>Longer queries are cut here.</summary>
    public const int QueryLength = 60;

    private const int OtherLength = 10;

    /// <summary>All words of the query must occur. An empty query finds nothing.</summary>
    /// <param name="query">As typed: percent signs and underscores mean themselves.</param>
    /// <param name="page">Page of the articles, from 1; notices and units come with the first.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<SearchResult> FindAsync(string? query, int page, CancellationToken cancellation = default)
    {
        var text = (query ?? "").Trim().Cut(QueryLength);
        var patterns = text.Split([' ', '\u3000'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(w => $"%{w.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%")
            .ToList();
        if (patterns.Count == 0)
            return new SearchResult("", new PagedList<ArticleCard>([], 1, PageSize, 0), [], []);

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow().UtcDateTime;
        var articles = db.Articles.AsNoTracking().Where(a => a.State == ArticleState.Published && a.PublishedUtc <= now);
        var notices = db.Notices.AsNoTracking().Where(n => !n.IsWithdrawn && n.PublishedUtc <= now && (n.ExpiresUtc == null || n.ExpiresUtc > now));
        var units = db.CouncilUnits.AsNoTracking();
        foreach (var pattern in patterns)
        {
            articles = articles.Where(a => EF.Functions.Like(a.Title, pattern, "\\") || a.Tags.Any(t => EF.Functions.Like(t.Name, pattern, "\\")));
            notices = notices.Where(n => EF.Functions.Like(n.Title, pattern, "\\"));
            units = units.Where(u => EF.Functions.Like(u.Name, pattern, "\\") || (u.NameEn != null && EF.Functions.Like(u.NameEn, pattern, "\\")));
        }

        var total = await articles.CountAsync(cancellation);
        var found = page < 1 || (long)(page - 1) * PageSize >= total
            ? []
            : await articles.OrderByDescending(a => a.PublishedUtc).ThenByDescending(a => a.Id)
                .Skip((page - 1) * PageSize).Take(PageSize).Select(Articles.AsCard).ToListAsync(cancellation);
        return new SearchResult(
            text,
            new PagedList<ArticleCard>(found, page, PageSize, total),
            page > 1 ? [] : await notices.OrderByDescending(n => n.PublishedUtc).Take(OtherLength)
                .Select(n => new NoticeLine(n.Id, n.Title, n.PublishedUtc, n.IsPinned, n.IsEmergency, n.IsHeadline)).ToListAsync(cancellation),
            page > 1 ? [] : await units.OrderBy(u => u.Tier).ThenBy(u => u.Place).Take(OtherLength)
                .Select(u => new UnitLine(u.Id, u.Name, u.NameEn, u.Tier, u.Description)).ToListAsync(cancellation));
    }
}
