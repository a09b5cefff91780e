using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Makes of rows of the index what a page shows.</summary>
internal static class SearchHits
{
    /// <summary>The hits in the order of the rows.</summary>
    public static async Task<IReadOnlyList<SearchHit>> LoadAsync(PortalDb db, IReadOnlyList<long> rows, SearchQuery query, bool isRelaxed, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return [];
        var marks = new SearchMarks(query, isRelaxed);
        var entries = await db.SearchEntries.AsNoTracking().Where(e => rows.Contains(e.Id)).ToListAsync(cancellation);
        var hits = new Dictionary<SearchSubject, SearchHit>();
        foreach (var kind in entries.GroupBy(e => e.Kind, e => e.SubjectId))
        {
            int[] ids = [.. kind];
            var places = await PlacesAsync(db, kind.Key, ids, cancellation);
            foreach (var text in await SearchTexts.LoadAsync(db, kind.Key, ids, cancellation))
                hits[text.Subject] = ToHit(text, places.GetValueOrDefault(text.Subject.Id) ?? new Place(null, null, null), marks);
        }

        var subjects = entries.ToDictionary(e => e.Id, e => new SearchSubject(e.Kind, e.SubjectId));
        return [.. rows.Where(subjects.ContainsKey).Select(r => hits.GetValueOrDefault(subjects[r])).OfType<SearchHit>()];
    }

    private static SearchHit ToHit(SearchText text, Place place, SearchMarks marks)
    {
        // where only a name beside the title fits, that is what the reader must see
        var from = !marks.Occurs(text.Body) && marks.Occurs(text.Keywords) ? text.Keywords.ReplaceLineEndings(" · ") : text.Body;
        return new SearchHit(
            text.Subject.Kind, text.Subject.Id, marks.Mark(text.Title), marks.Snippet(from), text.AtUtc == SearchSlots.Start ? null : text.AtUtc, place.Name, place.NameEn, text.Source, place.Address, text.Language);
    }

    private static async Task<Dictionary<int, Place>> PlacesAsync(PortalDb db, SearchKind kind, int[] ids, CancellationToken cancellation) => kind switch
    {
        SearchKind.Article => await db.Articles.Where(a => ids.Contains(a.Id)).Select(a => new { a.Id, a.Column!.Name, a.Column.NameEn })
            .ToDictionaryAsync(a => a.Id, a => new Place(a.Name, a.NameEn, null), cancellation),
        SearchKind.Essay => await db.Essays.Where(e => ids.Contains(e.Id)).Join(db.Contests, e => e.ContestId, c => c.Id, (e, c) => new { e.Id, c.Title, ContestId = c.Id })
            .ToDictionaryAsync(e => e.Id, e => new Place(e.Title, null, e.ContestId.ToString(System.Globalization.CultureInfo.InvariantCulture)), cancellation),
        SearchKind.Page => await db.SitePages.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => new Place(null, null, p.Slug), cancellation),
        _ => [],
    };

    private sealed record Place(string? Name, string? NameEn, string? Address);
}
