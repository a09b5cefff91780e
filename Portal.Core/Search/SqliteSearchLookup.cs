using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Asks the full-text index. One lookup is for one reader at one moment: what that reader may not have now is neither found nor counted.</summary>
internal sealed class SqliteSearchLookup
{
    /// <summary>Where a word is in more texts than these, only the newest of them, and the newest that have it in their title, are weighed against each other:
    /// a word that is everywhere says little about any of them, and weighing takes time.</summary>
    public const int MostWeighed = 10_000;

    // body, title, keywords, facets: a word in the title says more than a name beside it, and that more than the text
    private const string Weight = """bm25("SearchText", 1.0, 10.0, 4.0, 0.0)""";

    private readonly PortalDb _db;
    private readonly DateTime _nowUtc;
    private readonly string _hidden;

    /// <param name="db">Open as long as it is used.</param>
    /// <param name="nowUtc">What has not appeared yet or has expired is hidden.</param>
    /// <param name="allowed">The restricted notices that this reader may read.</param>
    public SqliteSearchLookup(PortalDb db, DateTime nowUtc, IReadOnlyCollection<int> allowed)
    {
        (_db, _nowUtc) = (db, nowUtc);
        _hidden =
            $"""
            rowid NOT IN (
                SELECT "Id" FROM "SearchEntries" WHERE "FromUtc" > $now
                UNION ALL SELECT "Id" FROM "SearchEntries" WHERE "UntilUtc" IS NOT NULL AND "UntilUtc" <= $now
                UNION ALL SELECT "Id" FROM "SearchEntries" WHERE "IsRestricted" AND "SubjectId" NOT IN ({string.Join(',', allowed.Select(i => i.ToString(CultureInfo.InvariantCulture)))}))
            """;
    }

    /// <summary>A range of rows, which is a range of dates.</summary>
    public (long From, long To)? Range { get; init; }

    public async Task<int> CountAsync(string match, CancellationToken cancellation) =>
        (int)(await ReadAsync($"""SELECT COUNT(*) FROM "SearchText" WHERE {Where()}""", match, r => r.GetInt64(0), cancellation)).Single();

    /// <summary>Whether anything is found at all.</summary>
    public async Task<bool> AnyAsync(string match, CancellationToken cancellation) =>
        (await ReadAsync($"""SELECT 1 FROM "SearchText" WHERE {Where()} LIMIT 1""", match, r => r.GetInt64(0), cancellation)).Count > 0;

    public Task<List<long>> NewestAsync(string match, int skip, int take, CancellationToken cancellation) => ReadAsync(
        $"""SELECT rowid FROM "SearchText" WHERE {Where()} ORDER BY rowid DESC LIMIT $take OFFSET $skip""", match, r => r.GetInt64(0), cancellation, ("$take", take), ("$skip", skip));

    /// <summary>Those that fit best: bm25, half as much again for what is of today.</summary>
    /// <param name="match">What to find.</param>
    /// <param name="names">The same in titles and names alone.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="skip">Of <see cref="MostWeighed"/> at most where there are more.</param>
    /// <param name="take">How many.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<List<long>> BestAsync(string match, string names, int total, int skip, int take, CancellationToken cancellation)
    {
        if (total <= MostWeighed)
            return [.. (await WeighAsync(match, null, skip, take, cancellation)).Select(w => w.Row)];
        var newest = await WeighAsync(match, await FloorAsync(match, cancellation), 0, skip + take, cancellation);
        var named = await WeighAsync(names, await FloorAsync(names, cancellation), 0, skip + take, cancellation);
        // the same text may stand in both, and weighs more by its title
        return [.. newest.Concat(named).GroupBy(w => w.Row, w => w.Weight).Select(g => (Row: g.Key, Weight: g.Min())).OrderBy(w => w.Weight).ThenByDescending(w => w.Row)
            .Skip(skip).Take(take).Select(w => w.Row)];
    }

    // the row of the last that is weighed; null when there are fewer
    private async Task<long?> FloorAsync(string match, CancellationToken cancellation) =>
        (await NewestAsync(match, MostWeighed - 1, 1, cancellation)) is [var row] ? row : null;

    private Task<List<(long Row, double Weight)>> WeighAsync(string match, long? floor, int skip, int take, CancellationToken cancellation) => ReadAsync(
        $"""
        SELECT rowid, {Weight} * (1.0 + 0.5 / (1.0 + MAX(0, $today - rowid) / $year)) AS "Weight" FROM "SearchText"
        WHERE {Where()}{(floor is null ? "" : " AND rowid >= $floor")} ORDER BY "Weight", rowid DESC LIMIT $take OFFSET $skip
        """,
        match,
        r => (r.GetInt64(0), r.GetDouble(1)),
        cancellation,
        ("$today", SearchSlots.Of(_nowUtc)),
        ("$year", SearchSlots.AYear),
        ("$floor", (object?)floor ?? DBNull.Value),
        ("$take", take),
        ("$skip", skip));

    private string Where() => $"\"SearchText\" MATCH $match{(Range is null ? "" : " AND rowid >= $from AND rowid < $to")} AND {_hidden}";

    private async Task<List<T>> ReadAsync<T>(string sql, string match, Func<DbDataReader, T> read, CancellationToken cancellation, params (string Name, object Value)[] values)
    {
        await _db.Database.OpenConnectionAsync(cancellation);
        await using var command = (SqliteCommand)_db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$match", match);
        command.Parameters.AddWithValue("$now", _nowUtc);
        if (Range is { } range)
        {
            command.Parameters.AddWithValue("$from", range.From);
            command.Parameters.AddWithValue("$to", range.To);
        }

        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }
}
