using Microsoft.EntityFrameworkCore;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>What tests do to the database behind the portal's back.</summary>
internal static class TestPortalData
{
    /// <summary>Stores rows that no command makes, and lets the portal know.</summary>
    public static async Task StoreAsync(this TestPortal portal, params object[] rows)
    {
        await using (var db = portal.Db())
        {
            db.AddRange(rows);
            await db.SaveChangesAsync();
        }

        foreach (var content in Enum.GetValues<Content>())
            portal.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(content));
    }

    /// <summary>Gives readers of an article these attachments.</summary>
    public static async Task NameFilesAsync(this TestPortal portal, int articleId, params int[] files)
    {
        await using (var db = portal.Db())
        {
            (await db.Articles.SingleAsync(a => a.Id == articleId)).FileIds = [.. files];
            await db.SaveChangesAsync();
        }

        portal.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
    }

    /// <summary>From now on such a write fails as on a full disk, for instance <c>UPDATE ON "Articles"</c>.</summary>
    public static Task RefuseAsync(this TestPortal portal, string write) => portal.ExecuteAsync($"CREATE TRIGGER refuse BEFORE {write} BEGIN SELECT RAISE(ABORT, 'disk full'); END");

    /// <summary>From now on such a write finds its row changed by somebody else.</summary>
    public static Task OvertakeAsync(this TestPortal portal, string write) => portal.ExecuteAsync($"CREATE TRIGGER refuse BEFORE {write} BEGIN SELECT RAISE(IGNORE); END");

    public static Task AllowAsync(this TestPortal portal) => portal.ExecuteAsync("DROP TRIGGER refuse");

    public static async Task ExecuteAsync(this TestPortal portal, string sql)
    {
        await using var db = portal.Db();
        await db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
    }

    /// <summary>The log does not allow it: its guard goes with the rows.</summary>
    public static Task EmptyAuditAsync(this TestPortal portal) => portal.ExecuteAsync("DROP TRIGGER IF EXISTS \"AuditKept\"; DELETE FROM \"AuditEntries\"");

    public static async Task<IReadOnlyList<AuditEntry>> AuditAsync(this TestPortal portal)
    {
        await using var db = portal.Db();
        return await db.AuditEntries.AsNoTracking().OrderBy(a => a.Id).ToListAsync(TestContext.Current.CancellationToken);
    }
}
