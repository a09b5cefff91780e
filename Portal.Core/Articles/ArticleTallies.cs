using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core;

/// <summary>How many articles of a column are in a state. Nobody writes it but the database itself, see <see cref="ArticleTallies"/>.</summary>
public sealed class ArticleTally
{
    public int ColumnId { get; set; }
    public ArticleState State { get; set; }

    /// <summary>In the recycle bin.</summary>
    public bool IsDeleted { get; set; }

    public int Count { get; set; }
}

/// <summary>Keeps <see cref="ArticleTally"/>: triggers count along in the same transaction, whoever writes and by whatever statement, so that no list has to look at all articles.</summary>
/// <remarks>What the clock makes of an article is not in it: nothing is written when a moment passes.</remarks>
internal static class ArticleTallies
{
    private const string More = """
        INSERT INTO "ArticleTallies" ("ColumnId", "State", "IsDeleted", "Count") VALUES (NEW."ColumnId", NEW."State", NEW."DeletedUtc" IS NOT NULL, 1)
        ON CONFLICT ("ColumnId", "State", "IsDeleted") DO UPDATE SET "Count" = "Count" + 1;
        """;

    private const string Less = """
        UPDATE "ArticleTallies" SET "Count" = "Count" - 1 WHERE "ColumnId" = OLD."ColumnId" AND "State" = OLD."State" AND "IsDeleted" = (OLD."DeletedUtc" IS NOT NULL);
        """;

    private static readonly (string Name, string When, string Then)[] Triggers =
    [
        ("ArticleTallied", "AFTER INSERT ON \"Articles\"", More),
        ("ArticleUntallied", "AFTER DELETE ON \"Articles\"", Less),
        ("ArticleRetallied", "AFTER UPDATE OF \"ColumnId\", \"State\", \"DeletedUtc\" ON \"Articles\"", Less + More),
    ];

    /// <summary>Begins to count, unless it is counted already. A table that is built anew loses its triggers: then all of it is counted again.</summary>
    public static async Task StandAsync(PortalDb db, CancellationToken cancellation)
    {
        if (await StandsAsync(db, cancellation))
            return;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
#pragma warning disable EF1002 // made of constants alone
        foreach (var (name, when, then) in Triggers)
        {
            await db.Database.ExecuteSqlRawAsync($"DROP TRIGGER IF EXISTS \"{name}\"", cancellation);
            await db.Database.ExecuteSqlRawAsync($"CREATE TRIGGER \"{name}\" {when} BEGIN {then} END", cancellation);
        }
#pragma warning restore EF1002

        await db.ArticleTallies.ExecuteDeleteAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO "ArticleTallies" ("ColumnId", "State", "IsDeleted", "Count")
            SELECT "ColumnId", "State", "DeletedUtc" IS NOT NULL, COUNT(*) FROM "Articles" GROUP BY 1, 2, 3
            """, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<bool> StandsAsync(PortalDb db, CancellationToken cancellation)
    {
        var standing = await db.Database.SqlQuery<string>($"SELECT \"name\" AS \"Value\" FROM \"sqlite_master\" WHERE \"type\" = 'trigger' AND \"tbl_name\" = 'Articles'").ToListAsync(cancellation);
        return Triggers.All(t => standing.Contains(t.Name));
    }
}

internal sealed class ArticleTallyConfiguration : IEntityTypeConfiguration<ArticleTally>
{
    public void Configure(EntityTypeBuilder<ArticleTally> builder) => builder.HasKey(t => new { t.ColumnId, t.State, t.IsDeleted });
}
