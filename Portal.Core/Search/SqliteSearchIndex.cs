using System.Data;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Portal.Core;

/// <summary>Keeps the full-text index, an FTS5 table without the texts themselves, and the entries beside it.</summary>
internal static class SqliteSearchIndex
{
    /// <summary>Makes the table, unless it stands. The body comes first: a word in the first column takes two bytes less than one in another, and nearly all words are in the body.</summary>
    public static async Task StandAsync(PortalDb db, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlRawAsync(
            """
            CREATE VIRTUAL TABLE IF NOT EXISTS "SearchText" USING fts5("Body", "Title", "Keywords", "Facets", tokenize='unicode61', content='', contentless_delete=1);
            CREATE VIRTUAL TABLE IF NOT EXISTS "SearchWords" USING fts5vocab("SearchText", 'row');
            """, cancellation);
        // a rebuild that was killed has left it off
        if ((await db.Database.SqlQuery<long>($"""SELECT COUNT(*) AS "Value" FROM "SearchText_config" WHERE "k" IN ('automerge', 'deletemerge') AND "v" = 0""").ToListAsync(cancellation))[0] > 0)
            await MergeByItselfAsync(db, true, cancellation);
    }

    /// <summary>Brings the index up to what is stored now about these things, in the transaction that is open.</summary>
    public static async Task UpdateAsync(PortalDb db, IReadOnlyCollection<SearchSubject> subjects, CancellationToken cancellation)
    {
        foreach (var kind in subjects.Distinct().GroupBy(s => s.Kind, s => s.Id))
        {
            foreach (var ids in kind.Chunk(200))
                await UpdateAsync(db, kind.Key, ids, cancellation);
        }
    }

    /// <summary>What stands in the index and is gone from its table altogether.</summary>
    public static Task<List<SearchSubject>> GoneAsync(PortalDb db, CancellationToken cancellation) => db.SearchEntries.AsNoTracking().Where(e =>
            (e.Kind == SearchKind.Article && !db.Articles.Any(a => a.Id == e.SubjectId))
            || (e.Kind == SearchKind.Notice && !db.Notices.Any(n => n.Id == e.SubjectId))
            || (e.Kind == SearchKind.Unit && !db.CouncilUnits.Any(u => u.Id == e.SubjectId))
            || (e.Kind == SearchKind.Contest && !db.Contests.Any(c => c.Id == e.SubjectId))
            || (e.Kind == SearchKind.Essay && !db.Essays.Any(x => x.Id == e.SubjectId))
            || (e.Kind == SearchKind.Page && !db.SitePages.Any(p => p.Id == e.SubjectId)))
        .Select(e => new SearchSubject(e.Kind, e.SubjectId)).ToListAsync(cancellation);

    /// <summary>Merges the parts of the index a little.</summary>
    /// <param name="pages">How much work at once, in pages of the database; negative begins to merge everything into one.</param>
    /// <returns>Whether there is more to do.</returns>
    public static async Task<bool> MergeAsync(PortalDb db, int pages, CancellationToken cancellation)
    {
        var before = await TotalChangesAsync(db, cancellation);
        await db.Database.ExecuteSqlAsync($"""INSERT INTO "SearchText" ("SearchText", "rank") VALUES ('merge', {pages})""", cancellation);
        // as the documentation of FTS5 says: a merge that found nothing to do changes less than two rows
        return await TotalChangesAsync(db, cancellation) - before >= 2;
    }

    /// <summary>Whether FTS5 merges by itself while it is written to, and clears away what was replaced as soon as that is a tenth of a part. Both take what time they need.</summary>
    /// <param name="isOn">False for a run that merges on its own.</param>
    public static async Task MergeByItselfAsync(PortalDb db, bool isOn, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync($"""INSERT INTO "SearchText" ("SearchText", "rank") VALUES ('automerge', {(isOn ? 4 : 0)})""", cancellation);
        await db.Database.ExecuteSqlAsync($"""INSERT INTO "SearchText" ("SearchText", "rank") VALUES ('deletemerge', {(isOn ? 10 : 0)})""", cancellation);
    }

    private static async Task<long> TotalChangesAsync(PortalDb db, CancellationToken cancellation) =>
        (await db.Database.SqlQuery<long>($"""SELECT total_changes() AS "Value" """).ToListAsync(cancellation))[0];

    private static async Task UpdateAsync(PortalDb db, SearchKind kind, int[] ids, CancellationToken cancellation)
    {
        var known = await db.SearchEntries.AsNoTracking().Where(e => e.Kind == kind && ids.Contains(e.SubjectId)).ToDictionaryAsync(e => e.SubjectId, cancellation);
        var texts = (await SearchTexts.LoadAsync(db, kind, ids, cancellation)).ToDictionary(t => t.Subject.Id);
        foreach (var id in ids)
        {
            var text = texts.GetValueOrDefault(id);
            if (known.GetValueOrDefault(id) is { } entry)
            {
                // the same row again when it is dated the same: others of its minute keep theirs
                if (text is null || text.AtUtc != entry.AtUtc)
                    await RemoveAsync(db, entry.Id, cancellation);
                if (text is not null)
                    await WriteAsync(db, text, text.AtUtc == entry.AtUtc ? entry.Id : await FreeAsync(db, text.AtUtc, cancellation), cancellation);
            }
            else if (text is not null)
            {
                await WriteAsync(db, text, await FreeAsync(db, text.AtUtc, cancellation), cancellation);
            }
        }
    }

    private static Task RemoveAsync(PortalDb db, long row, CancellationToken cancellation) =>
        ExecuteAsync(db, """DELETE FROM "SearchText" WHERE rowid = $row; DELETE FROM "SearchEntries" WHERE "Id" = $row;""", cancellation, ("$row", row));

    private static Task WriteAsync(PortalDb db, SearchText text, long row, CancellationToken cancellation) => ExecuteAsync(
        db,
        """
        INSERT OR REPLACE INTO "SearchText" (rowid, "Body", "Title", "Keywords", "Facets") VALUES ($row, $body, $title, $keywords, $facets);
        INSERT OR REPLACE INTO "SearchEntries" ("Id", "Kind", "SubjectId", "AtUtc", "FromUtc", "UntilUtc", "IsRestricted", "Source")
        VALUES ($row, $kind, $subject, $at, $from, $until, $restricted, $source);
        """,
        cancellation,
        ("$row", row),
        ("$title", Bigrams.Of(text.Title)),
        ("$keywords", Bigrams.Of(text.Keywords)),
        ("$body", Bigrams.Of(text.Body)),
        ("$facets", string.Join(' ', text.Facets.Prepend(SearchColumns.OfKind(text.Subject.Kind)))),
        ("$kind", (int)text.Subject.Kind),
        ("$subject", text.Subject.Id),
        ("$at", text.AtUtc),
        ("$from", text.FromUtc),
        ("$until", (object?)text.UntilUtc ?? DBNull.Value),
        ("$restricted", text.IsRestricted),
        ("$source", (object?)text.Source ?? DBNull.Value));

    // the row of the minute, else the next spare one of the day: many of one moment, as an import makes them, must not be walked through one by one
    private static async Task<long> FreeAsync(PortalDb db, DateTime atUtc, CancellationToken cancellation)
    {
        var own = SearchSlots.Of(atUtc);
        if (!await db.SearchEntries.AnyAsync(e => e.Id == own, cancellation))
            return own;
        for (var from = SearchSlots.SpareOf(atUtc); ; from += SearchSlots.ADay)
        {
            var to = from + SearchSlots.Spare;
            var last = await db.SearchEntries.Where(e => e.Id >= from && e.Id < to).MaxAsync(e => (long?)e.Id, cancellation);
            if (last is null)
                return from;
            if (last < to - 1)
                return last.Value + 1;
        }
    }

    private static async Task ExecuteAsync(PortalDb db, string sql, CancellationToken cancellation, params (string Name, object Value)[] values)
    {
        var connection = db.Database.GetDbConnection();
        if (connection.State != ConnectionState.Open)
            await db.Database.OpenConnectionAsync(cancellation);
        await using var command = (SqliteCommand)connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
