using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>What the index holds of one thing.</summary>
/// <param name="Keywords">Names beside the title that weigh more than the text: tags, authors, the other language.</param>
internal sealed record SearchText(
    SearchSubject Subject, string Title, string Keywords, string Body, DateTime AtUtc, DateTime FromUtc, DateTime? UntilUtc, bool IsRestricted, IReadOnlyList<string> Facets)
{
    /// <summary>来源 of an article.</summary>
    public string? Source { get; init; }

    public string Language { get; init; } = TextLanguages.Chinese;
}

/// <summary>The texts that can be found, as they are released: working copies, drafts and what lies in a recycle bin have none.</summary>
internal static class SearchTexts
{
    /// <summary>Loads the texts of some things of one kind; those that cannot be found are missing from the answer.</summary>
    public static async Task<IReadOnlyList<SearchText>> LoadAsync(PortalDb db, SearchKind kind, IReadOnlyCollection<int> ids, CancellationToken cancellation) => kind switch
    {
        SearchKind.Article => await ArticlesAsync(db, ids, cancellation),
        SearchKind.Notice => await NoticesAsync(db, ids, cancellation),
        SearchKind.Unit => await UnitsAsync(db, ids, cancellation),
        SearchKind.Contest => await ContestsAsync(db, ids, cancellation),
        SearchKind.Essay => await EssaysAsync(db, ids, cancellation),
        SearchKind.Page => await PagesAsync(db, ids, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The next things of a kind by their number, released or not.</summary>
    public static Task<List<int>> NextAsync(PortalDb db, SearchKind kind, int after, int take, CancellationToken cancellation)
    {
        var ids = kind switch
        {
            SearchKind.Article => db.Articles.Select(a => a.Id),
            SearchKind.Notice => db.Notices.Select(n => n.Id),
            SearchKind.Unit => db.CouncilUnits.Select(u => u.Id),
            SearchKind.Contest => db.Contests.Select(c => c.Id),
            SearchKind.Essay => Winners(db).Select(e => e.Id),
            SearchKind.Page => db.SitePages.Select(p => p.Id),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        return ids.Where(i => i > after).OrderBy(i => i).Take(take).ToListAsync(cancellation);
    }

    /// <summary>Essays with an award whose results are out.</summary>
    public static IQueryable<Essay> Winners(PortalDb db) =>
        db.Essays.AsNoTracking().Where(e => e.AwardId != null && e.SentRevisionId != null && db.Contests.Any(c => c.Id == e.ContestId && c.Stage == ContestStage.Published));

    private static async Task<IReadOnlyList<SearchText>> ArticlesAsync(PortalDb db, IReadOnlyCollection<int> ids, CancellationToken cancellation)
    {
        var articles = await db.Articles.AsNoTracking().Where(a => ids.Contains(a.Id) && a.State == ArticleState.Published && a.DeletedUtc == null)
            .Select(a => new
            {
                a.Id,
                a.Language,
                a.Title,
                a.Subtitle,
                a.Summary,
                a.Source,
                a.Byline,
                a.Signature,
                a.ColumnId,
                a.PublishedUtc,
                a.ExpiresUtc,
                a.Body,
                Tags = a.Tags.Select(t => t.Name).ToList(),
            }).ToListAsync(cancellation);
        return [.. articles.Select(a => new SearchText(
            new(SearchKind.Article, a.Id), a.Title, Lines([a.Subtitle, a.Byline, a.Source, .. a.Tags]), Lines([.. Beginning(a.Summary, a.Body.ToPlainText()), a.Signature]),
            a.PublishedUtc, a.PublishedUtc, a.ExpiresUtc, IsRestricted: false, [SearchColumns.OfColumn(a.ColumnId), SearchColumns.OfSource(a.Source)]) { Source = a.Source, Language = a.Language })];
    }

    private static async Task<IReadOnlyList<SearchText>> NoticesAsync(PortalDb db, IReadOnlyCollection<int> ids, CancellationToken cancellation)
    {
        var notices = await db.Notices.AsNoTracking().Where(n => ids.Contains(n.Id) && n.Stage == NoticeStage.Released && n.DeletedUtc == null)
            .Select(n => new { n.Id, n.Title, n.Issuer, n.PublishedUtc, n.ExpiresUtc, n.Audience, n.MeetingPlace, n.Body }).ToListAsync(cancellation);
        return [.. notices.Select(n => new SearchText(
            new(SearchKind.Notice, n.Id), n.Title, n.Issuer ?? "", Lines([n.Body.ToPlainText(), n.MeetingPlace]), n.PublishedUtc, n.PublishedUtc, n.ExpiresUtc, n.Audience != NoticeAudience.Everyone, []))];
    }

    private static async Task<IReadOnlyList<SearchText>> UnitsAsync(PortalDb db, IReadOnlyCollection<int> ids, CancellationToken cancellation)
    {
        var units = await db.CouncilUnits.AsNoTracking().Where(u => ids.Contains(u.Id)).Select(u => new { u.Id, u.Name, u.NameEn, u.Description, u.Address }).ToListAsync(cancellation);
        return [.. units.Select(u => new SearchText(
            new(SearchKind.Unit, u.Id), u.Name, u.NameEn ?? "", Lines([u.Description, u.Address]), SearchSlots.Start, DateTime.MinValue, null, IsRestricted: false, []))];
    }

    private static async Task<IReadOnlyList<SearchText>> ContestsAsync(PortalDb db, IReadOnlyCollection<int> ids, CancellationToken cancellation)
    {
        var contests = await db.Contests.AsNoTracking().Where(c => ids.Contains(c.Id) && c.Stage != ContestStage.Draft)
            .Select(c => new { c.Id, c.Title, c.Summary, c.Themes, c.OpensUtc, c.Call }).ToListAsync(cancellation);
        return [.. contests.Select(c => new SearchText(
            new(SearchKind.Contest, c.Id), c.Title, Lines(c.Themes), Lines([c.Summary, c.Call.ToPlainText()]), c.OpensUtc, DateTime.MinValue, null, IsRestricted: false, []))];
    }

    // the text of an essay is its author's until it is published as an article; what the list of results says is public
    private static async Task<IReadOnlyList<SearchText>> EssaysAsync(PortalDb db, IReadOnlyCollection<int> ids, CancellationToken cancellation)
    {
        var essays = await Winners(db).Where(e => ids.Contains(e.Id))
            .Join(db.EssayRevisions.AsNoTracking(), e => e.SentRevisionId, r => r.Id, (e, r) => new { e.Id, e.AwardId, e.ContestId, r.Title, r.Theme, r.Authors })
            .Join(db.Awards, e => e.AwardId, a => a.Id, (e, a) => new { Essay = e, Award = a.Name })
            .Join(db.Contests, x => x.Essay.ContestId, c => c.Id, (x, c) => new { x.Essay, x.Award, Contest = c.Title, c.PublishedUtc })
            .ToListAsync(cancellation);
        return [.. essays.Select(x => new SearchText(
            new(SearchKind.Essay, x.Essay.Id), x.Essay.Title, Lines([.. x.Essay.Authors.Select(a => a.Name), .. x.Essay.Authors.Select(a => a.Unit).Distinct(), x.Award]),
            Lines([x.Contest, x.Essay.Theme]), x.PublishedUtc ?? SearchSlots.Start, x.PublishedUtc ?? DateTime.MinValue, null, IsRestricted: false, []))];
    }

    private static async Task<IReadOnlyList<SearchText>> PagesAsync(PortalDb db, IReadOnlyCollection<int> ids, CancellationToken cancellation)
    {
        var pages = await db.SitePages.AsNoTracking().Where(p => ids.Contains(p.Id) && p.IsPublished && p.DeletedUtc == null)
            .Select(p => new { p.Id, p.Language, p.Title, p.UpdatedUtc, p.Body }).ToListAsync(cancellation);
        return [.. pages.Select(p => new SearchText(
            new(SearchKind.Page, p.Id), p.Title, "", p.Body.ToPlainText(), p.UpdatedUtc, DateTime.MinValue, null, IsRestricted: false, []) { Language = p.Language })];
    }

    // a summary that nobody wrote is how the text begins
    private static string[] Beginning(string summary, string body) => body.ReplaceLineEndings(" ").StartsWith(summary.TrimEnd('…'), StringComparison.Ordinal) ? [body] : [summary, body];

    private static string Lines(IEnumerable<string?> lines) => string.Join('\n', lines.Where(l => !string.IsNullOrWhiteSpace(l)));
}
