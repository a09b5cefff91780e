using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>全文检索: finds articles, notices, units, contests, winning essays and pages. What somebody may not read is neither found nor counted.</summary>
public sealed class Search : IDisposable
{
    public const int PageSize = 20;

    /// <summary>Longer queries are cut here, in characters: a title fits, a page does not.</summary>
    public const int QueryLength = 200;

    /// <summary>Sources to choose from.</summary>
    public const int MostSources = 40;

    // that many are offered while somebody types
    private const int Suggestions = 8;
    private const int SuggestedWords = 4;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly MissedSearches _missed;
    private readonly SiteSettingsCache _settings;
    private readonly TimeProvider _time;
    private readonly Snapshot<SearchVocabulary> _vocabulary;
    private readonly Snapshot<SearchFilters> _filters;

    internal Search(IDbContextFactory<PortalDb> databases, MissedSearches missed, SiteSettingsCache settings, LiveFeed feed, TimeProvider time)
    {
        (_databases, _missed, _settings, _time) = (databases, missed, settings, time);
        _vocabulary = new(feed, time, [], TimeSpan.FromMinutes(5), LoadVocabularyAsync);
        _filters = new(feed, time, [], TimeSpan.FromMinutes(5), LoadFiltersAsync);
    }

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Finds what holds all words of a query. Words are set apart by spaces; what stands in quotation marks occurs as it stands; −words do not occur.
    /// Case, width and punctuation do not count.</summary>
    /// <param name="actor">Who looks: notices for some only are found by those.</param>
    /// <param name="request">What for.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<SearchResult> FindAsync(Actor actor, SearchRequest request, CancellationToken cancellation = default)
    {
        var query = SearchQuery.Parse(request.Query);
        if (query.IsEmpty)
            return new SearchResult(query.Text, new PagedList<SearchHit>([], request.Page, PageSize, 0), new Dictionary<SearchKind, int>()) { IsEmpty = true, IsCut = query.IsCut };
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var lookup = await LookupAsync(db, actor, request.Year, cancellation);
        var facets = await FacetsAsync(db, request, cancellation);
        var isRelaxed = false;
        var counts = await CountAsync(lookup, query.ToMatch() + facets, cancellation);
        if (counts.Count == 0)
        {
            counts = await CountAsync(lookup, query.ToMatch(isRelaxed: true) + facets, cancellation);
            isRelaxed = counts.Count > 0;
        }

        var result = new SearchResult(query.Text, await PageAsync(db, lookup, query, request, facets, counts, isRelaxed, cancellation), counts) { IsCut = query.IsCut, IsRelaxed = isRelaxed };
        if (counts.Count > 0)
            return result;
        if (request.Page == 1)
            _missed.Record(query.Text);
        return result with
        {
            DidYouMean = await (await _vocabulary.GetAsync(cancellation)).NearestAsync(db, lookup, query, facets, cancellation),
            Alternatives = await AlternativesAsync(lookup, query, facets, cancellation),
        };
    }

    /// <summary>What somebody who has typed so far may be about to look for: words of the portal, then titles, the newest first.</summary>
    /// <param name="actor">Who types.</param>
    /// <param name="typed">So far.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<IReadOnlyList<SearchSuggestion>> SuggestAsync(Actor actor, string? typed, CancellationToken cancellation = default)
    {
        var query = SearchQuery.Parse(typed);
        if (query.IsEmpty)
            return [];
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var lookup = await LookupAsync(db, actor, null, cancellation);
        List<SearchSuggestion> words = [];
        foreach (var word in (await _vocabulary.GetAsync(cancellation)).Beginning(query.Text).Take(SuggestedWords * 5))
        {
            // a word of what nobody may read yet must not be given away
            if (words.Count < SuggestedWords && await lookup.AnyAsync(SearchQuery.Parse(word).ToMatch(), cancellation))
                words.Add(new SearchSuggestion(word, null, 0, null));
        }

        var rows = await lookup.NewestAsync(query.ToMatch(SearchColumns.Names), 0, Suggestions - words.Count, cancellation);
        var titles = await SearchHits.LoadAsync(db, rows, query, isRelaxed: false, cancellation);
        return [.. words, .. titles.Select(t => new SearchSuggestion(t.Title.ToString(), t.Kind, t.Id, t.Address)).Where(t => !words.Exists(w => w.Text == t.Text))];
    }

    /// <summary>Years and sources that a search can be narrowed to. At most five minutes old.</summary>
    public Task<SearchFilters> FiltersAsync(CancellationToken cancellation = default) => _filters.GetAsync(cancellation);

    /// <summary>Goes through all texts and indexes them anew, while the portal runs: in small steps, between which others write.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="progress">Hears how far it has come.</param>
    /// <param name="cancellation">Ends it; what is done stays done, and what is not is as it was.</param>
    public async Task<Outcome<SearchRebuild>> RebuildAsync(Actor actor, IProgress<SearchRebuild>? progress = null, CancellationToken cancellation = default) =>
        actor.Is(Role.Administrator) ? await new SearchRebuilding(_databases, _time, progress).RunAsync(cancellation) : Refusal.NotAllowed;

    public void Dispose()
    {
        _vocabulary.Dispose();
        _filters.Dispose();
    }

    private static async Task<IReadOnlyDictionary<SearchKind, int>> CountAsync(SqliteSearchLookup lookup, string match, CancellationToken cancellation)
    {
        var counts = new Dictionary<SearchKind, int>();
        var total = await lookup.CountAsync(match, cancellation);
        // articles are most of what there is: they are what the others leave
        foreach (var kind in total == 0 ? [] : Enum.GetValues<SearchKind>().Where(k => k != SearchKind.Article))
        {
            if (await lookup.CountAsync($"({match}) AND {SearchColumns.Within([SearchColumns.OfKind(kind)])}", cancellation) is > 0 and var count)
                counts[kind] = count;
        }

        if (total - counts.Values.Sum() is > 0 and var articles)
            counts[SearchKind.Article] = articles;
        return counts;
    }

    private static async Task<PagedList<SearchHit>> PageAsync(
        PortalDb db, SqliteSearchLookup lookup, SearchQuery query, SearchRequest request, string facets, IReadOnlyDictionary<SearchKind, int> counts, bool isRelaxed,
        CancellationToken cancellation)
    {
        var found = request.Kind is { } kind ? counts.GetValueOrDefault(kind) : counts.Values.Sum();
        // whoever goes further down a list of thousands wants it in the order of time
        var total = request.Order == SearchOrder.Relevance ? Math.Min(found, SqliteSearchLookup.MostWeighed) : found;
        if (request.Page < 1 || (long)(request.Page - 1) * PageSize >= total)
            return new PagedList<SearchHit>([], request.Page, PageSize, total);
        var (skip, take) = ((request.Page - 1) * PageSize, Math.Min(PageSize, total - ((request.Page - 1) * PageSize)));
        facets += request.Kind is { } only ? $" AND {SearchColumns.Within([SearchColumns.OfKind(only)])}" : "";
        var match = query.ToMatch(isRelaxed: isRelaxed) + facets;
        var rows = request.Order == SearchOrder.Newest
            ? await lookup.NewestAsync(match, skip, take, cancellation)
            : await lookup.BestAsync(match, query.ToMatch(SearchColumns.Names, isRelaxed) + facets, found, skip, take, cancellation);
        return new PagedList<SearchHit>(await SearchHits.LoadAsync(db, rows, query, isRelaxed, cancellation), request.Page, PageSize, total);
    }

    private static async Task<IReadOnlyList<SearchAlternative>> AlternativesAsync(SqliteSearchLookup lookup, SearchQuery query, string facets, CancellationToken cancellation)
    {
        var found = new List<SearchAlternative>();
        foreach (var term in query.Terms.Count > 1 ? query.Terms : [])
        {
            var without = query.Without(term);
            if (!without.IsEmpty && await lookup.CountAsync(without.ToMatch() + facets, cancellation) is > 0 and var count)
                found.Add(new SearchAlternative(without.Text, count));
        }

        // the most words kept, and of those what narrows most
        return [.. found.OrderBy(a => a.Count).Take(3)];
    }

    private static async Task<string> FacetsAsync(PortalDb db, SearchRequest request, CancellationToken cancellation)
    {
        var facets = "";
        if (request.ColumnId is { } column)
        {
            var columns = await db.Columns.Where(c => c.Id == column || c.ParentId == column).Select(c => c.Id).ToListAsync(cancellation);
            facets += $" AND {SearchColumns.Within(columns.Append(column).Distinct().Select(SearchColumns.OfColumn))}";
        }

        if (!string.IsNullOrWhiteSpace(request.Source))
            facets += $" AND {SearchColumns.Within([SearchColumns.OfSource(request.Source)])}";
        return facets;
    }

    private async Task<SqliteSearchLookup> LookupAsync(PortalDb db, Actor actor, int? year, CancellationToken cancellation)
    {
        var now = NowUtc;
        List<int> own = [];
        if (actor.MemberId != 0 && await db.SearchEntries.AnyAsync(e => e.IsRestricted, cancellation))
        {
            var member = await db.Users.Where(u => u.Id == actor.MemberId && u.State == MemberState.Active)
                .Select(u => new { u.UnitId, Tier = db.CouncilUnits.Where(c => c.Id == u.UnitId).Select(c => (CouncilTier?)c.Tier).FirstOrDefault() }).FirstOrDefaultAsync(cancellation);
            if (member is not null)
            {
                var reader = new NoticeReaderFacts(true, member.UnitId, member.Tier is { } tier ? 1 << (int)tier : 0, NoticeReaderFacts.BitsOf(actor.Roles));
                own = await db.Notices.AsNoTracking().Valid(now).For(reader).Where(n => n.Audience != NoticeAudience.Everyone).Select(n => n.Id).ToListAsync(cancellation);
            }
        }

        return new SqliteSearchLookup(db, now, own) { Range = year is >= 1900 and < 9999 ? (StartOf(year.Value), StartOf(year.Value + 1)) : null };
    }

    private long StartOf(int year) => SearchSlots.Of(TimeZoneInfo.ConvertTimeToUtc(new DateTime(year, 1, 1), _settings.Current.Zone));

    private async Task<SearchVocabulary> LoadVocabularyAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await SearchVocabulary.LoadAsync(db, cancellation);
    }

    private async Task<SearchFilters> LoadFiltersAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var now = NowUtc;
        var open = db.SearchEntries.AsNoTracking().Where(e => e.FromUtc <= now && (e.UntilUtc == null || e.UntilUtc > now) && !e.IsRestricted);
        var sources = await open.Where(e => e.Source != null && e.Source != "").GroupBy(e => e.Source!).Select(g => new { Source = g.Key, Count = g.Count() })
            .OrderByDescending(s => s.Count).Take(MostSources).Select(s => s.Source).ToListAsync(cancellation);
        var dated = open.Where(e => e.AtUtc > SearchSlots.Start && e.AtUtc <= now);
        if (await dated.OrderBy(e => e.Id).Select(e => (DateTime?)e.AtUtc).FirstOrDefaultAsync(cancellation) is not { } first)
            return new SearchFilters([], sources);
        var (oldest, newest) = (_settings.Current.DayOf(first).Year, _settings.Current.DayOf(now).Year);
        return new SearchFilters([.. Enumerable.Range(oldest, Math.Max(1, newest - oldest + 1)).Reverse()], sources);
    }
}
