using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Words that the portal itself uses as names: tags, columns, units, contests. They are offered while somebody types, and where a search finds nothing.</summary>
/// <remarks>They may come from what nobody may read yet: whoever offers one looks first whether it finds anything.</remarks>
internal sealed class SearchVocabulary
{
    private const int MostTags = 5000;

    // so many ways of writing a word otherwise are tried out
    private const int MostTried = 120;

    private readonly IReadOnlyList<(string Word, string Folded)> _words;

    private SearchVocabulary(IReadOnlyList<(string Word, string Folded)> words) => _words = words;

    public static async Task<SearchVocabulary> LoadAsync(PortalDb db, CancellationToken cancellation)
    {
        var tags = await db.ArticleTags.GroupBy(t => t.Name).OrderByDescending(g => g.Count()).Select(g => g.Key).Take(MostTags).ToListAsync(cancellation);
        var columns = await db.Columns.OrderBy(c => c.Place).Select(c => c.Name).ToListAsync(cancellation);
        var units = await db.CouncilUnits.OrderBy(u => u.Tier).ThenBy(u => u.Place).Select(u => u.Name).ToListAsync(cancellation);
        var contests = await db.Contests.Where(c => c.Stage != ContestStage.Draft).OrderByDescending(c => c.OpensUtc).Select(c => c.Title).ToListAsync(cancellation);
        return new SearchVocabulary([.. columns.Concat(tags).Concat(contests).Concat(units).Distinct().Select(w => (w, Bigrams.Fold(w)))]);
    }

    /// <summary>Words that begin with what was typed, then those that hold it.</summary>
    public IEnumerable<string> Beginning(string typed)
    {
        var folded = Bigrams.Fold(typed.Trim());
        return _words.Where(w => w.Folded.StartsWith(folded, StringComparison.Ordinal) && w.Folded.Length > folded.Length)
            .Concat(_words.Where(w => w.Folded.IndexOf(folded, StringComparison.Ordinal) > 0)).Select(w => w.Word).Distinct();
    }

    /// <summary>The nearest search that finds something: a word with one or two letters otherwise. Null when there is none.</summary>
    public async Task<string?> NearestAsync(PortalDb db, SqliteSearchLookup lookup, SearchQuery query, string facets, CancellationToken cancellation)
    {
        foreach (var term in query.Wanted.Where(t => t.IsIdeographic || t.IsAlphabetic))
        {
            // what finds something by itself was not typed wrongly
            if (query.Terms.Count > 1 && await lookup.AnyAsync(SearchColumns.All + $" : ({term.Match})", cancellation))
                continue;
            List<SearchQuery> others = [.. Near(term).Concat(await OneOtherAsync(db, term, cancellation)).Distinct().Take(MostTried).Select(w => query.Replacing(term, w))];
            // what stands in a title or a name was meant sooner than what stands in some text
            foreach (var columns in (string[])[SearchColumns.Names, SearchColumns.All])
            {
                foreach (var other in others)
                {
                    if (await lookup.AnyAsync(other.ToMatch(columns) + facets, cancellation))
                        return other.Text;
                }
            }
        }

        return null;
    }

    /// <summary>How many characters have to be put in, left out, replaced or swapped with their neighbour to make one word of the other (optimal string alignment).</summary>
    /// <returns><paramref name="most"/> + 1 when it is more than that.</returns>
    internal static int Distance(string a, string b, int most)
    {
        if (Math.Abs(a.Length - b.Length) > most)
            return most + 1;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                rows[i, j] = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return Math.Min(rows[a.Length, b.Length], most + 1);
    }

    private static int Tolerance(SearchQuery.Term term) => (term.IsIdeographic, term.Folded.Length) switch
    {
        (_, < 2) => 0,
        (true, < 5) => 1,
        (true, _) => 2,
        (false, < 4) => 0,
        (false, < 7) => 1,
        (false, _) => 2,
    };

    private IEnumerable<string> Near(SearchQuery.Term term)
    {
        var most = Tolerance(term);
        return most == 0 ? [] : _words.Select(w => (w.Word, Distance: Distance(term.Folded, w.Folded, most))).Where(w => w.Distance <= most && w.Distance > 0)
            .OrderBy(w => w.Distance).Select(w => w.Word);
    }

    // what the index holds and differs in one place: a pair that begins alike, or an English word of the same beginning
    private static async Task<IEnumerable<string>> OneOtherAsync(PortalDb db, SearchQuery.Term term, CancellationToken cancellation)
    {
        if (Tolerance(term) == 0)
            return [];
        var word = term.Folded;
        if (!term.IsIdeographic)
        {
            var beginning = word[..1];
            return (await WordsAsync(db, beginning, word.Length + 2, cancellation)).Where(w => w.Length >= word.Length - 2)
                .Select(w => (Word: w, Distance: Distance(word, w, Tolerance(term)))).Where(w => w.Distance <= Tolerance(term) && w.Distance > 0).OrderBy(w => w.Distance).Select(w => w.Word);
        }

        // a rare character takes two places, and nobody types one by mistake
        if (word.Any(char.IsSurrogate))
            return [];
        var found = new List<string>();
        for (var i = 1; i < word.Length; i++)
        {
            List<string> others = [.. (await WordsAsync(db, word[(i - 1)..i], 2, cancellation)).Where(p => p.Length == 2 && p[1] != word[i]).Select(p => p[1..])];
            if (i + 1 < word.Length)
                others = await FollowedAsync(db, others, word[i + 1], cancellation);
            found.AddRange(others.Take(MostTried / 3).Select(o => $"{word[..i]}{o}{word[(i + 1)..]}"));
        }

        return found;
    }

    // those that stand before a character somewhere
    private static async Task<List<string>> FollowedAsync(PortalDb db, List<string> first, char next, CancellationToken cancellation)
    {
        var kept = new List<string>();
        foreach (var pair in first.Select(f => $"{f}{next}"))
        {
            if ((await db.Database.SqlQuery<string>($"""SELECT "term" AS "Value" FROM "SearchWords" WHERE "term" = {pair}""").ToListAsync(cancellation)).Count > 0)
                kept.Add(pair[..1]);
        }

        return kept;
    }

    private static Task<List<string>> WordsAsync(PortalDb db, string beginning, int longest, CancellationToken cancellation)
    {
        var end = beginning + '\uffff';
        return db.Database.SqlQuery<string>(
            $"""
            SELECT "term" AS "Value" FROM "SearchWords" WHERE "term" >= {beginning} AND "term" < {end} AND length("term") <= {longest}
            ORDER BY "doc" DESC LIMIT 200
            """).ToListAsync(cancellation);
    }
}
