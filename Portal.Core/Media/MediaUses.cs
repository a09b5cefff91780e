using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Portal.Core;

/// <summary>Finds out which pictures are named: by a column that points to one, or by its address in a text. It asks the model, so a table that comes later is looked into too.</summary>
internal static partial class MediaUses
{
    /// <summary>Those of the pictures that something names.</summary>
    /// <param name="hashes">By number.</param>
    public static async Task<HashSet<int>> NamedAsync(PortalDb db, IReadOnlyDictionary<int, string> hashes, CancellationToken cancellation)
    {
        HashSet<int> named = [];
        foreach (var (table, column) in Columns(db))
        {
            var sql = $"SELECT DISTINCT \"{column}\" AS \"Value\" FROM \"{table}\" WHERE \"{column}\" IS NOT NULL";
            named.UnionWith(await db.Database.SqlQueryRaw<int>(sql).ToListAsync(cancellation));
        }

        named.UnionWith(await LogosAsync(db, cancellation));
        var byHash = hashes.ToLookup(h => h.Value, h => h.Key);
        foreach (var (table, column) in Texts(db))
        {
            var sql = $"SELECT \"{column}\" AS \"Value\" FROM \"{table}\" WHERE \"{column}\" LIKE '%/media/%'";
            await foreach (var text in db.Database.SqlQueryRaw<string>(sql).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                foreach (Match address in Address().Matches(text))
                    named.UnionWith(byHash[address.Groups[1].Value]);
            }
        }

        named.IntersectWith(hashes.Keys);
        return named;
    }

    /// <summary>Names of the tables that name the picture, and the rows' keys.</summary>
    public static async Task<IReadOnlyList<(Type Entity, int Key)>> OfAsync(PortalDb db, int id, string hash, CancellationToken cancellation)
    {
        List<(Type, int)> uses = [];
        foreach (var entity in Entities(db).Where(e => !e.IsOwned()))
        {
            var table = entity.GetTableName()!;
            var key = KeyOf(entity);
            var conditions = Columns(db).Where(c => c.Table == table).Select(c => $"\"{c.Column}\" = {{0}}")
                .Concat(Texts(db).Where(t => t.Table == table).Select(t => $"\"{t.Column}\" LIKE {{1}}")).ToList();
            if (conditions.Count == 0)
                continue;
            var sql = $"SELECT \"{key}\" AS \"Value\" FROM \"{table}\" WHERE {string.Join(" OR ", conditions)}";
            uses.AddRange((await db.Database.SqlQueryRaw<int>(sql, id, $"%/media/{hash}.%").ToListAsync(cancellation)).Distinct().Select(k => (entity.ClrType, k)));
        }

        foreach (var proposal in await WaitingAsync(db, cancellation))
        {
            if (proposal.Wanted.LogoId == id)
                uses.Add((typeof(UnitProposal), proposal.UnitId));
        }

        return uses;
    }

    // what a unit's people want stands in their proposal, not in a column
    private static async Task<IEnumerable<int>> LogosAsync(PortalDb db, CancellationToken cancellation) =>
        (await WaitingAsync(db, cancellation)).Select(p => p.Wanted.LogoId).OfType<int>();

    private static Task<List<UnitProposal>> WaitingAsync(PortalDb db, CancellationToken cancellation) =>
        db.UnitProposals.AsNoTracking().Where(p => p.State == ProposalState.Waiting || p.State == ProposalState.Returned).ToListAsync(cancellation);

    // what is kept as JSON has no columns of its own
    private static IEnumerable<IEntityType> Entities(PortalDb db) => db.Model.GetEntityTypes().Where(e => e.GetTableName() is not null && !e.IsMappedToJson());

    private static List<(string Table, string Column)> Columns(PortalDb db) =>
        [.. Entities(db).SelectMany(e => e.GetForeignKeys().Where(k => k.PrincipalEntityType.ClrType == typeof(MediaFile)).Select(k => (e.GetTableName()!, k.Properties[0].GetColumnName())))];

    private static List<(string Table, string Column)> Texts(PortalDb db) =>
        [.. Entities(db).SelectMany(e => e.GetProperties().Where(p => p.ClrType == typeof(SafeHtml) || p.ClrType == typeof(SafeHtml?)).Select(p => (e.GetTableName()!, p.GetColumnName())))];

    // a revision or a working copy is shown as what it belongs to
    private static string KeyOf(IEntityType entity) =>
        (entity.FindProperty("NoticeId") ?? entity.FindProperty("PageId") ?? entity.FindProperty("EssayId") ?? entity.FindProperty("ArticleId") ?? entity.FindPrimaryKey()!.Properties[0]).GetColumnName();

    [GeneratedRegex("/media/([0-9a-f]{64})\\.")]
    private static partial Regex Address();
}
